// The formats of a plan. A format is one file with one function, and a row in plan_format.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "scanner/report/report.h"
#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

// Names, paths, messages and refs in a plan come from repositories: a writer has to make each harmless for its format.
// Equal plans give equal bytes.
[[nodiscard]] std::string write_text(const Plan& plan, const report::WriteOptions& options);
[[nodiscard]] std::string write_markdown(const Plan& plan, const report::WriteOptions& options);
[[nodiscard]] std::string write_csv(const Plan& plan, const report::WriteOptions& options);
[[nodiscard]] std::string write_html(const Plan& plan, const report::WriteOptions& options);
[[nodiscard]] std::string write_json(const Plan& plan, const report::WriteOptions& options);

struct PlanFormat {
  std::string_view name;         // "text"
  std::string_view description;  // for --help
  std::string_view file_suffix;  // ".txt"
  std::string (*write)(const Plan&, const report::WriteOptions&);
};
[[nodiscard]] std::span<const PlanFormat> plan_formats();
[[nodiscard]] const PlanFormat* find_plan_format(std::string_view name);

}  // namespace leaksieve::rotation
