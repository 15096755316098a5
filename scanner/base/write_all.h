// Writing to a file descriptor until all is written.
#pragma once

#include <string_view>

namespace leaksieve {

// False when the system refuses: errno tells why (0: it took nothing).
[[nodiscard]] bool write_all(int descriptor, std::string_view bytes);

}  // namespace leaksieve
