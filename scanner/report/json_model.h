// The JSON that json and jsonl share; docs/report.schema.json describes it. Keys keep their order and a key is always
// there: null says that there is nothing to tell.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "scanner/report/report.h"
#include "scanner/report/secret_groups.h"

namespace leaksieve::report {

using Json = nlohmann::ordered_json;

inline constexpr int kJsonVersion = 1;

// Appends the leak's keys to `json`.
void put_leak(Json& json, const RunReport& run, const finding::Leak& leak, const SecretGroups& groups,
              const WriteOptions& options);
// A scan without its leaks.
[[nodiscard]] Json scan_json(const ScanReport& scan);
[[nodiscard]] Json summary_json(const RunReport& run);
[[nodiscard]] Json tool_json(const RunReport& run);
// Sets object[key] to `bytes` as UTF-8, and object[key + "_bytes_hex"] to the exact bytes when they are not UTF-8.
void put_bytes(Json& object, const std::string& key, std::string_view bytes);
// Never throws: texts are made valid UTF-8 before. `indent` as in nlohmann: -1 is one line.
[[nodiscard]] std::string dump(const Json& json, int indent);

}  // namespace leaksieve::report
