#include "scanner/mcp/word_filter.h"

#include <algorithm>
#include <random>
#include <string>

#include "tests/support/catch.h"

namespace leaksieve::mcp {
namespace {

const std::vector<std::string_view> kSome = {"abcd", "abce", "bcda", "<<<<<", "mcpServers", "\x80\xff__", "zzzz"};

TEST_CASE("a word may begin where its first four bytes stand") {
  const WordFilter filter(kSome);
  const std::string text = "abcd mcpServer <<<<<< abc" + std::string(40, ' ') + "abce bcd\x80\xff__";
  std::vector<std::size_t> places;
  filter.append_places(text, {0, text.size()}, places);
  CHECK(places == std::vector<std::size_t>{0, 5, 15, 16, 17, 65, 73});
  places.clear();
  filter.append_places(text, {1, 17}, places);
  CHECK(places == std::vector<std::size_t>{5, 15, 16});
}

TEST_CASE("of random texts no place is left out, with AVX2 or without") {
  const WordFilter filter(kSome);
  std::mt19937 random(5);
  constexpr std::string_view kBytes = "abcdabcdeabc<<zz\x80\xff_";
  std::size_t found = 0;
  for (int round = 0; round < 8'000; ++round) {
    std::string text(random() % 150, ' ');
    for (char& byte : text) byte = kBytes[random() % kBytes.size()];
    const std::size_t begin = random() % (text.size() + 1), end = begin + random() % (text.size() - begin + 1);
    const auto is_begin = [&](std::size_t at) {
      const Bytes first = Bytes(text).substr(at, WordFilter::kLooked);
      return std::ranges::any_of(kSome, [&](std::string_view word) { return word.substr(0, first.size()) == first; }) &&
             first.size() == WordFilter::kLooked;
    };
    std::vector<std::size_t> expected, places, by_bytes;
    for (std::size_t at = begin; at < end; ++at) {
      if (is_begin(at)) expected.push_back(at);
    }
    filter.append_places(text, {begin, end}, places);
    filter.append_places_by_bytes(text, {begin, end}, by_bytes);
    std::erase_if(places, [&](std::size_t at) { return !is_begin(at); });
    std::erase_if(by_bytes, [&](std::size_t at) { return !is_begin(at); });
    CAPTURE(text, begin, end);
    REQUIRE(places == expected);
    REQUIRE(by_bytes == expected);
    found += expected.size();
  }
  CHECK(found > 100);
}

}  // namespace
}  // namespace leaksieve::mcp
