#include "scanner/git/nested_repository.h"

#include <string_view>

#include "scanner/base/oid.h"
#include "scanner/git/read_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kSmall = 64 << 10U;

std::string_view without_newlines(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool is_head(const fs::path& file) {
  std::error_code error;
  if (fs::is_symlink(file, error)) return fs::read_symlink(file, error).string().starts_with("refs/");
  const Result<std::string> text = read_file(file, Links::kRefuse, kSmall);
  if (!text) return false;
  std::string_view target = *text;
  if (!target.starts_with("ref:")) return Oid::from_hex(target.substr(0, 2 * Oid::kSha1Bytes)).has_value();
  target.remove_prefix(4);
  while (target.starts_with(' ') || target.starts_with('\t')) target.remove_prefix(1);
  return target.starts_with("refs/");
}

bool is_git_dir(const fs::path& folder) {
  if (!is_head(folder / "HEAD")) return false;
  fs::path common = folder;
  if (const Result<std::string> text = read_file(folder / "commondir", Links::kFollow, kSmall)) {
    common = folder / without_newlines(*text);
  }
  std::error_code error;
  return fs::is_directory(common / "objects", error) && fs::is_directory(common / "refs", error);
}

}  // namespace

bool is_repository(const fs::path& folder) {
  static constexpr std::string_view kPrefix = "gitdir: ";
  const fs::path place = folder / ".git";
  std::error_code error;
  if (!fs::is_regular_file(place, error)) return is_git_dir(place);
  const Result<std::string> text = read_file(place, Links::kFollow, kSmall);
  if (!text) return text.error().kind == ErrorKind::kUnreadable;  // as git: what it cannot read may be one
  if (!text->starts_with(kPrefix)) return false;
  return is_git_dir(folder / without_newlines(std::string_view(*text).substr(kPrefix.size())));
}

}  // namespace leaksieve::git
