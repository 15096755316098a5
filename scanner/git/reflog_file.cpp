// "<old id> <new id> <name> <mail> <time> <zone>\t<message>\n", the oldest first.
#include "scanner/git/reflog_file.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "scanner/base/bytes.h"
#include "scanner/base/quote.h"
#include "scanner/git/read_file.h"

namespace leaksieve::git {
namespace {

std::optional<ReflogEntry> parse_line(const std::string& ref, Bytes line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = first == Bytes::npos ? first : line.find(' ', first + 1);
  if (first == Bytes::npos) return std::nullopt;
  const auto old_id = Oid::from_hex(line.substr(0, first));
  const auto new_id = Oid::from_hex(line.substr(first + 1, second == Bytes::npos ? Bytes::npos : second - first - 1));
  if (!old_id || !new_id) return std::nullopt;
  ReflogEntry entry{ref, 0, *old_id, *new_id, 0};
  const Bytes who = line.substr(0, line.find('\t'));
  const std::size_t mail = who.rfind("> ");
  if (mail != Bytes::npos) std::from_chars(who.data() + mail + 2, who.data() + who.size(), entry.time);
  return entry;
}

}  // namespace

void read_reflog(const std::string& ref, const std::filesystem::path& file, std::vector<ReflogEntry>& entries,
                 std::vector<Unreadable>& unreadable) {
  const auto fail = [&](const std::string& where, std::string reason) {
    unreadable.push_back({fmt::format("reflog of '{}'{}", quote_path(ref), where), std::move(reason)});
  };
  const Result<std::string> text = read_file(file);
  if (!text) return fail("", text.error().message);
  const std::size_t first = entries.size();
  Bytes rest = *text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const Bytes line = rest.substr(0, end);
    rest.remove_prefix(end == Bytes::npos ? rest.size() : end + 1);
    if (line.empty()) continue;
    if (std::optional<ReflogEntry> entry = parse_line(ref, line)) {
      entries.push_back(std::move(*entry));
    } else {
      fail(fmt::format(", line {}", number), "it names no objects");
    }
  }
  const std::size_t count = entries.size() - first;
  for (std::size_t i = 0; i < count; ++i) entries[first + i].index = static_cast<std::uint32_t>(count - 1 - i);
}

}  // namespace leaksieve::git
