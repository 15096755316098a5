// libgit2 object databases over our own list of object directories (repository.h), so that GIT_OBJECT_DIRECTORY and its
// kin count here as they do for git. Inner header of the git layer.
#pragma once

#include <filesystem>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/handle.h"

namespace leaksieve::git {

// The packs and the loose objects of all `directories`. One that is not there is passed over: check_store() tells it.
[[nodiscard]] Result<OdbHandle> open_odb(const std::vector<std::filesystem::path>& directories);

// Every pack and loose folder as a database of its own: where one copy of an object is broken another may be whole.
[[nodiscard]] std::vector<OdbHandle> open_copies(const std::vector<std::filesystem::path>& directories);

}  // namespace leaksieve::git
