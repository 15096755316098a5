// What a diff tells of a tree, applied to its base's names, gives the tree's names: for honest deltas and for any
// others.
#include "scanner/git/tree_diff.h"

#include <map>
#include <random>
#include <string>

#include "tests/support/catch.h"

namespace leaksieve::git {
namespace {

struct Named {
  std::string mode, id;
  friend bool operator==(const Named&, const Named&) = default;
};
using Names = std::map<std::string, Named>;

std::string random_id(std::mt19937& random) {
  std::string id(20, '\0');
  for (char& c : id) c = static_cast<char>(random() % 3);  // so that deltas copy parts of ids too
  return id;
}

// In git's order.
std::string bytes_of(const Names& names) {
  std::map<std::string, std::string> entries;
  for (const auto& [name, named] : names) {
    entries[name + (named.mode == "40000" ? "/" : "")] = named.mode + " " + name + '\0' + named.id;
  }
  std::string bytes;
  for (const auto& [key, entry] : entries) bytes += entry;
  return bytes;
}

void change(Names& names, std::mt19937& random) {
  static const std::vector<std::string> kNames = {"a", "a-b", "a.c", "ab", "b", "lib", "lib.h", "z"};
  for (unsigned changes = random() % 4; changes > 0; --changes) {
    const std::string& name = kNames[random() % kNames.size()];
    if (random() % 3 == 0) {
      names.erase(name);
    } else {
      names[name] = {random() % 3 == 0 ? "40000" : "100644", random_id(random)};
    }
  }
}

// Any way to make `content` from `base`: runs are copied from wherever they stand, some are given anew.
std::vector<Piece> random_pieces(const std::string& base, const std::string& content, std::mt19937& random) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < content.size();) {
    std::size_t size = 1 + random() % (random() % 2 == 0 ? 8 : 80);
    std::size_t from = std::string::npos;
    if (at < base.size() && random() % 8 != 0 && base[at] == content[at]) {  // as git does: what is there already
      from = at;
      size = 0;
      while (at + size < content.size() && at + size < base.size() && base[at + size] == content[at + size]) ++size;
    } else if (random() % 4 != 0) {
      size = std::min(size, content.size() - at);
      from = base.find(content.substr(at, size), random() % (base.size() + 1));
    }
    size = std::min(size, content.size() - at);
    pieces.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size),
                      from == std::string::npos ? Piece::kNew : static_cast<std::uint32_t>(from)});
    at += size;
  }
  return pieces;
}

std::string mode_of(const RawEntry& entry) { return entry.is_tree() ? "40000" : "100644"; }

}  // namespace

TEST_CASE("a tree's base with its differences is the tree, whatever the delta looks like") {
  std::mt19937 random(20261124);
  int untold = 0;
  Names names;
  for (int round = 0; round < 20000; ++round) {
    if (round % 50 == 0) names.clear();
    const Names old = names;
    change(names, random);
    const std::string base = bytes_of(old), content = bytes_of(names);
    EntryEnds base_ends, whole_ends, ends;
    REQUIRE(read_tree(base, 20, base_ends, [](const RawEntry&) {}) == TreeState::kSound);
    REQUIRE(read_tree(content, 20, whole_ends, [](const RawEntry&) {}) == TreeState::kSound);
    const std::vector<Piece> pieces = random_pieces(base, content, random);
    Names taken;
    std::vector<std::string> gone;
    const TreeBase of{base, base_ends, pieces};
    const TreeState state =
        TreeDiff(content, 20, of, ends)
            .run(
                [&](const RawEntry& entry) {
                  taken[std::string(entry.name())] = {mode_of(entry), std::string(entry.raw_id(), 20)};
                },
                [&](const RawEntry& entry) { gone.emplace_back(entry.name()); });
    REQUIRE(state == TreeState::kSound);
    CHECK(ends == whole_ends);
    Names made = old;
    for (const std::string& name : gone) REQUIRE(made.erase(name) == 1);
    untold += static_cast<int>(made.size());
    for (const auto& [name, named] : taken) made[name] = named;
    REQUIRE(made == names);
  }
  CHECK(untold > 20000);  // entries that nobody had to look at
}

TEST_CASE("trees that are out of order, give a name twice or break off are told as such, by a diff too") {
  const std::string id(20, 'i'), other(20, 'o');
  const auto entry = [](const std::string& name, const std::string& of) { return "100644 " + name + '\0' + of; };
  const std::string a = entry("a", id), b = entry("b", id), c = entry("c", id);
  const std::string base = a + c;
  EntryEnds base_ends;
  REQUIRE(read_tree(base, 20, base_ends, [](const RawEntry&) {}) == TreeState::kSound);
  const auto state_of = [&](const std::string& middle) {
    const std::string content = a + middle + c;
    const auto size = static_cast<std::uint32_t>(a.size()), more = static_cast<std::uint32_t>(middle.size());
    const std::vector<Piece> pieces = {{0, size, 0}, {size, more, Piece::kNew}, {size + more, size, size}};
    EntryEnds ends;
    const TreeState whole = read_tree(content, 20, ends, [](const RawEntry&) {});
    const TreeBase of{base, base_ends, pieces};
    CHECK(TreeDiff(content, 20, of, ends).run([](const RawEntry&) {}, [](const RawEntry&) {}) == whole);
    return whole;
  };
  CHECK(state_of(b) == TreeState::kSound);
  CHECK(state_of(entry("a", other)) == TreeState::kUnordered);
  CHECK(state_of(entry("c", other)) == TreeState::kUnordered);
  CHECK(state_of(entry("d", other)) == TreeState::kUnordered);
  CHECK(state_of(b + b) == TreeState::kUnordered);
  CHECK(state_of("100644") == TreeState::kBroken);
  CHECK(state_of(std::string(200, '4')) == TreeState::kBroken);
  EntryEnds ends;
  for (std::size_t cut = 1; cut < c.size(); ++cut) {
    const std::string content = a + c.substr(0, cut);  // exactly sized: a sanitizer sees any byte read beyond
    int entries = 0;
    CHECK(read_tree(content, 20, ends, [&](const RawEntry&) { ++entries; }) == TreeState::kBroken);
    CHECK(entries == 1);
  }
  CHECK(read_tree(std::string(400, '\0'), 20, ends, [](const RawEntry&) {}) == TreeState::kBroken);
}

TEST_CASE("modes are read as git writes them and as old tools did") {
  const auto read = [](const std::string& mode) {
    static std::string content;
    content = mode + " n" + '\0' + std::string(20, 'x');
    std::size_t at = 0;
    RawEntry entry;
    REQUIRE(read_entry(content, at, 20, entry));
    CHECK(at == content.size());
    CHECK(entry.name() == "n");
    return entry;
  };
  CHECK(read("40000").is_tree());
  CHECK(read("040000").is_tree());
  CHECK_FALSE(read("100644").is_tree());
  CHECK_FALSE(read("160000").is_tree());
  CHECK(read("160000").is_gitlink());
  CHECK_FALSE(read("120000").is_gitlink());
}

}  // namespace leaksieve::git
