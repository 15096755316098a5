#include "scanner/report/report.h"

#include <algorithm>
#include <array>

#include "scanner/report/formats.h"
#include "scanner/report/mask.h"

namespace leaksieve::report {
namespace {

// Every format is written from a masked copy, so that none can forget to mask.
template <std::string (*kWrite)(const RunReport&, const WriteOptions&)>
std::string masked(const RunReport& run, const WriteOptions& options) {
  return options.show_secrets ? kWrite(run, options) : kWrite(mask_secrets(run), options);
}

const std::array<Format, 10>& table() {
  static const std::array<Format, 10> kFormats = {{
      {"text", "for people: grouped by leak, most exposed first", ".txt", masked<write_text>},
      {"json", "one document; docs/report.schema.json describes it", ".json", masked<write_json>},
      {"jsonl", "one leak a line, then one summary line", ".jsonl", masked<write_jsonl>},
      {"sarif", "SARIF 2.1.0, for code scanning services and editors", ".sarif", masked<write_sarif>},
      {"gitlab", "GitLab's secret detection report, schema 15.2", "-secret-detection-report.json",
       masked<write_gitlab>},
      {"gitlab-codequality", "GitLab's code quality report", "-code-quality-report.json",
       masked<write_gitlab_codequality>},
      {"junit", "JUnit's XML: a failed test a leak", ".xml", masked<write_junit>},
      {"checkstyle", "Checkstyle's XML: an error a place", "checkstyle.xml", masked<write_checkstyle>},
      {"csv", "RFC 4180: a row a place", ".csv", masked<write_csv>},
      {"markdown", "a table and details, for comments, job summaries and issues", ".md", masked<write_markdown>},
  }};
  return kFormats;
}

}  // namespace

std::span<const Format> all_formats() { return table(); }

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &Format::name);
  return found == table().end() ? nullptr : &*found;
}

const Format* format_for_file(std::span<const Format> formats, std::string_view path) {
  const Format* best = nullptr;
  for (const Format& format : formats) {
    const bool longer = best == nullptr || format.file_suffix.size() > best->file_suffix.size();
    if (path.ends_with(format.file_suffix) && longer) best = &format;
  }
  return best;
}

}  // namespace leaksieve::report
