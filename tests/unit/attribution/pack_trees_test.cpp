// What is kept of a pack's trees: that it comes back whole, and that broken bytes do not.
#include "scanner/attribution/pack_trees.h"

#include "tests/support/catch.h"

namespace leaksieve::attribution {
namespace {

TreeChange change(std::uint32_t name, ChangeKind kind, std::uint32_t object) {
  return {name | static_cast<std::uint32_t>(kind) << 30U, object};
}

// Of a pack with ten rows.
PackTrees sample() {
  PackTrees trees;
  trees.names = {"a", "dir", "sub"};
  trees.submodules = {*Oid::from_hex(std::string(40, '7'))};
  trees.changes = {change(0, ChangeKind::kFile, 3), change(1, ChangeKind::kTree, 9), change(2, ChangeKind::kForeign, 0),
                   change(0, ChangeKind::kGone, TreeLog::kNone)};
  trees.trees = {{4, TreeLog::kNone, 0}, {5, 0, 3}};
  return trees;
}

}  // namespace

TEST_CASE("a pack's trees come back from their bytes") {
  const std::string bytes = to_bytes(sample());
  const auto back = pack_trees_from_bytes(bytes, 10);
  REQUIRE(back.has_value());
  CHECK(back->names == sample().names);
  CHECK(back->submodules == sample().submodules);
  REQUIRE(back->trees.size() == 2);
  CHECK(back->trees[1].row == 5);
  CHECK(back->trees[1].base == 0);
  CHECK(back->trees[1].first == 3);
  REQUIRE(back->changes.size() == 4);
  CHECK(back->changes[1].kind() == ChangeKind::kTree);
  CHECK(back->changes[1].object == 9);
  CHECK(to_bytes(*back) == bytes);
  CHECK(pack_trees_from_bytes(to_bytes(PackTrees{}), 0).has_value());
}

TEST_CASE("bytes that are cut anywhere, or have more, are no trees") {
  const std::string bytes = to_bytes(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    INFO("the first " << size << " bytes");
    CHECK_FALSE(pack_trees_from_bytes(std::string_view(bytes).substr(0, size), 10).has_value());
  }
  CHECK_FALSE(pack_trees_from_bytes(bytes + '\0', 10).has_value());
}

TEST_CASE("numbers that lead outside are no trees") {
  CHECK_FALSE(pack_trees_from_bytes(to_bytes(sample()), 9).has_value());
  const auto broken = [](auto harm) {
    PackTrees trees = sample();
    harm(trees);
    return !pack_trees_from_bytes(to_bytes(trees), 10).has_value();
  };
  CHECK(broken([](PackTrees& t) { t.trees[0].row = 10; }));
  CHECK(broken([](PackTrees& t) { t.trees[0].base = 0; }));  // its own base
  CHECK(broken([](PackTrees& t) { t.trees[0].base = 1; }));  // a circle
  CHECK(broken([](PackTrees& t) { t.trees[1].first = 5; }));
  CHECK(broken([](PackTrees& t) { t.trees[0].first = 1; }));
  CHECK(broken([](PackTrees& t) { std::swap(t.trees[0].first, t.trees[1].first); }));
  CHECK(broken([](PackTrees& t) { t.names.pop_back(); }));
  CHECK(broken([](PackTrees& t) { t.submodules.clear(); }));
  CHECK(broken([](PackTrees& t) { t.trees.clear(); }));
}

}  // namespace leaksieve::attribution
