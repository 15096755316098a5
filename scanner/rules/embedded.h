// What the build puts into the program: the files under patterns/, the rules in a form that loads in well under a
// millisecond, and their Hyperscan databases. Defined in a generated source (cmake/EmbedPatterns.cmake); the generator
// itself (scanner/match/embed_main.cpp) has empty ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace leaksieve::rules::embedded {

struct TomlFile {
  std::string_view name;  // "patterns/cloud.toml"
  std::string_view text;
};

// A database that is used where it lies: nothing is copied at a start.
struct Database {
  std::uint64_t cpu_features;  // HS_CPU_FEATURES_* that it needs
  std::string_view key;        // of the expressions in it, see match::database_key()
  std::string_view facts;      // match::facts_of()
  std::string_view image;      // match::image_of(); at a multiple of kImageAlignment
};
inline constexpr std::size_t kImageAlignment = 64;  // bytes

[[nodiscard]] std::span<const TomlFile> toml_files();
[[nodiscard]] std::string_view rules_blob();          // rules/serialize.h, without examples; empty = no rules
[[nodiscard]] std::span<const Database> databases();  // the one that needs most first

}  // namespace leaksieve::rules::embedded
