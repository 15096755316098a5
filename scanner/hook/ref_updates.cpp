#include "scanner/hook/ref_updates.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/objects.h"

namespace leaksieve::hook {
namespace {

// `line` cut at single blanks, into at most `most` words: a ref holds none.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, blank));
    line.remove_prefix(std::min(blank + 1, line.size()));
  }
  return words;
}

// git writes an id of zeros for "none".
std::optional<Oid> parse_id(std::string_view hex) {
  if (!hex.empty() && hex.find_first_not_of('0') == std::string_view::npos) return Oid{};
  return Oid::from_hex(hex);
}

struct Places {
  std::size_t count, old_id, new_id, ref;  // of a line's words
};

Result<std::vector<RefUpdate>> parse(std::string_view input, const Places& places) {
  std::vector<RefUpdate> updates;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::vector<std::string_view> words = words_of(line);
    const bool whole = words.size() == places.count;
    const auto old_id = whole ? parse_id(words[places.old_id]) : std::nullopt;
    const auto new_id = whole ? parse_id(words[places.new_id]) : std::nullopt;
    if (!old_id || !new_id) {
      return Error{ErrorKind::kUsage,
                   fmt::format("standard input has a line that git does not write: '{}'", clean_line(line))};
    }
    updates.push_back({*old_id, *new_id, std::string(words[places.ref])});
  }
  return updates;
}

}  // namespace

Result<std::vector<RefUpdate>> parse_push(std::string_view input) { return parse(input, {4, 3, 1, 2}); }
Result<std::vector<RefUpdate>> parse_receive(std::string_view input) { return parse(input, {3, 0, 1, 2}); }

std::vector<std::string> new_tips(const std::vector<RefUpdate>& updates) {
  std::vector<std::string> tips;
  for (const RefUpdate& update : updates) {
    if (!update.new_id.is_null()) tips.push_back(update.new_id.hex());
  }
  std::ranges::sort(tips);
  tips.erase(std::unique(tips.begin(), tips.end()), tips.end());
  return tips;
}

Result<std::vector<std::string>> present(const git::Repository& repository, const std::vector<Oid>& ids) {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  std::vector<std::string> found;
  OidSet seen;
  for (const Oid& id : ids) {
    if (!id.is_null() && seen.insert(id).second && reader->read_header(id)) found.push_back(id.hex());
  }
  return found;
}

}  // namespace leaksieve::hook
