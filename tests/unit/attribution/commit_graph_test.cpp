// Commits with made-up ids and clocks that lie, in packs written by hand.
#include "scanner/attribution/commit_graph.h"

#include <algorithm>
#include <random>

#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using attribution::CommitGraph;
using attribution::CommitLog;

Oid made_up_id(unsigned n) {
  std::string hex = std::to_string(1000 + n);
  hex.resize(40, '0');
  return *Oid::from_hex(hex);
}

struct Made {
  Oid id;
  std::string content;
};

Made commit(unsigned id, std::int64_t time, std::initializer_list<unsigned> parents) {
  Made made{made_up_id(id), "tree " + made_up_id(500 + id).hex() + "\n"};
  for (const unsigned parent : parents) made.content += "parent " + made_up_id(parent).hex() + "\n";
  made.content += "committer C <c@example.org> " + std::to_string(time) + " +0000\n\nmessage\n";
  return made;
}

// A store that holds the commits and the tree of number 1, by their made-up ids.
std::shared_ptr<const git::StoreIds> store_of(RepoBuilder& repo, const std::vector<Made>& commits) {
  PackWriter pack;
  for (const Made& one : commits) pack.add_whole(git::ObjectType::kCommit, one.content, &one.id);
  const Oid tree = made_up_id(501);
  pack.add_whole(git::ObjectType::kTree, "", &tree);
  pack.write(repo.path() / ".git" / "objects", "1");
  const Result<git::Repository> repository = git::Repository::open(repo.path());
  REQUIRE(repository.ok());
  Result<git::StoreIds> store = git::StoreIds::list(*repository);
  REQUIRE(store.ok());
  return std::make_shared<const git::StoreIds>(std::move(*store));
}

CommitGraph graph_of(const std::vector<Made>& commits, const std::shared_ptr<const git::StoreIds>& store) {
  CommitLog even(*store), odd(*store);
  for (std::size_t i = 0; i < commits.size(); ++i)
    REQUIRE((i % 2 == 0 ? even : odd).add(commits[i].id, commits[i].content));
  even.finish();
  odd.finish();
  return {{&even, &odd}, store};
}

}  // namespace

TEST_CASE("parents are numbered before children, even when clocks lie, the same for any order of arrival") {
  // 1 <- 2 <- 4, 1 <- 3 <- 4; 2 claims to be older than 1. 9 is not here.
  std::vector<Made> commits = {commit(1, 100, {}),        commit(2, 50, {1}), commit(3, 300, {1}),
                               commit(4, 200, {2, 3, 2}), commit(5, 10, {9}), commit(3, 300, {1})};
  RepoBuilder repo;
  const auto store = store_of(repo, commits);
  std::mt19937 random(1);
  for (int round = 0; round < 10; ++round) {
    std::shuffle(commits.begin(), commits.end(), random);
    const CommitGraph graph = graph_of(commits, store);
    std::vector<Oid> order;
    for (CommitGraph::Number i = 0; i < graph.size(); ++i) {
      order.push_back(graph.id(i));
      CHECK(graph.find(graph.id(i)) == i);
      for (const CommitGraph::Number parent : graph.parents(i)) CHECK(parent < i);
    }
    CHECK(order == std::vector<Oid>{made_up_id(5), made_up_id(1), made_up_id(2), made_up_id(3), made_up_id(4)});
    CHECK(graph.parents(*graph.find(made_up_id(4))).size() == 2);
    CHECK(graph.lacks_parent(*graph.find(made_up_id(5))));
    CHECK_FALSE(graph.lacks_parent(*graph.find(made_up_id(4))));
    CHECK_FALSE(graph.find(made_up_id(9)).has_value());
    CHECK_FALSE(graph.find(made_up_id(501)).has_value());
    CHECK(graph.tree_number(*graph.find(made_up_id(1))) == store->find(made_up_id(501)));
    CHECK(graph.tree_number(*graph.find(made_up_id(2))) == git::StoreIds::kNone);
    for (const unsigned id : {1U, 2U, 3U}) CHECK(graph.tree(*graph.find(made_up_id(id))) == made_up_id(500 + id));
  }
}

TEST_CASE("random graphs with random clocks are ordered as the definition says") {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    std::vector<Made> commits;
    std::vector<std::vector<unsigned>> parents;
    std::vector<std::int64_t> times;
    for (unsigned i = 0; i < 60; ++i) {
      parents.emplace_back();
      while (i > 0 && random() % 2 == 0)
        parents[i].push_back(i - 1 - static_cast<unsigned>(random()) % std::min(i, 8U));
      times.push_back(static_cast<std::int64_t>(random() % 40));
      commits.push_back(commit(i, times[i], {}));
      std::string lines;
      for (const unsigned parent : parents[i]) lines += "parent " + made_up_id(parent).hex() + "\n";
      commits[i].content.insert(commits[i].content.find('\n') + 1, lines);
    }
    std::vector<Oid> expected;
    std::vector<bool> done(60, false);
    while (expected.size() < 60) {
      unsigned next = 60;
      for (unsigned i = 0; i < 60; ++i) {
        const bool is_ready =
            !done[i] && std::ranges::all_of(parents[i], [&](unsigned parent) { return done[parent]; });
        if (is_ready && (next == 60 || times[i] < times[next])) next = i;  // ids ascend
      }
      done[next] = true;
      expected.push_back(made_up_id(next));
    }
    RepoBuilder repo;
    const auto store = store_of(repo, commits);
    std::shuffle(commits.begin(), commits.end(), random);
    const CommitGraph graph = graph_of(commits, store);
    std::vector<Oid> order;
    for (CommitGraph::Number i = 0; i < graph.size(); ++i) order.push_back(graph.id(i));
    CHECK(order == expected);
  }
}

TEST_CASE("a forged cycle of commits ends") {
  const std::vector<Made> commits = {commit(1, 1, {2}), commit(2, 2, {1}), commit(3, 3, {2})};
  RepoBuilder repo;
  const CommitGraph graph = graph_of(commits, store_of(repo, commits));
  REQUIRE(graph.size() == 3);
  for (CommitGraph::Number i = 0; i < graph.size(); ++i) {
    for (const CommitGraph::Number parent : graph.parents(i)) CHECK(parent < i);
  }
}

}  // namespace leaksieve::test
