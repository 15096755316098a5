#include "scanner/attribution/tree_marks.h"

#include <algorithm>
#include <random>

#include "tests/support/catch.h"

using leaksieve::Oid;
using leaksieve::attribution::EntryKind;
using leaksieve::attribution::TargetFilter;
using leaksieve::attribution::Targets;
using leaksieve::attribution::TreeMarks;
using leaksieve::attribution::TreeScanner;

namespace {

Oid random_id(std::mt19937& random) {
  std::array<std::uint8_t, 20> raw{};
  for (std::uint8_t& byte : raw) byte = static_cast<std::uint8_t>(random());
  return Oid::from_raw(raw.data());
}

std::string entry(const std::string& mode, const std::string& name, const Oid& id) {
  std::string text = mode + " " + name;
  text.push_back('\0');
  text.append(reinterpret_cast<const char*>(id.data()), id.size());
  return text;
}

}  // namespace

TEST_CASE("marks climb from a target to every tree above it, for any order and number of workers") {
  std::mt19937 random(3);
  const Oid target = random_id(random), other = random_id(random);
  Targets targets;
  targets.blobs.insert(target);
  // chain: tree[0] holds the target, tree[i] holds tree[i-1] among other entries; `aside` holds none of them.
  std::vector<std::pair<Oid, std::string>> trees;
  for (int i = 0; i < 12000; ++i) {
    std::string content = entry("100644", "a file with a long name", other);
    content += i == 0 ? entry("100644", "b", target) : entry(i % 2 == 0 ? "40000" : "040000", "b", trees.back().first);
    trees.emplace_back(random_id(random), content + entry("40000", "c", random_id(random)));
  }
  const Oid top = trees.back().first;
  const Oid aside = random_id(random);
  trees.emplace_back(aside, entry("100755", "x", other));
  const TargetFilter filter(targets);
  for (const unsigned workers : {1U, 3U}) {
    std::shuffle(trees.begin(), trees.end(), random);
    std::vector<TreeScanner> scanners(workers);
    for (std::size_t i = 0; i < trees.size(); ++i) {
      scanners[i % workers].add(filter, trees[i].first, trees[i].second);
    }
    std::vector<TreeScanner*> parts;
    for (TreeScanner& scanner : scanners) parts.push_back(&scanner);
    const TreeMarks marks = TreeMarks::join(filter, parts).first;
    CHECK(marks.size() == 12000);
    REQUIRE(marks.find(top) != TreeMarks::kNone);
    CHECK(marks.id(marks.find(top)) == top);
    CHECK(marks.find(aside) == TreeMarks::kNone);
    // Down the chain, by the only entries that are kept.
    TreeMarks::Node node = marks.find(top);
    for (int i = 11999; i > 0; --i) {
      REQUIRE(marks.entries(node).size() == 1);
      CHECK(marks.names()[marks.entries(node)[0].name] == "b");
      node = marks.entries(node)[0].object;
    }
    REQUIRE(marks.entries(node).size() == 1);
    CHECK(marks.entries(node)[0].kind == EntryKind::kBlob);
    CHECK(marks.targets()[marks.entries(node)[0].object] == target);
    CHECK(marks.was_seen(aside));
    CHECK(marks.broken().empty());
    CHECK(marks.missing().size() == 12000);
    CHECK(marks.missing()[0].name == "c");
  }
}

TEST_CASE("names are targets too, of files and of folders") {
  std::mt19937 random(5);
  Targets targets;
  targets.names = {"the-name"};
  const TargetFilter filter(targets);
  TreeScanner scanner;
  const Oid file = random_id(random), folder = random_id(random), none = random_id(random);
  scanner.add(filter, file, entry("100644", "the-name", random_id(random)));
  scanner.add(filter, folder, entry("40000", "the-name", random_id(random)));
  scanner.add(filter, none, entry("100644", "the-nama", random_id(random)) + entry("100644", "the-name2", none));
  const TreeMarks marks = TreeMarks::join(filter, {&scanner}).first;
  CHECK(marks.find(file) != TreeMarks::kNone);
  CHECK(marks.find(folder) != TreeMarks::kNone);
  CHECK(marks.find(none) == TreeMarks::kNone);
}

TEST_CASE("broken trees are told and what precedes the break counts") {
  std::mt19937 random(9);
  Targets targets;
  const Oid target = random_id(random);
  targets.blobs.insert(target);
  const TargetFilter filter(targets);
  const std::string whole = entry("40000", "folder", random_id(random)) + entry("100644", "name", random_id(random));
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    TreeScanner scanner;
    const Oid id = random_id(random);
    const std::string copy = whole.substr(0, cut);  // exactly sized: a sanitizer sees any byte read beyond
    scanner.add(filter, id, copy);
    const TreeMarks marks = TreeMarks::join(filter, {&scanner}).first;
    const bool at_boundary = cut == entry("40000", "folder", target).size();
    CHECK(marks.broken().size() == (at_boundary ? 0U : 1U));
  }
  TreeScanner scanner;
  scanner.add(filter, random_id(random), "");
  scanner.add(filter, random_id(random), std::string(400, '\0'));
  scanner.add(filter, random_id(random), std::string(400, '4'));
  const Oid half = random_id(random);
  scanner.add(filter, half, entry("100644", "held", target) + "100644 cut");
  const TreeMarks marks = TreeMarks::join(filter, {&scanner}).first;
  CHECK(marks.broken().size() == 3);
  CHECK(marks.find(half) != TreeMarks::kNone);
}
