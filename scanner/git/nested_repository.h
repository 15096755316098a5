// Repositories inside of a worktree. Inner header of the git layer.
#pragma once

#include <filesystem>

namespace leaksieve::git {

// True when `folder` is the worktree of a repository: its ".git" is one, or is a file that names one. A folder that
// merely holds something called ".git" is none, and git reads the files beside it.
// Source: gitrepository-layout(5); what git takes for a repository was tried with 2.39.
[[nodiscard]] bool is_repository(const std::filesystem::path& folder);

}  // namespace leaksieve::git
