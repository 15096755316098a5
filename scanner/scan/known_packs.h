// Blobs that an earlier scan has read from the same packs with the same rules, and found nothing in: a scan of a grown
// repository reads only the packs and loose objects that are new.
//
// One file a pack, "<pack and rules>.pack" in the cache's folder `scans` (base/cache_file.h): for each row of the
// pack's index the blob's size, or kUnknown. Rows with findings or skips are kUnknown, so they are read every time. A
// pack is known by the file that is mapped (git/store_identity.h), so one that was touched is read anew.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

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

  bool passes_over(const git::pack::PackRow& row) override;
  // Nothing was found in this blob, nor skipped. Any thread, each row once.
  void learn(const git::pack::PackRow& row, std::size_t size);
  // Writes what was learned; also of a scan that was stopped.
  void store();

  // Of what was passed over.
  [[nodiscard]] std::uint64_t blobs() const { return blobs_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0};
  struct Record {
    std::filesystem::path file;
    std::string key;
    std::vector<std::uint32_t> sizes;  // by row; empty: nothing may be remembered of this pack
    std::vector<std::uint8_t> is_new;  // by row; bytes, because threads write to them
  };
  void load(Record& record) const;

  std::vector<Record> records_;  // by the pack's number
  std::uint64_t blobs_ = 0, bytes_ = 0;
};

}  // namespace leaksieve::scan
