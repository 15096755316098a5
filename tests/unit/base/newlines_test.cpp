#include "scanner/base/newlines.h"

#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace leaksieve {
namespace {

// Lines of any length, so that newlines fall on every place of a block; also bytes over 127.
std::string text_of(std::mt19937& random, std::size_t size, unsigned one_in) {
  std::string text(size, '\0');
  for (char& byte : text) byte = random() % one_in == 0 ? '\n' : static_cast<char>(random() & 0xffU);
  return text;
}

std::vector<std::size_t> plainly(Bytes text, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> all;
  for (std::size_t at = begin; at < end; ++at) {
    if (text[at] == '\n') all.push_back(at);
  }
  return all;
}

TEST_CASE("newlines are found wherever they stand") {
  std::mt19937 random(7);
  for (const unsigned one_in : {3U, 40U, 1000U}) {
    for (std::size_t size = 0; size < 200; ++size) {
      const std::string text = text_of(random, size, one_in);
      const std::size_t end = size - (size > 0 ? random() % size : 0);
      const std::size_t begin = end > 0 ? random() % end : 0;
      const std::vector<std::size_t> wanted = plainly(text, begin, end);

      Newlines newlines(text, begin, end);
      std::vector<std::size_t> found;
      for (std::size_t at = newlines.next(); at != Bytes::npos; at = newlines.next()) found.push_back(at);
      REQUIRE(found == wanted);
      REQUIRE(newlines.next() == Bytes::npos);

      REQUIRE(newline_before(text, begin, end) == (wanted.empty() ? Bytes::npos : wanted.back()));
      const std::vector<std::size_t> rest = plainly(text, begin, size);
      REQUIRE(newline_from(text, begin) == (rest.empty() ? Bytes::npos : rest.front()));
    }
  }
}

TEST_CASE("an empty part has no newline") {
  const Bytes text = "\n\n\n";
  CHECK(Newlines(text, 1, 1).next() == Bytes::npos);
  CHECK(Newlines("", 0, 0).next() == Bytes::npos);
  CHECK(newline_before(text, 3, 3) == Bytes::npos);
  CHECK(newline_from(text, 3) == Bytes::npos);
}

}  // namespace
}  // namespace leaksieve
