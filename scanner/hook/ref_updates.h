// What a push changes, as git tells it to a hook. Inner header of the hook layer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::hook {

struct RefUpdate {
  Oid old_id;       // null: the ref is new
  Oid new_id;       // null: it is deleted
  std::string ref;  // on the side that receives
};

// Lines of `<local ref> <local id> <remote ref> <remote id>` (pre-push). Errors (kUsage): any other line.
[[nodiscard]] Result<std::vector<RefUpdate>> parse_push(std::string_view input);
// Lines of `<old id> <new id> <ref>` (pre-receive). Errors (kUsage): any other line.
[[nodiscard]] Result<std::vector<RefUpdate>> parse_receive(std::string_view input);

// The new ids, each once, in hex; what is deleted has none.
[[nodiscard]] std::vector<std::string> new_tips(const std::vector<RefUpdate>& updates);
// Those of `ids` that the repository has, in hex, each once.
[[nodiscard]] Result<std::vector<std::string>> present(const git::Repository& repository, const std::vector<Oid>& ids);

}  // namespace leaksieve::hook
