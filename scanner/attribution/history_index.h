// What attribution must know of the history, gathered while objects stream by: the commit graph, and which trees lead
// to an object with findings.
//
// Idea: each tree is looked at once, in whatever order the store gives it, and only where it differs from its delta
// base (attribution/tree_log.h). When all have been seen, trees are sorted by what they hold of the targets (a blob
// with findings, or an entry whose name is one). Of commits the graph is kept (id, tree, parents, time); author and
// summary are read again for those that are told. Memory: 16 bytes a tree and 8 for each name that differs until
// finish(), 4 bytes an object of the store, 250 bytes a commit.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/attribution/pack_trees.h"
#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"
#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/store_ids.h"

namespace leaksieve::attribution {

// The objects to be attributed.
struct Targets {
  OidSet blobs;                    // with findings
  std::vector<std::string> names;  // path components (one tree entry's name each) with findings
};

// Filled by several threads: add_tree and add_commit with distinct `worker` numbers may run at once.
class HistoryIndex {
 public:
  HistoryIndex(unsigned workers, std::shared_ptr<const git::StoreIds> store);
  HistoryIndex(HistoryIndex&&) noexcept;
  HistoryIndex& operator=(HistoryIndex&&) noexcept;
  ~HistoryIndex();

  void add_commit(const Oid& id, Bytes content, unsigned worker);
  void add_tag(const Oid& id, Bytes content, unsigned worker);
  struct AddedTree {
    std::unique_ptr<git::pack::Carried> carried;  // what the stream is to carry to the tree's children
    const char* problem = nullptr;                // why not all of its entries are known
  };
  AddedTree add_tree(const git::pack::DeltaObject& tree, unsigned worker);
  // Trees that need not be added: they were told in another scan. Before the first add_tree().
  void recall_trees(const PackTrees& trees, git::StoreIds::Number first);
  // For another scan: see trees_of_packs(). After the last add_tree(), before join() and finish().
  [[nodiscard]] std::vector<PackTrees> trees_of_packs(const std::vector<PackRange>& packs,
                                                      const std::unordered_set<std::string_view>& unwanted) const;
  // The names of all entries that the worker's trees have had, in the order of their arrival.
  [[nodiscard]] const std::vector<std::string_view>& names(unsigned worker) const;
  // Joins the workers' parts: for select_from_history(), before finish(). Call once, after all add_ calls.
  void join();
  // Looks for the targets; joins the parts first, where join() was not called. Call once, after all add_ calls.
  void finish(const Targets& targets);
  // Since finish(): trees, commits or tags name something that the store lacks.
  [[nodiscard]] bool lacks_objects() const;

  struct Impl;
  [[nodiscard]] const Impl& impl() const { return *impl_; }  // for attribution/*.cpp only

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace leaksieve::attribution
