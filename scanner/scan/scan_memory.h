// One scan's dealings with the cache: what it knows from the last scan of the same state, or learns for the next one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/scan/object_sinks.h"
#include "scanner/scan/placed.h"
#include "scanner/scan/scan_cache.h"
#include "scanner/scan/snapshot.h"

namespace leaksieve::scan {

class ScanMemory {
 public:
  // `reads` false: nothing is taken from the cache, but what the scan learns is written to it.
  void open(const git::Repository& repository, const git::Roots& roots, const match::PatternDb& db,
            const ScanOptions& options, bool reads);

  // Null: everything has to be read.
  [[nodiscard]] const Snapshot* known() const { return known_ ? &*known_ : nullptr; }
  [[nodiscard]] const NamePlaces& names() const { return names_; }
  // Of all leaks; nullopt: the snapshot lacks one.
  [[nodiscard]] std::optional<std::vector<attribution::Attribution>> attributions(
      const std::vector<attribution::LeakPlaces>& places, bool in_scope) const;

  // What the scan learns. `has_losses`: something of the store was not read, so that it must be read again.
  void learn_texts(const TextSink& texts, const ObjectCounts& counts, std::uint64_t bytes);
  void learn_findings(const Findings& found);
  void learn_trees(const std::vector<TellingName>& telling, std::uint64_t trees, bool has_losses);
  void learn_missing(std::span<const finding::Skip> missing, std::span<const std::string> notes);
  void learn_leaks(const std::vector<attribution::LeakPlaces>& places, const std::vector<attribution::Attribution>& all,
                   const std::vector<attribution::Attribution>& in_scope);
  void spoil() { is_spoilt_ = true; }
  // Writes what was learned. `leaks` are all that were found: their secrets must not get into the file.
  void store(const std::vector<PlacesOfLeak>& leaks, const rules::RuleSet& rules) const;

 private:
  std::optional<ScanCache> cache_;
  std::optional<git::ObjectReader> reader_;
  std::optional<Snapshot> known_;
  NamePlaces names_;
  Snapshot learned_;
  bool is_spoilt_ = false;
};

}  // namespace leaksieve::scan
