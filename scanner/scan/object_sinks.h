// What a scan does with each object of the store: blobs, commits and tags go through the sieve; trees give their
// entries' names and tell what is missing; attribution learns the history from all of them.
#pragma once

#include <atomic>
#include <string>
#include <unordered_set>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/git/novel_entries.h"
#include "scanner/git/object_stream.h"
#include "scanner/git/store_ids.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {

struct ObjectCounts {
  std::uint64_t blobs = 0, commits = 0, tags = 0, trees = 0;
  std::uint64_t lfs_pointers = 0;
};

// Blobs, commits and tags. `history` may be null; it needs as many workers as the sieve. With a history, what commits
// and tags name (trees, parents, targets) is kept for a look whether it is there.
class TextSink final : public git::ObjectSink {
 public:
  TextSink(Sieve& sieve, attribution::HistoryIndex* history) : sieve_(sieve), history_(history) {
    counts_.resize(sieve.workers());
  }
  void take(const git::ObjectView& object, unsigned worker) override;
  void skip(const Oid& id, git::ObjectType type, const Error& why, unsigned worker) override;
  // A blob; `edit` and `keep` as Sieve::scan() has them.
  void take_blob(const git::ObjectView& blob, const match::Edit* edit, match::Trace* keep, unsigned worker);
  [[nodiscard]] ObjectCounts counts() const;
  [[nodiscard]] std::vector<Oid> take_links();

 private:
  struct alignas(64) Counts : ObjectCounts {
    std::vector<Oid> links;
  };
  void note_commit(const git::ObjectView& object, unsigned worker);
  void note_tag(const git::ObjectView& object, unsigned worker);
  Sieve& sieve_;
  attribution::HistoryIndex* history_;
  std::vector<Counts> counts_;
};

// Trees. `history` and `store` may be null; with a store, entries are looked up in it.
class TreeSink final : public git::ObjectSink {
 public:
  TreeSink(Sieve& sieve, attribution::HistoryIndex* history, const git::StoreIds* store);
  void take(const git::ObjectView& object, unsigned worker) override;
  void skip(const Oid& id, git::ObjectType type, const Error& why, unsigned worker) override;
  // The entries' names that hold findings, sorted, once each.
  [[nodiscard]] std::vector<std::string> telling_names() const;
  [[nodiscard]] bool lacks_objects() const { return lacking_; }
  [[nodiscard]] std::uint64_t trees() const;

 private:
  struct Worker {
    git::NovelEntries entries;
    std::unordered_set<std::string> names, telling_names;
    std::uint64_t trees = 0;
  };

  void look_at(const std::string& name, unsigned worker);

  Sieve& sieve_;
  attribution::HistoryIndex* history_;
  const git::StoreIds* store_;
  std::vector<Worker> workers_;
  std::atomic<bool> lacking_{false};
};

}  // namespace leaksieve::scan
