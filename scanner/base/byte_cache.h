// A cache of what was learned about some bytes. Versions of a file have the same lines again and again.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve {

// Keyed by bytes and by a Key: equality-comparable, what else the answer depends on. Both are compared whole, so one is
// never taken for another; the newest of those that share a slot stays. Holds `slots` copies of the bytes at most. One
// per thread.
template <class Key, class Value>
class ByteCache {
 public:
  struct Entry {
    bool is_done = false;
    Value value{};
  };

  explicit ByteCache(std::size_t slots) : most_(slots) {}

  // The entry for `bytes` and `key`. When it is not done, the caller fills in the value and says so. Borrowed until the
  // next call.
  [[nodiscard]] Entry& entry_of(Bytes bytes, const Key& key) {
    if (slots_.empty()) slots_.resize(most_);
    Slot& slot = slots_[(std::hash<Bytes>()(bytes) + key.hash()) % slots_.size()];
    if (slot.entry.is_done && slot.key == key && slot.bytes == bytes) return slot.entry;
    slot.entry = {};
    slot.key = key;
    slot.bytes = bytes;
    return slot.entry;
  }

 private:
  struct Slot {
    Key key{};
    std::string bytes;
    Entry entry;
  };
  std::size_t most_;
  std::vector<Slot> slots_;  // none before the first entry
};

}  // namespace leaksieve
