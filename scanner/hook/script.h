// The script that git runs: hooks/hook.sh, filled in. Inner header of the hook layer.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"

namespace leaksieve::hook {

struct ScriptFacts {
  std::string version;                // of leaksieve
  std::string program;                // path of the program
  std::vector<std::string> types;     // that leaksieve checks; others only run what was there before
  std::vector<std::string> before{};  // shell words, each a hook that runs first
};
[[nodiscard]] std::string make_script(const ScriptFacts& facts);

// `text` as one word of the shell.
[[nodiscard]] std::string shell_word(std::string_view text);

// The version that wrote the script, when it is one of ours.
[[nodiscard]] std::optional<std::string> version_of_script(std::string_view text);
[[nodiscard]] std::optional<std::string> version_of_file(const std::filesystem::path& file);
// The path of the program that a script of ours runs.
[[nodiscard]] std::string program_of_script(std::string_view text);

// Writes the script, whole or not at all, and makes it executable.
[[nodiscard]] Status write_script(const std::filesystem::path& file, std::string_view text);

[[nodiscard]] std::string read_text(const std::filesystem::path& file);  // "" when it cannot be read

}  // namespace leaksieve::hook
