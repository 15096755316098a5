// What RE2 found in windows of texts: versions of a file have the same windows again and again. Inner header of the
// match layer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

// A cache of searches: a rule in a window, with the byte on either side of it, at which assertions look. Whole windows
// are compared. One per thread.
class ConfirmedWindows {
 public:
  struct Found {
    ByteSpan whole, secret;  // from the window's first byte
  };
  struct Search {
    bool is_done = false;
    std::vector<Found> found;
  };
  static constexpr std::size_t kLongest = 1024;  // bytes; longer windows are not to be asked for

  ConfirmedWindows() : slots_(kSlots) {}

  // The search for `rule` in `window` of `text`. When it is not done, the caller does it, fills in `found` and says so.
  // Borrowed until the next call.
  [[nodiscard]] Search& search_of(Bytes text, const ByteSpan& window, std::uint32_t rule);

 private:
  static constexpr std::size_t kSlots = 1024;
  struct Slot {
    std::uint32_t rule = 0;
    bool begins_text = false, ends_text = false;
    std::string bytes;  // with those on either side
    Search search;
  };
  std::vector<Slot> slots_;
};

}  // namespace leaksieve::match
