#include "scanner/rotation/plan_format.h"

#include <algorithm>
#include <array>

namespace leaksieve::rotation {
namespace {

constexpr std::array<PlanFormat, 5> kFormats = {{
    {"text", "for people: most urgent first", ".txt", write_text},
    {"json", "for programs; docs/plan.schema.json describes it", ".json", write_json},
    {"html", "one page for people: charts, filters, checklists; needs no network", ".html", write_html},
    {"markdown", "for an issue tracker: a table, then a checklist for each secret", ".md", write_markdown},
    {"csv", "for a spreadsheet: one secret a line", ".csv", write_csv},
}};

}  // namespace

std::span<const PlanFormat> plan_formats() { return kFormats; }

const PlanFormat* find_plan_format(std::string_view name) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& row) { return row.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

}  // namespace leaksieve::rotation
