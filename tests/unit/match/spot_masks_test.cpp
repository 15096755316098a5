#include "scanner/match/spot_masks.h"

#include <random>
#include <string>

#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

constexpr std::size_t kBlocks = 40;

// Every maker's masks of a text, against those that are made byte by byte.
void compare(const std::string& text) {
  REQUIRE(text.size() == kBlocks * kMaskBlock + kMaskLookAhead);
  const std::vector<SpotMaskMaker> makers = spot_mask_makers();
  std::vector<SpotMasks> wanted(kBlocks);
  makers.back().make(text.data(), kBlocks, wanted.data());
  for (const SpotMaskMaker& maker : makers) {
    INFO(maker.name);
    std::vector<SpotMasks> found(kBlocks);
    maker.make(text.data(), kBlocks, found.data());
    for (std::size_t i = 0; i < kBlocks; ++i) {
      REQUIRE(found[i].base64 == wanted[i].base64);
      REQUIRE(found[i].begins == wanted[i].begins);
    }
  }
}

TEST_CASE("all ways to make masks of a text make the same") {
  REQUIRE(spot_mask_makers().back().name == "bytes");
  std::mt19937 random(11);
  const std::string telling = "%\\&=S27exu#aq3\n\r;t/9AZaz+-_@[`{\x7f\x80\xff";
  for (int round = 0; round < 200; ++round) {
    std::string text(kBlocks * kMaskBlock + kMaskLookAhead, '\0');
    for (char& byte : text) {
      byte = random() % 2 == 0 ? static_cast<char>(random() & 0xffU) : telling[random() % telling.size()];
    }
    compare(text);
  }
}

TEST_CASE("masks say which bytes are base64's and where spots may begin") {
  std::string text(kMaskBlock + kMaskLookAhead, '.');
  text.replace(3, 4, "a+_/");
  text.replace(20, 2, "%4");
  text.replace(30, 6, "Secret");
  text.replace(62, 3, "&am");  // goes on behind the block
  for (const SpotMaskMaker& maker : spot_mask_makers()) {
    INFO(maker.name);
    SpotMasks masks;
    maker.make(text.data(), 1, &masks);
    CHECK(masks.begins == (std::uint64_t{1} << 20U | std::uint64_t{1} << 30U | std::uint64_t{1} << 62U));
    CHECK(masks.base64 ==
          (std::uint64_t{0xf} << 3U | std::uint64_t{1} << 21U | std::uint64_t{0x3f} << 30U | std::uint64_t{1} << 63U));
  }
}

}  // namespace
}  // namespace leaksieve::match
