#include "scanner/base/known_texts.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve {
namespace {

constexpr std::size_t kLongest = 300;

TEST_CASE("texts of every length that differ in one byte, or in their kind, are told apart") {
  KnownTexts known(1024, kLongest);
  REQUIRE(known.open());
  for (std::size_t size = 1; size <= kLongest; ++size) {
    CAPTURE(size);
    const std::string text(size, 'x');
    known.add(known.print_of(text));
    CHECK(known.holds(known.print_of(text)));
    REQUIRE_FALSE(known.holds(known.print_of(text, 1)));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      REQUIRE_FALSE(known.holds(known.print_of(other)));
    }
    if (size < kLongest) REQUIRE_FALSE(known.holds(known.print_of(text + "x")));
  }
}

TEST_CASE("two long texts that differ in one byte, in where one ends or in their kind are told apart") {
  KnownTexts known(1024, kLongest);
  REQUIRE(known.open());
  const std::string name = "name";
  for (const std::size_t size : {std::size_t{1}, kLongest, kLongest + 1, 3 * kLongest, 3 * kLongest + 7}) {
    CAPTURE(size);
    const std::string text(size, 'x');
    known.add(known.print_of_both(name, text, 2));
    CHECK(known.holds(known.print_of_both(name, text, 2)));
    CHECK_FALSE(known.holds(known.print_of_both(name, text, 3)));
    CHECK_FALSE(known.holds(known.print_of_both(name + "x", text, 2)));
    CHECK_FALSE(known.holds(known.print_of_both(name, text + "y", 2)));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      REQUIRE_FALSE(known.holds(known.print_of_both(name, other, 2)));
    }
  }
}

TEST_CASE("more texts are held as more are added") {
  constexpr std::size_t kAdded = 100'000, kLast = 30'000;
  KnownTexts known(std::size_t{1} << 18U, kLongest);
  REQUIRE(known.open());
  const auto print = [&](std::size_t i) { return known.print_of("text " + std::to_string(i)); };
  for (std::size_t i = 0; i < kAdded; ++i) {
    known.add(print(i));
    known.note_added(1);
  }
  std::size_t held = 0;
  for (std::size_t i = kAdded - kLast; i < kAdded; ++i) held += known.holds(print(i)) ? 1 : 0;
  CHECK(held > kLast * 3 / 4);
}

}  // namespace
}  // namespace leaksieve
