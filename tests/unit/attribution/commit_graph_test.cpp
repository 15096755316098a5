#include "scanner/attribution/commit_graph.h"

#include <algorithm>
#include <random>

#include "tests/support/catch.h"

using leaksieve::Oid;
using leaksieve::attribution::CommitGraph;
using leaksieve::attribution::RawCommit;

namespace {

Oid made_up_id(unsigned n) {
  std::string hex = std::to_string(1000 + n);
  hex.resize(40, '0');
  return *Oid::from_hex(hex);
}

RawCommit commit(unsigned id, std::int64_t time, std::initializer_list<unsigned> parents) {
  RawCommit made{made_up_id(id), made_up_id(500 + id), time, {}};
  for (const unsigned parent : parents) made.parents.push_back(made_up_id(parent));
  return made;
}

}  // namespace

TEST_CASE("parents are numbered before children, even when clocks lie, the same for any order of arrival") {
  // 1 <- 2 <- 4, 1 <- 3 <- 4; 2 claims to be older than 1. 9 is not here.
  std::vector<RawCommit> commits = {commit(1, 100, {}),        commit(2, 50, {1}), commit(3, 300, {1}),
                                    commit(4, 200, {2, 3, 2}), commit(5, 10, {9}), commit(3, 300, {1})};
  std::mt19937 random(1);
  std::vector<Oid> first;
  for (int round = 0; round < 10; ++round) {
    std::shuffle(commits.begin(), commits.end(), random);
    const CommitGraph graph(commits);
    REQUIRE(graph.size() == 5);
    std::vector<Oid> order;
    for (CommitGraph::Number i = 0; i < graph.size(); ++i) {
      order.push_back(graph.id(i));
      CHECK(graph.find(graph.id(i)) == i);
      for (const CommitGraph::Number parent : graph.parents(i)) CHECK(parent < i);
    }
    if (first.empty()) first = order;
    CHECK(order == first);
    CHECK(graph.parents(*graph.find(made_up_id(4))).size() == 2);
    CHECK(graph.lacks_parent(*graph.find(made_up_id(5))));
    CHECK_FALSE(graph.lacks_parent(*graph.find(made_up_id(4))));
    CHECK_FALSE(graph.find(made_up_id(9)).has_value());
  }
}

TEST_CASE("a forged cycle of commits ends") {
  const CommitGraph graph({commit(1, 1, {2}), commit(2, 2, {1}), commit(3, 3, {2})});
  REQUIRE(graph.size() == 3);
  for (CommitGraph::Number i = 0; i < graph.size(); ++i) {
    for (const CommitGraph::Number parent : graph.parents(i)) CHECK(parent < i);
  }
}
