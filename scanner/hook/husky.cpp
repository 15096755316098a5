// Our part stands first: a hook that ends early, by `exec` or `exit`, must not keep it from running. A hook that reads
// standard input gets it again from a here-document.
#include "scanner/hook/husky.h"

#include <fmt/format.h>

#include "scanner/hook/run.h"
#include "scanner/hook/script.h"

namespace leaksieve::hook {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBegin = "# >>> leaksieve: written by `leaksieve hook install`\n";
constexpr std::string_view kEnd = "# <<< leaksieve\n";

std::string part_for(const std::string& type) {
  const std::string missing =
      fmt::format("command -v leaksieve >/dev/null || {{ echo '{}: leaksieve is not on PATH' >&2; exit 1; }}\n", type);
  if (!reads_input(type))
    return fmt::format("{}{}leaksieve hook run {} \"$@\" || exit 1\n{}", kBegin, missing, type, kEnd);
  return fmt::format(
      "{}{}leaksieve_input=$(cat)\n"
      "printf '%s\\n' \"$leaksieve_input\" | leaksieve hook run {} \"$@\" || exit 1\n"
      "exec <<LEAKSIEVE_INPUT\n$leaksieve_input\nLEAKSIEVE_INPUT\n{}",
      kBegin, missing, type, kEnd);
}

// The text without our part.
std::string without_part(const std::string& text) {
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = begin == std::string::npos ? begin : text.find(kEnd, begin);
  if (end == std::string::npos) return text;
  return text.substr(0, begin) + text.substr(end + kEnd.size());
}

}  // namespace

Status add_to_husky(const fs::path& folder, const std::string& type) {
  const std::string text = without_part(read_text(folder / type));
  // A first line that names the shell stays first.
  const std::size_t newline = text.find('\n');
  const std::size_t first = text.starts_with("#!") ? (newline == std::string::npos ? text.size() : newline + 1) : 0;
  return write_script(folder / type, text.substr(0, first) + part_for(type) + text.substr(first));
}

Status remove_from_husky(const fs::path& folder, const std::string& type) {
  if (!is_in_husky(folder, type)) return {};
  const std::string text = without_part(read_text(folder / type));
  std::error_code error;
  if (!text.empty()) return write_script(folder / type, text);
  fs::remove(folder / type, error);
  return {};
}

bool is_in_husky(const fs::path& folder, const std::string& type) {
  return read_text(folder / type).find(kBegin) != std::string::npos;
}

}  // namespace leaksieve::hook
