#include "scanner/match/known_lines.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

TEST_CASE("lines of every length that differ in one byte are told apart") {
  KnownLines known;
  REQUIRE(known.open());
  for (std::size_t size = 2; size <= KnownLines::kLongest; ++size) {
    CAPTURE(size);
    const std::string line(size, 'x');
    known.add(known.print_of(line));
    CHECK(known.holds(known.print_of(line)));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = line;
      other[at] = 'y';
      REQUIRE_FALSE(known.holds(known.print_of(other)));
    }
    if (size < KnownLines::kLongest) REQUIRE_FALSE(known.holds(known.print_of(line + "x")));
  }
}

}  // namespace
}  // namespace leaksieve::match
