// Classes of trees against what the trees hold, in packs written by hand: any tree may be a delta of any other one,
// also of one that it is in.
#include <map>
#include <set>

#include "scanner/attribution/build.h"
#include "scanner/attribution/history_impl.h"
#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using attribution::EntryKind;
using attribution::HistoryIndex;
using attribution::TreeClasses;
using Paths = std::map<std::string, std::string>;  // path -> what stands there, in hex

struct Tree {
  Oid id;
  std::string content;
  Paths sought;
};

std::string raw(const Oid& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

// What both begin with is copied, the rest too as far as both end with it.
std::string delta_of(const std::string& base, const std::string& content) {
  std::size_t front = 0, back = 0;
  const std::size_t common = std::min(base.size(), content.size());
  while (front < common && base[front] == content[front]) ++front;
  while (front + back < common && base[base.size() - 1 - back] == content[content.size() - 1 - back]) ++back;
  std::string instructions;
  const auto size_of = [](std::size_t size) { return static_cast<std::uint32_t>(size); };
  if (front > 0) instructions += PackWriter::copy(0, size_of(front));
  for (std::size_t at = front; at < content.size() - back; at += 100) {
    instructions += PackWriter::insert(content.substr(at, std::min<std::size_t>(100, content.size() - back - at)));
  }
  if (back > 0) instructions += PackWriter::copy(size_of(base.size() - back), size_of(back));
  return PackWriter::delta(base.size(), content.size(), instructions);
}

class RandomTrees {
 public:
  explicit RandomTrees(unsigned seed) : random_(seed) {
    for (int i = 0; i < 6; ++i) blobs_.push_back(name_of_object(git::ObjectType::kBlob, "blob " + std::to_string(i)));
    targets.blobs.insert(blobs_.begin(), blobs_.begin() + 2);
    targets.names = {"telling"};
    while (trees.size() < 120) add_tree();
  }

  // Bases are earlier in a random order: that has no circle, but trees and their folders do.
  void write(RepoBuilder& repo) {
    std::vector<std::size_t> order(trees.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[random_.below(i + 1)]);
    PackWriter pack;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Tree& tree = trees[order[i]];
      if (i == 0 || random_.below(12) == 0) {
        pack.add_whole(git::ObjectType::kTree, tree.content, &tree.id);
        continue;
      }
      const Tree& base = trees[order[i - 1 - random_.below(std::min<std::size_t>(i, 4))]];
      pack.add_ref_delta(base.id, delta_of(base.content, tree.content), &tree.id);
    }
    for (int i = 0; i < 6; ++i) pack.add_whole(git::ObjectType::kBlob, "blob " + std::to_string(i), &blobs_[i]);
    pack.write(repo.path() / ".git" / "objects", "1");
  }

  std::vector<Tree> trees;
  attribution::Targets targets;

 private:
  void add_tree() {
    static const std::vector<std::string> kNames = {"a", "b.c", "d", "e", "folder", "telling", "z"};
    std::map<std::string, std::string> entries;
    Tree tree;
    for (const std::string& name : kNames) {
      if (random_.below(3) == 0) continue;
      const std::size_t near = std::min<std::size_t>(trees.size(), 10);
      const Tree* const child = near > 0 ? &trees[trees.size() - 1 - random_.below(near)] : nullptr;
      const bool is_tree = child != nullptr && child->sought.size() < 40 && random_.below(2) == 0;
      const Oid id = is_tree ? child->id : blobs_[random_.below(blobs_.size())];
      entries[is_tree ? name + "/" : name] = (is_tree ? "40000 " : "100644 ") + name + '\0' + raw(id);
      if (is_tree) {
        for (const auto& [path, what] : child->sought) tree.sought.emplace(name + "/" + path, what);
      }
      if (name == "telling" || (!is_tree && targets.blobs.contains(id))) tree.sought.emplace(name, id.hex());
    }
    for (const auto& [key, entry] : entries) tree.content += entry;
    tree.id = name_of_object(git::ObjectType::kTree, tree.content);
    const auto is_same = [&](const Tree& other) { return other.id == tree.id; };
    if (std::ranges::none_of(trees, is_same)) trees.push_back(std::move(tree));
  }

  Random random_;
  std::vector<Oid> blobs_;
};

void add_paths(const HistoryIndex::Impl& history, TreeClasses::Node node, const std::string& above, Paths& out) {
  for (const TreeClasses::Entry& entry : history.marks.entries(node)) {
    const std::string path = above + history.marks.names()[entry.name];
    if (entry.kind == EntryKind::kTree) {
      if (entry.other != TreeClasses::kNone) out.emplace(path, history.marks.others()[entry.other].hex());
      add_paths(history, entry.object, path + "/", out);
    } else if (entry.kind == EntryKind::kBlob) {
      out.emplace(path, history.targets[entry.object].hex());
    } else {
      out.emplace(path, history.marks.others()[entry.object].hex());
    }
  }
}

