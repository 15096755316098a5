// What a scan does with each object of the store: blobs, commits and tags go through the sieve; trees give their
// entries' names and tell what is missing; attribution learns the history from all of them.
#pragma once

#include <atomic>
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
  // A blob; `edit` and `keep` as Sieve::scan() has them. False: nothing was found, nothing is to be told of it.
  bool take_blob(const git::ObjectView& blob, const match::Edit* edit, match::Trace* keep, unsigned worker);
  // A commit or a tag. False: nothing was found, nothing is to be told of it.
  bool take_message(const git::ObjectView& object, unsigned worker);
  // One in which an earlier scan has found nothing: it counts, and the history learns of it.
  void take_known(const git::ObjectView& message, unsigned worker);
  [[nodiscard]] ObjectCounts counts() const;
  // Not all objects could be read.
  [[nodiscard]] bool has_losses() const { return has_losses_; }

 private:
  struct alignas(64) Counts : ObjectCounts {};
  void learn_message(const git::ObjectView& object, unsigned worker);
  Sieve& sieve_;
  attribution::HistoryIndex* history_;
  std::vector<Counts> counts_;
  std::atomic<bool> has_losses_{false};
};

// A name with findings, and the tree that brought it.
struct TellingName {
  std::string name;
  Oid tree;
  friend auto operator<=>(const TellingName&, const TellingName&) = default;
};

// Names of trees' entries, of which each is looked at once a worker.
class NameLook {
 public:
  explicit NameLook(Sieve& sieve) : sieve_(sieve), telling_(sieve.workers()) {}
  void look_at(const std::string& name, const Oid& tree, unsigned worker) {
    if (sieve_.tells_name(name, worker)) telling_[worker].push_back({name, tree});
  }
  // Those that hold findings, sorted, once each; of the trees that brought one, the least.
  [[nodiscard]] std::vector<TellingName> telling() const;
  [[nodiscard]] std::vector<std::string> telling_names() const;

 private:
  Sieve& sieve_;
  std::vector<std::vector<TellingName>> telling_;  // by worker
};

// All trees of the store, for the history and for their names.
class HistoryTreeSink final : public git::pack::DeltaSink {
 public:
  HistoryTreeSink(Sieve& sieve, attribution::HistoryIndex& history)
      : sieve_(sieve), history_(history), look_(sieve), workers_(sieve.workers()) {}
  std::unique_ptr<git::pack::Carried> take(const git::pack::DeltaObject& tree, unsigned worker) override;
  void skip(const Oid& id, git::ObjectType type, const Error& why, unsigned worker) override;
  [[nodiscard]] std::vector<TellingName> telling() const { return look_.telling(); }
  [[nodiscard]] std::uint64_t trees() const;
  // Not all trees could be read in whole.
  [[nodiscard]] bool has_losses() const { return has_losses_; }

 private:
  struct alignas(64) Worker {
    std::size_t names = 0;  // looked at, of the history's
    std::uint64_t trees = 0;
  };
  Sieve& sieve_;
  attribution::HistoryIndex& history_;
  NameLook look_;
  std::vector<Worker> workers_;
  std::atomic<bool> has_losses_{false};
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
