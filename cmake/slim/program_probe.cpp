// Built by cmake/SlimLibraries.cmake, not run: it links when fmt and toml++ compile here into what this calls.
#include <fmt/format.h>
#include <toml++/toml.h>

int main() { return static_cast<int>(fmt::format("{} {:.2f}", toml::parse("a = 1").size(), 1.5).size()); }