HistoryIndex index_of(const git::Repository& repository, const attribution::Targets& targets, unsigned threads) {
  Result<git::StoreIds> store = git::StoreIds::list(repository);
  REQUIRE(store.ok());
  HistoryIndex index(threads, std::make_shared<const git::StoreIds>(std::move(*store)));
  std::vector<finding::Skip> skipped;
  REQUIRE(attribution::read_history(repository, true, threads, {}, index, skipped).ok());
  index.finish(targets);
  CHECK(skipped.empty());
  return index;
}

}  // namespace

TEST_CASE("a tree's class tells what the tree holds, whatever trees are deltas of") {
  std::size_t holding = 0, classes = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    RepoBuilder repo;
    RandomTrees random(seed);
    random.write(repo);
    const Result<git::Repository> repository = git::Repository::open(repo.path());
    REQUIRE(repository.ok());
    const HistoryIndex index = index_of(*repository, random.targets, 1 + seed % 3);
    const HistoryIndex::Impl& history = index.impl();
    std::set<Paths> different;
    for (const Tree& tree : random.trees) {
      CHECK(history.was_seen(tree.id));
      const TreeClasses::Node node = history.marked(tree.id);
      CHECK((node == TreeClasses::kNone) == tree.sought.empty());
      if (node == TreeClasses::kNone) continue;
      ++holding;
      Paths paths;
      add_paths(history, node, "", paths);
      CHECK(paths == tree.sought);
      different.insert(paths);
    }
    CHECK(history.marks.size() == different.size());
    CHECK(history.missing.empty());
    CHECK_FALSE(index.lacks_objects());
    classes += different.size();
  }
  CHECK(holding > 4000);
  CHECK(classes < holding);
}

TEST_CASE("a chain of folders that are deltas of the folders they are in") {
  RepoBuilder repo;
  const std::string text = "the blob";
  const Oid blob = name_of_object(git::ObjectType::kBlob, text);
  std::vector<Tree> trees;
  for (int i = 0; i < 3000; ++i) {
    Tree tree;
    tree.content = i == 0 ? "100644 b" : "40000 b";
    tree.content += '\0' + raw(i == 0 ? blob : trees.back().id);
    tree.content += std::string("100644 filler") + '\0' + raw(blob);
    tree.id = name_of_object(git::ObjectType::kTree, tree.content);
    trees.push_back(std::move(tree));
  }
  PackWriter pack;
  pack.add_whole(git::ObjectType::kBlob, text, &blob);
  pack.add_whole(git::ObjectType::kTree, trees.back().content, &trees.back().id);
  for (std::size_t i = trees.size() - 1; i-- > 0;) {
    pack.add_ref_delta(trees[i + 1].id, delta_of(trees[i + 1].content, trees[i].content), &trees[i].id);
  }
  pack.write(repo.path() / ".git" / "objects", "1");
  const Result<git::Repository> repository = git::Repository::open(repo.path());
  REQUIRE(repository.ok());
  attribution::Targets targets;
  targets.blobs.insert(blob);
  const HistoryIndex index = index_of(*repository, targets, 2);
  TreeClasses::Node node = index.impl().marked(trees.back().id);
  for (std::size_t i = trees.size(); i-- > 0;) {
    REQUIRE(node != TreeClasses::kNone);
    const auto entries = index.impl().marks.entries(node);
    REQUIRE(entries.size() == 2);
    CHECK(entries[1].kind == EntryKind::kBlob);
    CHECK(entries[0].kind == (i == 0 ? EntryKind::kBlob : EntryKind::kTree));
    node = entries[0].object;
  }
}

TEST_CASE("a tree that claims to be in itself holds nothing there, and what is broken off counts up to there") {
  RepoBuilder repo;
  const Oid blob = name_of_object(git::ObjectType::kBlob, "blob"), lie = name_of_object(git::ObjectType::kBlob, "lie");
  const Oid half = name_of_object(git::ObjectType::kBlob, "half");
  PackWriter pack;
  pack.add_whole(git::ObjectType::kBlob, "blob", &blob);
  pack.add_whole(git::ObjectType::kTree, "40000 a" + ('\0' + raw(lie)) + "100644 b" + '\0' + raw(blob), &lie);
  pack.add_whole(git::ObjectType::kTree, "100644 held" + ('\0' + raw(blob)) + "100644 cut", &half);
  pack.write(repo.path() / ".git" / "objects", "1");
  const Result<git::Repository> repository = git::Repository::open(repo.path());
  REQUIRE(repository.ok());
  attribution::Targets targets;
  targets.blobs.insert(blob);
  const HistoryIndex index = index_of(*repository, targets, 1);
  for (const Oid& tree : {lie, half}) {
    const TreeClasses::Node node = index.impl().marked(tree);
    REQUIRE(node != TreeClasses::kNone);
    CHECK(index.impl().marks.entries(node).size() == 1);
  }
  CHECK(index.impl().broken_trees == std::vector<Oid>{half});
}

}  // namespace leaksieve::test
