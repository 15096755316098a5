#include "scanner/git/pack/delta.h"

#include <cstring>

namespace leaksieve::git::pack {
namespace {

std::optional<std::uint64_t> take_size(Bytes& delta) {
  std::uint64_t size = 0;
  for (unsigned shift = 0; shift < 63 && !delta.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(delta.front());
    delta.remove_prefix(1);
    size |= std::uint64_t{byte & 127U} << shift;
    if ((byte & 128U) == 0) return size;
  }
  return std::nullopt;
}

}  // namespace

std::optional<DeltaSizes> take_sizes(Bytes& delta) {
  const auto base = take_size(delta);
  const auto result = base ? take_size(delta) : std::nullopt;
  if (!result) return std::nullopt;
  return DeltaSizes{*base, *result};
}

bool apply_delta(Bytes delta, Bytes base, char* out, std::size_t size) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(delta.data());
  const auto* const end = at + delta.size();
  std::size_t done = 0;
  while (at < end) {
    const std::uint8_t op = *at++;
    if ((op & 128U) == 0) {  // insert
      if (op == 0 || op > static_cast<std::size_t>(end - at) || op > size - done) return false;
      std::memcpy(out + done, at, op);
      at += op;
      done += op;
      continue;
    }
    // Copy: seven optional bytes, four of the offset and three of the length, the lowest first.
    if (end - at < __builtin_popcount(op & 127U)) return false;
    std::size_t offset = 0, length = 0;
    for (unsigned i = 0; i < 4; ++i) {
      if ((op >> i & 1U) != 0) offset |= std::size_t{*at++} << (8 * i);
    }
    for (unsigned i = 0; i < 3; ++i) {
      if ((op >> (4 + i) & 1U) != 0) length |= std::size_t{*at++} << (8 * i);
    }
    if (length == 0) length = 0x10000;
    if (offset > base.size() || length > base.size() - offset || length > size - done) return false;
    std::memcpy(out + done, base.data() + offset, length);
    done += length;
  }
  return done == size;
}

}  // namespace leaksieve::git::pack
