#include "scanner/git/upstreams.h"

#include <algorithm>
#include <map>

namespace leaksieve::git {
namespace {

constexpr std::string_view kHeads = "refs/heads/";

}  // namespace

std::vector<std::string> branches_with_gone_upstream(const Repository& repository, const Roots& roots) {
  std::map<std::string, std::vector<std::string>> branches;  // by the upstream
  for (const Ref& ref : roots.refs) {
    if (!ref.name.starts_with(kHeads)) continue;
    const std::string key = "branch." + ref.name.substr(kHeads.size());
    const std::optional<std::string> remote = repository.config(key + ".remote");
    if (!remote || remote->empty() || *remote == ".") continue;
    const std::optional<std::string> merge = repository.config(key + ".merge");
    if (!merge || !merge->starts_with(kHeads)) continue;
    branches["refs/remotes/" + *remote + "/" + merge->substr(kHeads.size())].push_back(ref.name);
  }
  if (branches.empty()) return {};
  for (const Ref& ref : roots.refs) branches.erase(ref.name);
  std::vector<std::string> gone;
  for (const auto& [upstream, names] : branches) gone.insert(gone.end(), names.begin(), names.end());
  std::ranges::sort(gone);
  return gone;
}

}  // namespace leaksieve::git
