// Built by cmake/SlimLibraries.cmake: links when fmt and toml++ are whole without their shared libraries.
#include <fmt/format.h>
#include <toml++/toml.h>

int main() {
  const toml::table table = toml::parse("a = 1");
  return fmt::format("{} {:.2f}", table.size(), 1.5) == "1 1.50" ? 0 : 1;
}
