// toml++ inside of the program: Debian packs it as a shared library only. Source:
// https://marzer.github.io/tomlplusplus/, "Speeding up compilation".
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
