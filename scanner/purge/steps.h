// A plan in words: what goes and how, then the commands around git filter-repo, for a person to run one by one. Shows
// no secret.
#pragma once

#include <string>

#include "scanner/base/result.h"
#include "scanner/purge/plan.h"

namespace leaksieve::purge {

// `repository` as the user named it.
[[nodiscard]] Result<std::string> describe_plan(const Plan& plan, const PlanFiles& files, const std::string& repository,
                                                bool use_environment);

}  // namespace leaksieve::purge
