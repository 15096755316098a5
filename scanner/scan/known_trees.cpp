#include "scanner/scan/known_trees.h"

#include <algorithm>
#include <unordered_set>

#include "scanner/base/deflate.h"
#include "scanner/scan/pack_cache.h"

namespace leaksieve::scan {
namespace {

constexpr std::string_view kMagic = "LSTREE03";
constexpr std::size_t kMostBytes = std::size_t{4} << 30U;  // what is written and read in one piece

// In steps, so that no more than two of its forms are in memory at a time.
std::optional<attribution::PackTrees> read(const CacheFile& file, std::uint32_t rows) {
  std::optional<std::string> bytes = read_cache_file(file);
  if (bytes) bytes = inflate(*bytes, kMostBytes);
  return bytes ? attribution::pack_trees_from_bytes(*bytes, rows) : std::nullopt;
}

void write(const CacheFile& file, attribution::PackTrees trees) {
  std::string bytes = to_bytes(trees);
  trees = {};
  bytes = deflate(bytes);
  write_cache_file(file, bytes);
}

}  // namespace

KnownTrees::KnownTrees(const git::Repository& repository, const git::StoreIds& store, const match::PatternDb& db,
                       const ScanOptions& options, attribution::HistoryIndex& history) {
  const auto files = pack_cache_files(repository, db, options, kMagic, ".trees");
  for (std::size_t pack = 0; pack < files.size(); ++pack) {
    const git::StoreIds::Number first = store.first_of_pack(pack);
    Record& record = records_.emplace_back(Record{files[pack], {first, store.first_of_pack(pack + 1) - first}, {}});
    const auto trees = record.file ? read(*record.file, record.range.count) : std::nullopt;
    if (!trees) continue;
    record.is_known.assign(record.range.count, false);
    for (const attribution::PackTrees::Tree& tree : trees->trees) record.is_known[tree.row] = true;
    history.recall_trees(*trees, first);
  }
}

bool KnownTrees::knows_any() const {
  return std::ranges::any_of(records_, [](const Record& record) { return !record.is_known.empty(); });
}

bool KnownTrees::passes_over(const git::pack::PackRow& row, git::ObjectType type) {
  if (type != git::ObjectType::kTree || row.pack >= records_.size()) return false;
  const std::vector<bool>& is_known = records_[row.pack].is_known;
  if (row.row >= is_known.size() || !is_known[row.row]) return false;
  ++trees_;
  return true;
}

void KnownTrees::store(const attribution::HistoryIndex& history, const std::vector<TellingName>& telling) const {
  std::unordered_set<std::string_view> unwanted;
  for (const TellingName& each : telling) unwanted.insert(each.name);
  std::vector<const Record*> wanted;
  std::vector<attribution::PackRange> ranges;
  for (const Record& record : records_) {
    if (!record.file || !record.is_known.empty()) continue;
    wanted.push_back(&record);
    ranges.push_back(record.range);
  }
  if (wanted.empty()) return;
  std::vector<attribution::PackTrees> packs = history.trees_of_packs(ranges, unwanted);
  for (std::size_t i = 0; i < packs.size(); ++i) {
    if (!packs[i].trees.empty()) write(*wanted[i]->file, std::move(packs[i]));
  }
}

}  // namespace leaksieve::scan
