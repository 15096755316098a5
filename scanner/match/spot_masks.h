// Which bytes of a text may be encoded text, and where spots may begin, 64 at a time. Inner header of the match layer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace leaksieve::match {

// A bit a byte of a block, the lowest for the first.
struct SpotMasks {
  std::uint64_t base64 = 0;  // of its alphabets, both of them
  std::uint64_t begins = 0;  // of all other kinds of spots, for a closer look
};

inline constexpr std::size_t kMaskBlock = 64;     // bytes
inline constexpr std::size_t kMaskLookAhead = 5;  // bytes behind a block that its masks look at

// Those of `blocks` blocks, into as many of `masks`. REQUIRED: that many bytes and kMaskLookAhead more can be read.
using MakeSpotMasks = void (*)(const char* text, std::size_t blocks, SpotMasks* masks);

// The quickest that this processor can run.
[[nodiscard]] MakeSpotMasks make_spot_masks();

struct SpotMaskMaker {
  std::string_view name;
  MakeSpotMasks make;
};
// All that it can run, the quickest first; they give the same.
[[nodiscard]] std::vector<SpotMaskMaker> spot_mask_makers();

}  // namespace leaksieve::match
