// zlib streams of known size, whole buffer to whole buffer.
#pragma once

#include <cstddef>
#include <memory>

#include "scanner/git/pack/raw.h"

struct libdeflate_decompressor;

namespace leaksieve::git::pack {

// Per thread.
class Inflater {
 public:
  Inflater();  // may throw std::bad_alloc

  // Inflates the zlib stream at the start of `compressed` (more may follow it) to exactly `size` bytes at `out`.
  // Gives nullptr, or the reason why not; then what is at `out` is unspecified.
  [[nodiscard]] const char* inflate(Raw compressed, std::uint8_t* out, std::size_t size);

 private:
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const;
  };
  using Handle = std::unique_ptr<libdeflate_decompressor, Free>;
  static Handle make();

  // By how a stream begins. libdeflate keeps the tables of fixed codes until it meets other ones; making them costs
  // more than inflating the few bytes that most of such streams have.
  Handle fixed_, other_;
};

// Inflates only to count, in constant memory: true when the stream at the start of `compressed` is whole and gives
// exactly `size` bytes. Slow (zlib); for the doubtful case that a pack's index gives a stream too little room.
// `budget`: how many bytes may be read and made before giving up; what was used is taken off.
[[nodiscard]] bool stream_gives(Raw compressed, std::uint64_t size, std::int64_t& budget);

}  // namespace leaksieve::git::pack
