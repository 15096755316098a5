#include "scanner/base/byte_cache.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve {
namespace {

struct Key {
  int number = 0;
  bool operator==(const Key&) const = default;
  [[nodiscard]] std::size_t hash() const { return 0; }  // so that keys share a slot
};
using Cache = ByteCache<Key, std::string>;

TEST_CASE("what was learned about bytes is known until others take its slot") {
  Cache cache(1);
  CHECK_FALSE(cache.entry_of("a line", {1}).is_done);
  cache.entry_of("a line", {1}) = {true, "learned"};
  CHECK(cache.entry_of(std::string("a ") + "line", {1}).is_done);
  CHECK(cache.entry_of("a line", {1}).value == "learned");
  const Cache::Entry& other = cache.entry_of("b line", {1});
  CHECK_FALSE(other.is_done);
  CHECK(other.value.empty());
  CHECK_FALSE(cache.entry_of("a line", {1}).is_done);
}

TEST_CASE("the same bytes by another key are another entry") {
  Cache cache(1);
  cache.entry_of("a line", {1}) = {true, "learned"};
  CHECK_FALSE(cache.entry_of("a line", {2}).is_done);
}

TEST_CASE("an entry that nobody filled in is not known") {
  Cache cache(1);
  CHECK_FALSE(cache.entry_of("", {}).is_done);
  CHECK_FALSE(cache.entry_of("", {}).is_done);
}

}  // namespace
}  // namespace leaksieve
