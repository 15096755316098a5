// The plan as JSON (docs/plan.schema.json), for the formats that hold it.
#pragma once

#include "scanner/report/json_model.h"
#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

// Keys keep their order; texts are valid UTF-8.
[[nodiscard]] report::Json plan_json(const Plan& plan);

}  // namespace leaksieve::rotation
