// LooseStore as a part of a libgit2 object database. Inner header of the git layer.
#pragma once

#include <filesystem>

#include <git2/sys/odb_backend.h>

namespace leaksieve::git {

// Owned by the caller until a database takes it.
[[nodiscard]] git_odb_backend* make_loose_backend(const std::filesystem::path& objects);

}  // namespace leaksieve::git
