// Our part of husky's hooks, which are texts in the repository. Inner header of the hook layer.
// Source: https://typicode.github.io/husky/how-to.html
#pragma once

#include <filesystem>
#include <string>

#include "scanner/base/result.h"

namespace leaksieve::hook {

// Puts our part behind the first line, or makes the file. Does nothing when it is there as it should be.
[[nodiscard]] Status add_to_husky(const std::filesystem::path& folder, const std::string& type);
// Takes it out; a file with nothing else in it goes too.
[[nodiscard]] Status remove_from_husky(const std::filesystem::path& folder, const std::string& type);
[[nodiscard]] bool is_in_husky(const std::filesystem::path& folder, const std::string& type);

}  // namespace leaksieve::hook
