#include "scanner/scan/known_packs.h"

#include <algorithm>
#include <cstring>

#include "scanner/base/cache_file.h"
#include "scanner/base/hash.h"
#include "scanner/git/pack/pack_store.h"
#include "scanner/git/store_identity.h"
#include "scanner/scan/scan_cache.h"

namespace leaksieve::scan {
namespace {

constexpr std::string_view kMagic = "LSPACK01";
constexpr std::uint32_t kFewestRows = 64;  // a smaller pack is read sooner than looked up

}  // namespace

void KnownPacks::open(const git::Repository& repository, const match::PatternDb& db, const ScanOptions& options) {
  const auto store = repository.packs();
  const std::string how = detection_key(db, options);
  if (!store || how.empty()) return;
  for (const git::pack::Pack& pack : (*store)->packs()) {
    Record& record = records_.emplace_back();
    const auto identity = git::identify_pack(pack);
    if (!identity || !is_settled(identity->youngest) || pack.index.count() < kFewestRows) continue;
    record.key = sha256_hex({kMagic, how, identity->digest});
    record.file = std::filesystem::path(options.cache_directory) / (record.key.substr(0, 40) + ".pack");
    record.sizes.assign(pack.index.count(), kUnknown);
    record.is_new.assign(pack.index.count(), 0);
    load(record);
  }
}

void KnownPacks::load(Record& record) const {
  const std::optional<std::string> bytes = read_cache_file({record.file, kMagic, record.key});
  if (!bytes || bytes->size() != record.sizes.size() * sizeof(std::uint32_t)) return;
  std::memcpy(record.sizes.data(), bytes->data(), bytes->size());
}

bool KnownPacks::passes_over(const git::pack::PackRow& row) {
  if (row.pack >= records_.size() || row.row >= records_[row.pack].sizes.size()) return false;
  const std::uint32_t size = records_[row.pack].sizes[row.row];
  if (size == kUnknown) return false;
  ++blobs_;
  bytes_ += size;
  return true;
}

void KnownPacks::learn(const git::pack::PackRow& row, std::size_t size) {
  if (row.pack >= records_.size() || row.row >= records_[row.pack].sizes.size() || size >= kUnknown) return;
  records_[row.pack].sizes[row.row] = static_cast<std::uint32_t>(size);
  records_[row.pack].is_new[row.row] = 1;
}

void KnownPacks::store() {
  for (const Record& record : records_) {
    if (std::ranges::find(record.is_new, 1) == record.is_new.end()) continue;
    write_cache_file({record.file, kMagic, record.key},
                     {reinterpret_cast<const char*>(record.sizes.data()), record.sizes.size() * sizeof(std::uint32_t)});
  }
}

}  // namespace leaksieve::scan
