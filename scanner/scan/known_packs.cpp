#include "scanner/scan/known_packs.h"

#include <algorithm>
#include <cstring>

#include "scanner/git/pack/pack_store.h"
#include "scanner/scan/pack_cache.h"

namespace leaksieve::scan {
namespace {

constexpr std::string_view kMagic = "LSPACK02";

}  // namespace

void KnownPacks::open(const git::Repository& repository, const match::PatternDb& db, const ScanOptions& options) {
  const auto store = repository.packs();
  const auto files = pack_cache_files(repository, db, options, kMagic, ".pack");
  for (std::size_t pack = 0; pack < files.size(); ++pack) {
    Record& record = records_.emplace_back();
    record.file = files[pack];
    if (!record.file) continue;
    record.sizes.assign((*store)->packs()[pack].index.count(), kUnknown);
    record.is_new.assign(record.sizes.size(), 0);
    const std::optional<std::string> bytes = read_cache_file(*record.file);
    if (!bytes || bytes->size() != record.sizes.size() * sizeof(std::uint32_t)) continue;
    std::memcpy(record.sizes.data(), bytes->data(), bytes->size());
    knows_any_ = true;
  }
}

std::uint32_t KnownPacks::size_of(const git::pack::PackRow& row) const {
  if (row.pack >= records_.size() || row.row >= records_[row.pack].sizes.size()) return kUnknown;
  return records_[row.pack].sizes[row.row];
}

bool KnownPacks::passes_over(const git::pack::PackRow& row, git::ObjectType type) {
  const std::uint32_t size = type == git::ObjectType::kBlob ? size_of(row) : kUnknown;
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
    write_cache_file(*record.file,
                     {reinterpret_cast<const char*>(record.sizes.data()), record.sizes.size() * sizeof(std::uint32_t)});
  }
}

}  // namespace leaksieve::scan
