#include "scanner/git/remotes.h"

#include "scanner/git/handle.h"
#include "scanner/git/library.h"

namespace leaksieve::git {
namespace {

using RemoteHandle = Handle<git_remote, git_remote_free>;

Remote describe(const std::string& name, const git_remote* raw) {
  Remote remote{name, {}, {}};
  for (const char* url : {git_remote_url(raw), git_remote_pushurl(raw)}) {
    if (url != nullptr) remote.urls.emplace_back(url);
  }
  for (std::size_t i = 0; i < git_remote_refspec_count(raw); ++i) {
    const git_refspec* spec = git_remote_get_refspec(raw, i);
    const char* const destination =
        git_refspec_direction(spec) == GIT_DIRECTION_FETCH ? git_refspec_dst(spec) : nullptr;
    if (destination != nullptr && *destination != '\0') remote.tracking_patterns.emplace_back(destination);
  }
  return remote;
}

}  // namespace

Result<std::vector<Remote>> read_remotes(const Repository& repository) {
  git_strarray names{nullptr, 0};
  if (const int rc = git_remote_list(&names, repository.raw()); rc < 0) return from_git(rc, "cannot list the remotes");
  std::vector<Remote> remotes;
  for (std::size_t i = 0; i < names.count; ++i) {
    git_remote* raw = nullptr;
    if (git_remote_lookup(&raw, repository.raw(), names.strings[i]) != 0)
      continue;  // without a URL: nothing to push to
    const RemoteHandle handle(raw);
    remotes.push_back(describe(names.strings[i], raw));
  }
  git_strarray_dispose(&names);
  return remotes;
}

bool matches_refspec(const std::string& pattern, const std::string& ref) {
  const std::size_t star = pattern.find('*');
  if (star == std::string::npos) return pattern == ref;
  return ref.size() + 1 >= pattern.size() && ref.starts_with(pattern.substr(0, star)) &&
         ref.ends_with(pattern.substr(star + 1));
}

}  // namespace leaksieve::git
