#include "scanner/scan/ignore_list.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

#include "scanner/base/day.h"
#include "scanner/base/quote.h"
#include "scanner/finding/fingerprint.h"

namespace leaksieve::scan {
namespace fs = std::filesystem;
namespace {

// "commit:path:rule:line" or "path:rule:line" → "commit:path:line"; "" for anything else. Paths may hold colons.
std::string place_of(std::string_view text) {
  const std::size_t last = text.rfind(':');
  const std::size_t rule = last == std::string_view::npos || last == 0 ? last : text.rfind(':', last - 1);
  if (rule == std::string_view::npos || rule == 0) return "";
  const std::string_view line = text.substr(last + 1);
  if (line.empty() || line.find_first_not_of("0123456789") != std::string_view::npos) return "";
  std::string_view path = text.substr(0, rule);
  std::string commit;
  const std::size_t first = path.find(':');
  if (first == 40 && path.substr(0, first).find_first_not_of("0123456789abcdef") == std::string_view::npos) {
    commit = path.substr(0, first);
    path.remove_prefix(first + 1);
  }
  return fmt::format("{}:{}:{}", commit, path, line);
}

// The day that a line's comment ends it with; "" when there is none.
std::string_view expiry_of(std::string_view line) {
  constexpr std::string_view kWord = "expires ";
  const std::size_t at = line.rfind(kWord);
  const std::string_view date = at == std::string_view::npos ? "" : line.substr(at + kWord.size(), 10);
  return is_day(date) ? date : "";
}

}  // namespace

Status IgnoreList::read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return Error{ErrorKind::kUsage, fmt::format("cannot read the ignore file '{}': {}", quote_path(file.string()),
                                                std::strerror(errno))};  // NOLINT(concurrency-mt-unsafe): one thread
  }
  return add(std::string{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()}, file);
}

Status IgnoreList::add(const std::string& content, const fs::path& name) {
  std::istringstream stream(content);
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    std::string_view text = line;
    if (text.starts_with('#')) continue;
    const std::string_view expiry = expiry_of(line);
    if (!expiry.empty() && expiry < today()) continue;  // it counts as a leak again
    if (const std::size_t comment = text.find(" #"); comment != std::string_view::npos) text = text.substr(0, comment);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    if (text.empty()) continue;
    std::string place = finding::is_fingerprint(text) ? "" : place_of(text);
    if (finding::is_fingerprint(text)) {
      fingerprints_.emplace(text);
    } else if (!place.empty()) {
      places_.insert(std::move(place));
    } else if (name.filename() != ".gitleaksignore") {
      return Error{ErrorKind::kUsage,
                   fmt::format("{}:{}: no fingerprint: a line is 's' or 'w' and 20 hex digits, as reports show it, or "
                               "'commit:path:rule:line'",
                               quote_path(name.string()), number)};
    }
  }
  return {};
}

Result<IgnoreList> IgnoreList::load(const fs::path& folder, const std::vector<std::string>& files) {
  IgnoreList list;
  for (const char* name : {".leaksieveignore", ".gitleaksignore"}) {
    std::error_code error;
    if (folder.empty() || !fs::is_regular_file(folder / name, error)) continue;
    if (const Status status = list.read(folder / name); !status) return status.error();
  }
  for (const std::string& file : files) {
    if (const Status status = list.read(file); !status) return status.error();
  }
  return list;
}

Result<bool> add_allowance(const fs::path& folder, const Allowance& allowance) {
  if (!finding::is_fingerprint(allowance.fingerprint)) {
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' is no fingerprint: 's' or 'w' and 20 hex digits, as reports show it",
                             clean_line(allowance.fingerprint, 60))};
  }
  if (!allowance.expires.empty() && !is_day(allowance.expires)) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--expires: '{}' is no date like 2030-01-31", clean_line(allowance.expires, 40))};
  }
  const Result<IgnoreList> present = IgnoreList::load(folder, {});
  if (!present) return present.error();
  if (present->has_fingerprint(allowance.fingerprint)) return false;
  std::string note = clean_line(allowance.reason, 300);
  if (!allowance.expires.empty()) note += (note.empty() ? "expires " : "; expires ") + allowance.expires;
  const fs::path file = folder / ".leaksieveignore";
  std::ifstream old(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(old), std::istreambuf_iterator<char>()};
  std::ofstream out(file, std::ios::binary | std::ios::app);
  if (!text.empty() && text.back() != '\n') out << '\n';
  out << allowance.fingerprint << (note.empty() ? "" : "  # ") << note << '\n';
  out.flush();
  if (!out) return Error{ErrorKind::kUnreadable, fmt::format("cannot write '{}'", quote_path(file.string()))};
  return true;
}

bool IgnoreList::has_place(const std::string& commit_hex, const std::string& path, std::uint32_t line) const {
  if (places_.empty()) return false;
  return places_.contains(fmt::format("{}:{}:{}", commit_hex, path, line)) ||
         places_.contains(fmt::format(":{}:{}", path, line));
}

}  // namespace leaksieve::scan
