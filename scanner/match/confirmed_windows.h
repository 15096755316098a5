// What RE2 found in windows of texts: versions of a file have the same windows again and again. Inner header of the
// match layer.
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/base/byte_cache.h"

namespace leaksieve::match {

// A cache of searches: a rule in a window, with the byte on either side of it, at which assertions look. One per
// thread; holds 16 MiB of windows at most, where all of them are as long as may be.
class ConfirmedWindows {
 public:
  struct Found {
    ByteSpan whole, secret;  // from the window's first byte
  };
  struct Key {
    std::uint32_t rule = 0;
    bool begins_text = false, ends_text = false;
    bool operator==(const Key&) const = default;
    [[nodiscard]] std::size_t hash() const { return rule; }
  };
  using Search = ByteCache<Key, std::vector<Found>>::Entry;
  static constexpr std::size_t kLongest = 4096;  // bytes; longer windows are not to be asked for

  // The search for `rule` in `window` of `text`: see ByteCache::entry_of().
  [[nodiscard]] Search& search_of(Bytes text, const ByteSpan& window, std::uint32_t rule);

 private:
  ByteCache<Key, std::vector<Found>> searches_{4096};
};

}  // namespace leaksieve::match
