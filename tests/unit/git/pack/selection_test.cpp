// Which entries a run goes through.
#include "scanner/git/pack/selection.h"

#include "scanner/git/pack/pack_store.h"
#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using git::ObjectType;
using git::pack::DeltaTree;
using git::pack::kNeeded;
using git::pack::kTold;
using git::pack::Node;
using git::pack::PackStore;
using git::pack::Selection;

constexpr auto kBlobs = static_cast<git::pack::TypeSet>(1U << static_cast<unsigned>(ObjectType::kBlob));

// Each second version of every file is known.
class HalfKnown final : public git::pack::KnownRows {
 public:
  [[nodiscard]] bool knows_any() const override { return true; }
  bool passes_over(const git::pack::PackRow& row, ObjectType type) override {
    return type == ObjectType::kBlob && row.row % 2 == 0;
  }
};

// More nodes than one thread looks at at once, in deltas of deltas.
class LargeStore {
 public:
  LargeStore() {
    grow_history(repo_, 3, 1200, 40);
    repo_.git({"repack", "-adfq", "--window=3"});
    store_ = std::move(*PackStore::open(object_directories(repo_)));
  }
  const DeltaTree& tree() { return store_->tree(2); }

 private:
  RepoBuilder repo_;
  std::optional<PackStore> store_;
};

LargeStore& large_store() {
  static LargeStore store;
  return store;
}

TEST_CASE("several threads select what one selects: the wanted types and their bases") {
  const DeltaTree& tree = large_store().tree();
  REQUIRE(tree.count() > 16384 + 1000);
  const Selection one = select_all(tree, kBlobs, nullptr, 1), four = select_all(tree, kBlobs, nullptr, 4);
  CHECK(one.marks == four.marks);
  CHECK(one.told == four.told);
  std::uint64_t blobs = 0, deltas = 0;
  for (Node node = 0; node < tree.count(); ++node) {
    const bool is_blob = tree.type(node) == ObjectType::kBlob;
    REQUIRE(one.marks[node] == (is_blob ? kTold | kNeeded : 0));  // a blob's base is a blob
    blobs += is_blob ? 1 : 0;
    deltas += tree.is_root(node) ? 0 : 1;
  }
  CHECK(one.told == blobs);
  CHECK(deltas > 5000);
}

TEST_CASE("what is known is passed over, but not where it is a base of what is not") {
  const DeltaTree& tree = large_store().tree();
  HalfKnown known;
  const Selection selection = select_all(tree, kBlobs, &known, 4);
  std::uint64_t told = 0, only_needed = 0;
  for (Node node = 0; node < tree.count(); ++node) {
    const bool is_told = tree.type(node) == ObjectType::kBlob && tree.row(node).row % 2 != 0;
    REQUIRE(((selection.marks[node] & kTold) != 0) == is_told);
    if (selection.marks[node] == 0) continue;
    if (!tree.is_root(node)) REQUIRE((selection.marks[tree.base(node)] & kNeeded) != 0);
    told += is_told ? 1 : 0;
    only_needed += is_told ? 0 : 1;
  }
  CHECK(selection.told == told);
  CHECK(only_needed > 100);
}

TEST_CASE("ids that the store does not have are told once") {
  const DeltaTree& tree = large_store().tree();
  const Oid lost = *Oid::from_hex(std::string(40, 'a')), found = tree.id(0);
  const std::vector<Oid> ids{lost, found, lost, found};
  const Selection selection = select_ids(tree, 0xff, ids);
  CHECK(selection.missing == std::vector<Oid>{lost});
  CHECK(selection.told == 1);
}

}  // namespace
}  // namespace leaksieve::test
