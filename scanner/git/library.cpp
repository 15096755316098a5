#include "scanner/git/library.h"

#include <fmt/format.h>
#include <git2.h>

#include "scanner/git/repository.h"

namespace leaksieve::git {

void start_library() {
  static const int kStarted = [] {
    const int count = git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
    // Small windows: mapped pages count as memory, and packs may be larger than it.
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, std::size_t{16} << 20);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, std::size_t{64} << 20);
    return count;
  }();
  (void)kStarted;
}

Error from_git(int code, const std::string& what) {
  const git_error* last = git_error_last();
  const std::string text = last != nullptr && last->message != nullptr ? last->message : fmt::format("error {}", code);
  ErrorKind kind = ErrorKind::kCorrupt;
  if (code == GIT_ENOTFOUND) kind = ErrorKind::kNotFound;
  if (code == GIT_EAMBIGUOUS || code == GIT_EINVALIDSPEC) kind = ErrorKind::kUsage;
  if (last != nullptr && last->klass == GIT_ERROR_OS) kind = ErrorKind::kUnreadable;
  if (last != nullptr && last->klass == GIT_ERROR_NOMEMORY) kind = ErrorKind::kLimit;
  return {kind, fmt::format("{}: {}", what, text)};
}

std::string libgit2_version() {
  int major = 0, minor = 0, patch = 0;
  git_libgit2_version(&major, &minor, &patch);
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace leaksieve::git
