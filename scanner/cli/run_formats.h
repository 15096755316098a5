// The formats that a scan can be written in: those of the report layer, and the page, which needs the rotation plan.
#pragma once

#include <span>
#include <string_view>

#include "scanner/report/report.h"

namespace leaksieve::cli {

[[nodiscard]] std::span<const report::Format> run_formats();
[[nodiscard]] const report::Format* find_run_format(std::string_view name);

}  // namespace leaksieve::cli
