// Deflate (RFC 1951) of bytes in memory. Inner header of the layer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "scanner/base/bytes.h"

struct libdeflate_decompressor;

namespace leaksieve::decode {

enum class Wrapping : std::uint8_t { kRaw, kZlib };
enum class InflateEnd : std::uint8_t { kWhole, kCut, kBroken, kNoMemory };

// Appends what `bytes` become, as far as they go and `room` allows.
InflateEnd inflate_some(Bytes bytes, Wrapping wrapping, std::size_t room, std::string& out);

// The fast way, for streams whose size is known and that are whole. What it gives lives until the next call.
class WholeInflater {
 public:
  WholeInflater();
  // Nothing when it does not become exactly `size` bytes, does not take all of `bytes`, or has no memory.
  [[nodiscard]] std::optional<Bytes> inflate(Bytes bytes, std::size_t size);
  // The same of a gzip stream of one member (RFC 1952), when it becomes `most` bytes at most.
  [[nodiscard]] std::optional<Bytes> gunzip(Bytes bytes, std::size_t most);

 private:
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const;
  };
  template <class Decompress>  // one of libdeflate's functions
  std::optional<Bytes> run(Decompress decompress, Bytes bytes, std::size_t size);

  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
  std::unique_ptr<char[]> out_;
  std::size_t room_ = 0;
};

}  // namespace leaksieve::decode
