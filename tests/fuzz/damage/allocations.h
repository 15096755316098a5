// How much memory the code under test holds: its own malloc calls (the linker's --wrap sends them here) and operator
// new.
#pragma once

#include <cstdint>

namespace leaksieve::test {

void reset_peak_bytes();                        // from here on
[[nodiscard]] std::int64_t peak_bytes_held();   // above what was held at the reset
[[nodiscard]] std::uint64_t largest_request();  // bytes; since the reset

}  // namespace leaksieve::test
