// Compressed streams and archives: recognised by how they begin, read with bounds on what they may become. Nothing is
// run and nothing is written: all is read from memory, by libarchive, and a zlib stream by zlib.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/base/bytes.h"

namespace leaksieve::decode {

enum class Container : std::uint8_t { kGzip, kBzip2, kXz, kZstd, kZlib, kZip, kTar, kAr, k7z };
[[nodiscard]] const char* name_of(Container container);  // "gzip", "zip", ...
// A compressed stream: it has one content and no names. A tar in it is read with it, as one.
[[nodiscard]] constexpr bool is_stream(Container container) { return container <= Container::kZlib; }

// Costs a look at the first bytes. A zlib stream has two bytes that tell it, so it is only a guess.
[[nodiscard]] std::optional<Container> detect_container(Bytes bytes);

// What may still come out of all the containers of one object. Counted down.
struct OutputBudget {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t members = 65536;

  bool operator==(const OutputBudget&) const = default;
};

struct ContainerLimits {
  std::size_t member_bytes = std::size_t{64} << 20;
  std::size_t free_bytes = std::size_t{1} << 20;  // that any container may give
  std::size_t ratio = 200;                        // beyond that: bytes out for each byte in
  bool opens_tar = true;                          // in a stream; false: it is given as the stream's content
};

// What a container gives, in its order.
class ContainerSink {
 public:
  ContainerSink() = default;
  ContainerSink(const ContainerSink&) = delete;
  ContainerSink& operator=(const ContainerSink&) = delete;
  virtual ~ContainerSink() = default;
  // `name` is "" for a stream, which has one content and no names. False ends the reading.
  virtual bool take(std::string_view name, Bytes content) = 0;
  // What could not be read, or not to its end. `name` is "" when that is the container itself, or the rest of it.
  virtual void skip(std::string_view name, std::string_view reason) = 0;
};

// Reads `bytes` as a `container`. Folders and links have no content and are left out. A member that is cut off at a
// limit, or damaged, is given as far as it goes, and skipped by name. A zlib stream that is none is not told.
void read_container(Bytes bytes, Container container, const ContainerLimits& limits, OutputBudget& budget,
                    ContainerSink& sink);

}  // namespace leaksieve::decode
