#include "scanner/filter/entropy.h"

#include <cmath>
#include <string>

#include "tests/support/catch.h"

namespace leaksieve::filter {
namespace {

TEST_CASE("entropy is bits per byte") {
  CHECK(shannon_entropy("") == 0);
  CHECK(shannon_entropy("aaaaaaaa") == 0);
  CHECK(std::abs(shannon_entropy("abababab") - 1.0) < 1e-9);
  CHECK(std::abs(shannon_entropy("abcdefgh") - 3.0) < 1e-9);
  CHECK(std::abs(shannon_entropy(std::string("\0\0\xff\xff", 4)) - 1.0) < 1e-9);
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  CHECK(std::abs(shannon_entropy(all) - 8.0) < 1e-9);
}

}  // namespace
}  // namespace leaksieve::filter
