#include "scanner/base/growing_vector.h"

#include <cstdint>
#include <span>
#include <utility>

#include "tests/support/catch.h"

namespace leaksieve {
namespace {

struct Three {
  std::uint32_t a = 0, b = 0, c = 0;
};

TEST_CASE("elements keep their values when the list grows over small and huge pages") {
  constexpr std::uint32_t kCount = 2'000'000;  // 24 MB, twelve huge pages
  GrowingVector<Three> list;
  CHECK(list.size() == 0);
  for (std::uint32_t i = 0; i < kCount; ++i) list.push_back({i, i + 1, i + 2});
  REQUIRE(list.size() == kCount);
  std::uint32_t wrong = 0, at = 0;
  for (const Three& one : std::as_const(list)) {
    if (one.a != at || one.b != at + 1 || one.c != at + 2) ++wrong;
    ++at;
  }
  CHECK(wrong == 0);
  CHECK(at == kCount);
}

TEST_CASE("an element of the list may be added to it when it has to grow") {
  GrowingVector<std::uint64_t> list;
  list.push_back(7);
  for (int i = 0; i < 1'000'000; ++i) list.push_back(list[0]);
  CHECK(list.back() == 7);
}

TEST_CASE("a list that shrank goes on behind what is left") {
  GrowingVector<std::uint32_t> list;
  for (std::uint32_t i = 0; i < 100'000; ++i) list.push_back(i);
  list.shrink(3);
  list.push_back(8);
  const std::span<const std::uint32_t> all(list);
  REQUIRE(all.size() == 4);
  CHECK(all[2] == 2);
  CHECK(all[3] == 8);
}

}  // namespace
}  // namespace leaksieve
