// What attribution must know of the history, gathered while objects stream by: the commit graph, and which trees lead
// to an object with findings.
//
// Idea: each tree is looked at once, in whatever order the store gives it. A tree that names a target (a blob with
// findings, or an entry whose name is one) is marked; for every tree the ids of its subtrees are kept, so that the
// marks can be carried up to the root trees when all have been seen. Of commits the graph is kept (id, tree, parents,
// time); author and summary are read again for those that are told. Memory: 16 bytes an edge from tree to subtree and
// 100 bytes a tree until finish(), 250 bytes a commit.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"

namespace leaksieve::attribution {

// The objects to be attributed.
struct Targets {
  OidSet blobs;                    // with findings
  std::vector<std::string> names;  // path components (one tree entry's name each) with findings
};

// Filled by several threads: add_tree and add_commit with distinct `worker` numbers may run at once.
class HistoryIndex {
 public:
  explicit HistoryIndex(unsigned workers);
  HistoryIndex(HistoryIndex&&) noexcept;
  HistoryIndex& operator=(HistoryIndex&&) noexcept;
  ~HistoryIndex();

  void add_commit(const Oid& id, Bytes content, unsigned worker);
  void add_tag(const Oid& id, Bytes content, unsigned worker);
  // `targets` must be complete before the first tree comes. Borrowed until finish().
  void set_targets(const Targets* targets);
  void add_tree(const Oid& id, Bytes content, unsigned worker);
  // One more target: entries with this name. REQUIRED: told before this worker's first tree that has one.
  void add_name(std::string_view name, unsigned worker);
  // The store lacks `id`, which trees name. REQUIRED: told before `worker` adds the first such tree.
  void add_lost(const Oid& id, unsigned worker);
  // Joins the workers' parts and carries the marks up. Call once, after all add_ calls.
  void finish();

  struct Impl;
  [[nodiscard]] const Impl& impl() const { return *impl_; }  // for attribution/*.cpp only

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace leaksieve::attribution
