// The GIT_* variables that say where a repository's parts are. Inner header of the git layer.
// Source: git(1), "Environment Variables".
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leaksieve::git {

struct Environment {
  std::optional<std::string> git_dir, work_tree, common_dir, index_file, object_directory;
  std::vector<std::string> alternate_object_directories;
};

[[nodiscard]] Environment read_environment();

// GIT_CEILING_DIRECTORIES as it stands, "" when unset.
[[nodiscard]] std::string ceiling_directories();

// Undoes git's quoting of a path in double quotes (C escapes); any other text is given back as it is.
[[nodiscard]] std::string unquote(const std::string& text);

// This object directory's alternates and theirs, each once, `first` in front; `extra` are taken as alternates of
// `first`. Source: gitrepository-layout(5), objects/info/alternates.
[[nodiscard]] std::vector<std::filesystem::path> with_alternates(const std::filesystem::path& first,
                                                                 const std::vector<std::string>& extra);

}  // namespace leaksieve::git
