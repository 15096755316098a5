// libgit2 object databases over our own list of object directories (repository.h), so that GIT_OBJECT_DIRECTORY and its
// kin count here as they do for git. Inner header of the git layer.
#pragma once

#include <filesystem>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/handle.h"

namespace leaksieve::git {

// An object directory, and which of its packs libgit2 may see: 1.5 reads beside a pack whose index points there.
struct ObjectFolder {
  std::filesystem::path path;
  bool all_sound = true;
  std::vector<std::filesystem::path> sound_indexes;
};
[[nodiscard]] ObjectFolder inspect_folder(const std::filesystem::path& path);

// The packs and the loose objects of all `folders`. One that is not there is passed over: check_store() tells it.
[[nodiscard]] Result<OdbHandle> open_odb(const std::vector<ObjectFolder>& folders);

// Every pack and loose folder as a database of its own: where one copy of an object is broken another may be whole.
[[nodiscard]] std::vector<OdbHandle> open_copies(const std::vector<ObjectFolder>& folders);

}  // namespace leaksieve::git
