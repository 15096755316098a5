// What a scan does with each object of the store: blobs, commits and tags go through the sieve; trees give their
// entries' names and tell what is missing; attribution learns the history from all of them.
#pragma once

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/git/novel_entries.h"
#include "scanner/git/object_stream.h"
#include "scanner/git/pack/delta_sink.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {

struct ObjectCounts {
  std::uint64_t blobs = 0, commits = 0, tags = 0, trees = 0;
  std::uint64_t lfs_pointers = 0;
};

// Blobs, commits and tags. `history` may be null; it needs as many workers as the sieve.
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

 private:
  struct alignas(64) Counts : ObjectCounts {};
  Sieve& sieve_;
  attribution::HistoryIndex* history_;
  std::vector<Counts> counts_;
};

// Names of trees' entries, of which each is looked at once a worker.
class NameLook {
 public:
  explicit NameLook(Sieve& sieve) : sieve_(sieve), telling_(sieve.workers()) {}
  void look_at(const std::string& name, unsigned worker) {
    if (sieve_.tells_name(name, worker)) telling_[worker].push_back(name);
  }
  // Those that hold findings, sorted, once each.
  [[nodiscard]] std::vector<std::string> telling_names() const;

 private:
  Sieve& sieve_;
  std::vector<std::vector<std::string>> telling_;  // by worker
};

// All trees of the store, for the history and for their names.
class HistoryTreeSink final : public git::pack::DeltaSink {
 public:
  HistoryTreeSink(Sieve& sieve, attribution::HistoryIndex& history)
      : sieve_(sieve), history_(history), look_(sieve), workers_(sieve.workers()) {}
  std::unique_ptr<git::pack::Carried> take(const git::pack::DeltaObject& tree, unsigned worker) override;
  void skip(const Oid& id, git::ObjectType type, const Error& why, unsigned worker) override;
  [[nodiscard]] std::vector<std::string> telling_names() const { return look_.telling_names(); }
  [[nodiscard]] std::uint64_t trees() const;

 private:
  struct alignas(64) Worker {
    std::size_t names = 0;  // looked at, of the history's
    std::uint64_t trees = 0;
  };
  Sieve& sieve_;
  attribution::HistoryIndex& history_;
  NameLook look_;
  std::vector<Worker> workers_;
};

// Some trees, for their names.
class NameTreeSink final : public git::ObjectSink {
 public:
  explicit NameTreeSink(Sieve& sieve) : sieve_(sieve), look_(sieve), workers_(sieve.workers()) {}
  void take(const git::ObjectView& object, unsigned worker) override;
  void skip(const Oid& id, git::ObjectType type, const Error& why, unsigned worker) override;
  [[nodiscard]] std::vector<std::string> telling_names() const { return look_.telling_names(); }
  [[nodiscard]] std::uint64_t trees() const;

 private:
  struct Worker {
    git::NovelEntries entries;
    std::unordered_set<std::string> names;
    std::uint64_t trees = 0;
  };
  Sieve& sieve_;
  NameLook look_;
  std::vector<Worker> workers_;
};

}  // namespace leaksieve::scan
