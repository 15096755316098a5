// What a filter says of a match. A filter is a free function; it looks, it does not decide alone.
#pragma once

#include <string_view>

namespace leaksieve::filter {

struct Verdict {
  bool keep = true;
  std::string_view reason;  // static text, "" when kept: "placeholder", "entropy too low", "checksum failed", ...

  static Verdict kept() { return {}; }
  static Verdict dropped(std::string_view reason) { return {false, reason}; }
  explicit operator bool() const { return keep; }
};

}  // namespace leaksieve::filter
