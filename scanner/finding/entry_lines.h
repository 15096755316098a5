// The form that baselines and the ledger share: a header line, then one JSON object a line, so that git merges them
// line by line. Every value is a text or a list of texts. Inner header of the finding layer.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"

namespace leaksieve::finding {

// One entry: its keys with their texts.
using EntryFields = std::map<std::string, std::vector<std::string>, std::less<>>;

struct EntryKey {
  std::string_view name;
  bool is_list = false;
};

// Calls `take` with each entry; what it refuses is told with "name:line". Errors (kUsage): no header of `format`, a
// newer version, a line that is no entry, a key that is not among `keys`, a merge's conflict marks.
[[nodiscard]] Status read_entries(std::string_view text, const std::string& name, std::string_view format,
                                  std::span<const EntryKey> keys,
                                  const std::function<Status(const EntryFields&)>& take);

[[nodiscard]] std::string header_line(std::string_view format);
// Empty fields are left out; the others come in the order of `keys`.
[[nodiscard]] std::string entry_line(const EntryFields& fields, std::span<const EntryKey> keys);

// The only text of a key; "" when it has none.
[[nodiscard]] std::string text_of(const EntryFields& fields, std::string_view key);

}  // namespace leaksieve::finding
