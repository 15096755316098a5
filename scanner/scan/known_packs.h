// Blobs and messages that an earlier scan has read from the same packs with the same rules, and found nothing in: a
// scan of a grown repository reads only the packs and loose objects that are new.
//
// One file a pack (scan/pack_cache.h): for each row of the pack's index the object's size, or kUnknown. Rows with
// findings or skips are kUnknown, so they are scanned every time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scanner/base/cache_file.h"
#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/repository.h"
#include "scanner/match/matcher.h"
#include "scanner/scan/object_sinks.h"
#include "scanner/scan/options.h"

namespace leaksieve::scan {

class KnownPacks final : public git::pack::KnownRows {
 public:
  // Knows nothing where the options want no cache.
  void open(const git::Repository& repository, const match::PatternDb& db, const ScanOptions& options);

  [[nodiscard]] bool knows_any() const override { return knows_any_; }
  // Blobs that are known: of commits the history needs more.
  bool passes_over(const git::pack::PackRow& row, git::ObjectType type) override;
  // Nothing is in this commit's or tag's message. Any thread.
  [[nodiscard]] bool knows(const git::pack::PackRow& row) const { return size_of(row) != kUnknown; }
  // Nothing was found in this object, nor skipped. Any thread, each row once.
  void learn(const git::pack::PackRow& row, std::size_t size);
  // Writes what was learned; also of a scan that was stopped.
  void store();

  // Of what was passed over.
  [[nodiscard]] std::uint64_t blobs() const { return blobs_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0};
  struct Record {
    std::optional<CacheFile> file;
    std::vector<std::uint32_t> sizes;  // by row; empty: nothing may be remembered of this pack
    std::vector<std::uint8_t> is_new;  // by row; bytes, because threads write to them
  };
  // kUnknown too where there is no such row.
  [[nodiscard]] std::uint32_t size_of(const git::pack::PackRow& row) const;

  std::vector<Record> records_;  // by the pack's number
  bool knows_any_ = false;
  std::uint64_t blobs_ = 0, bytes_ = 0;
};

}  // namespace leaksieve::scan
