#include "scanner/git/upstreams.h"

#include <unordered_set>

namespace leaksieve::git {
namespace {

constexpr std::string_view kHeads = "refs/heads/";

}  // namespace

std::vector<std::string> branches_with_gone_upstream(const Repository& repository, const Roots& roots) {
  std::unordered_set<std::string> refs;
  for (const Ref& ref : roots.refs) refs.insert(ref.name);
  std::vector<std::string> gone;
  for (const Ref& ref : roots.refs) {
    if (!ref.name.starts_with(kHeads)) continue;
    const std::string key = "branch." + ref.name.substr(kHeads.size());
    const std::optional<std::string> remote = repository.config(key + ".remote");
    if (!remote || remote->empty() || *remote == ".") continue;
    const std::optional<std::string> merge = repository.config(key + ".merge");
    if (!merge || !merge->starts_with(kHeads)) continue;
    if (!refs.contains("refs/remotes/" + *remote + "/" + merge->substr(kHeads.size()))) gone.push_back(ref.name);
  }
  return gone;
}

}  // namespace leaksieve::git
