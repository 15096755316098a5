// Trees that an earlier scan has read from the same packs: a scan of a grown repository is told what they hold
// (attribution/pack_trees.h) and reads only the others. One file a pack (scan/pack_cache.h), written by the first scan.
// Trees with names that have findings are in none, for such a name may be a secret: they are read every time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/base/cache_file.h"
#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/repository.h"
#include "scanner/git/store_ids.h"
#include "scanner/match/matcher.h"
#include "scanner/scan/object_sinks.h"
#include "scanner/scan/options.h"

namespace leaksieve::scan {

class KnownTrees final : public git::pack::KnownRows {
 public:
  // Tells `history` what is known. Knows nothing where the options want no cache.
  KnownTrees(const git::Repository& repository, const git::StoreIds& store, const match::PatternDb& db,
             const ScanOptions& options, attribution::HistoryIndex& history);

  [[nodiscard]] bool knows_any() const override;
  bool passes_over(const git::pack::PackRow& row, git::ObjectType type) override;
  // Trees that were passed over.
  [[nodiscard]] std::uint64_t trees() const { return trees_; }

  // Writes what is not known yet. REQUIRED: all trees of the store were read, or passed over.
  void store(const attribution::HistoryIndex& history, const std::vector<TellingName>& telling) const;

 private:
  struct Record {
    std::optional<CacheFile> file;
    attribution::PackRange range;
    std::vector<bool> is_known;  // by row; empty: nothing is known of this pack
  };
  std::vector<Record> records_;  // by the pack's number
  std::uint64_t trees_ = 0;
};

}  // namespace leaksieve::scan
