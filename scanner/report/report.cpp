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

const std::array<Format, 4>& table() {
  static const std::array<Format, 4> kFormats = {{
      {"text", "for people: grouped by leak, most exposed first", ".txt", masked<write_text>},
      {"json", "one document; docs/report.schema.json describes it", ".json", masked<write_json>},
      {"jsonl", "one leak a line, then one summary line", ".jsonl", masked<write_jsonl>},
      {"sarif", "SARIF 2.1.0, for code scanning services and editors", ".sarif", masked<write_sarif>},
  }};
  return kFormats;
}

}  // namespace

std::span<const Format> all_formats() { return table(); }

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &Format::name);
  return found == table().end() ? nullptr : &*found;
}

}  // namespace leaksieve::report
