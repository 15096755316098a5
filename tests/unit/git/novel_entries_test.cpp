// Whatever the order of the trees, every entry that was in any of them is taken at least once, and entries that a
// folder's last version had are not taken again.
#include "scanner/git/novel_entries.h"

#include <map>
#include <random>
#include <set>

#include "tests/support/catch.h"

namespace leaksieve::git {
namespace {

using Tree = std::map<std::string, std::string>;  // name -> 20 raw bytes

std::string bytes_of(const Tree& tree) {
  std::string bytes;
  for (const auto& [name, id] : tree) bytes += "100644 " + name + '\0' + id;
  return bytes;
}

std::string random_id(std::mt19937& random) {
  std::string id(20, '\0');
  for (char& c : id) c = static_cast<char>(random());
  return id;
}

std::set<std::pair<std::string, std::string>> taken(NovelEntries& novel, const std::string& bytes) {
  std::set<std::pair<std::string, std::string>> out;
  REQUIRE(novel.for_each(bytes, 20, [&](const TreeEntry& entry) {
    out.emplace(std::string(entry.name), std::string(reinterpret_cast<const char*>(entry.id.data()), 20));
  }));
  return out;
}

}  // namespace

TEST_CASE("every entry of every tree is taken once at least, in random histories") {
  std::mt19937 random(20261123);
  for (int round = 0; round < 50; ++round) {
    NovelEntries novel;
    Tree tree;
    std::set<std::pair<std::string, std::string>> seen;
    for (int version = 0; version < 60; ++version) {
      for (unsigned change = 0; change < random() % 4; ++change) {
        const std::string name = "f" + std::to_string(random() % 40) + (random() % 3 == 0 ? ".c" : "");
        if (random() % 4 == 0) {
          tree.erase(name);
        } else {
          tree[name] = random_id(random);
        }
      }
      const auto now = taken(novel, bytes_of(tree));
      for (const auto& entry : now) CHECK(tree.at(entry.first) == entry.second);
      seen.insert(now.begin(), now.end());
      for (const auto& entry : tree) REQUIRE(seen.count({entry.first, entry.second}) == 1);
    }
  }
}

TEST_CASE("a version that changes, adds and removes an entry gives just the new ones") {
  std::mt19937 random(7);
  NovelEntries novel;
  Tree tree;
  for (int i = 10; i < 99; ++i) tree["file" + std::to_string(i)] = random_id(random);
  CHECK(taken(novel, bytes_of(tree)).size() == tree.size());
  CHECK(taken(novel, bytes_of(tree)).empty());
  tree["file20"] = random_id(random);
  tree["file55x"] = random_id(random);
  tree["file80"] = random_id(random);
  tree.erase("file60");
  const auto changed = taken(novel, bytes_of(tree));
  CHECK(changed.size() == 3);
  CHECK(changed.count({"file55x", tree["file55x"]}) == 1);
}

TEST_CASE("a broken tree is told, and nothing of it is taken for known") {
  std::mt19937 random(7);
  NovelEntries novel;
  Tree tree{{"a", random_id(random)}, {"b", random_id(random)}};
  const std::string bytes = bytes_of(tree);
  CHECK_FALSE(novel.for_each(Bytes(bytes).substr(0, bytes.size() - 5), 20, [](const TreeEntry&) {}));
  CHECK(taken(novel, bytes).size() == 2);
}

}  // namespace leaksieve::git
