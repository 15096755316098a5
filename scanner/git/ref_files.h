// The files below refs/ and logs/. Inner header of the git layer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scanner/git/refs.h"

namespace leaksieve::git {

struct RefFile {
  std::string name;  // below the folder that was asked for, '/' between parts
  std::filesystem::path path;
};

// Files below `folder`, as git lists refs: names that begin with '.' or end with ".lock" are none, links are followed
// (git-new-workdir made them), but each folder is entered once. A folder that cannot be read goes to `unreadable`; one
// that does not exist is empty. Sorted by name.
[[nodiscard]] std::vector<RefFile> list_ref_files(const std::filesystem::path& folder,
                                                  std::vector<Unreadable>& unreadable);

// The names in a folder, without "." and ".."; the same rules for what cannot be read or is not there. Sorted.
[[nodiscard]] std::vector<std::string> list_names(const std::filesystem::path& folder,
                                                  std::vector<Unreadable>& unreadable);

}  // namespace leaksieve::git
