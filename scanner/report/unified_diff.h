// The difference of two texts, as `diff -u` shows it.
#pragma once

#include <string>
#include <string_view>

namespace leaksieve::report {

// "" when they are equal. `path` is what the header names. Three lines of context; one hunk a changed place.
[[nodiscard]] std::string unified_diff(std::string_view before, std::string_view after, const std::string& path);

}  // namespace leaksieve::report
