// In which order threads get the roots of delta trees.
#include "scanner/git/pack/work_queue.h"

#include "scanner/git/pack/pack_store.h"
#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using git::pack::DeltaTree;
using git::pack::Node;
using git::pack::RootOrder;

std::string noise(Random& random, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (char& byte : text) byte = static_cast<char>(random.below(256));
  return text;
}

TEST_CASE("large objects go first and one by one, and the last batches are small") {
  RepoBuilder repo;
  Random random(1);
  for (int i = 0; i < 300; ++i) repo.write("small" + std::to_string(i), noise(random, 100));
  repo.write("zlarge", noise(random, 300 << 10));
  repo.write("zlarger", noise(random, 400 << 10));
  repo.git({"add", "."});
  repo.git({"commit", "-qm", "all"});
  repo.git({"repack", "-adfq"});
  auto store = git::pack::PackStore::open(object_directories(repo));
  REQUIRE(store.ok());
  const unsigned threads = 2;
  const DeltaTree& tree = store->tree(threads);
  RootOrder order(tree, std::vector<std::uint8_t>(tree.count(), 1), threads);
  std::vector<std::vector<Node>> batches;
  for (auto batch = order.next(); !batch.empty(); batch = order.next())
    batches.emplace_back(batch.begin(), batch.end());

  std::vector<Node> all;
  for (const std::vector<Node>& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
  std::ranges::sort(all);
  CHECK(std::ranges::adjacent_find(all) == all.end());
  CHECK(all.size() == 304);  // with the tree and the commit
  REQUIRE(batches.size() > 10);
  CHECK(batches[0].size() == 1);
  CHECK(tree.entry_size(batches[0].front()) == 400 << 10);
  CHECK(tree.entry_size(batches[1].front()) == 300 << 10);
  CHECK(batches[2].size() == 1);  // the tree
  CHECK(batches[3].size() == 32);
  CHECK(batches.back().size() == 1);
  std::size_t left = 0;  // behind a batch, and it
  for (std::size_t i = batches.size(); i-- > 3;) {
    left += batches[i].size();
    CHECK(batches[i].size() <= std::max<std::size_t>(1, left / threads));
  }
}

}  // namespace
}  // namespace leaksieve::test
