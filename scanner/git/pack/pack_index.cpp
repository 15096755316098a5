#include "scanner/git/pack/pack_index.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>

namespace leaksieve::git::pack {
namespace {

constexpr std::uint32_t kMagic = 0xff744f63;  // "\377tOc": no fanout count can be that large in a version 1 file
constexpr std::size_t kFanoutBytes = std::size_t{256} * 4;

Error corrupt(const char* why) { return {ErrorKind::kCorrupt, why}; }

// Version 1: fanout, then rows of a 32-bit offset and a name, then two checksums.
Result<IndexTables> tables_v1(Raw file, std::size_t oid_bytes) {
  if (file.size() < kFanoutBytes + 2 * oid_bytes) return corrupt("it is too short for an index");
  const Result<std::uint32_t> rows = read_fanout(file.data());
  if (!rows) return rows.error();
  const std::size_t stride = 4 + oid_bytes;
  if (file.size() != kFanoutBytes + *rows * stride + 2 * oid_bytes) return corrupt("its size is not that of its rows");
  IndexTables tables;
  tables.offsets = file.data() + kFanoutBytes;
  tables.names = tables.offsets + 4;
  tables.name_stride = tables.offset_stride = stride;
  tables.rows = *rows;
  return tables;
}

// Version 2: magic, version, fanout, names, CRCs, 32-bit offsets, 64-bit offsets, two checksums.
Result<IndexTables> tables_v2(Raw file, std::size_t oid_bytes) {
  const std::size_t head = 8 + kFanoutBytes;
  if (file.size() < head + 2 * oid_bytes) return corrupt("it is too short for an index");
  const Result<std::uint32_t> rows = read_fanout(file.data() + 8);
  if (!rows) return rows.error();
  const std::size_t narrow = head + std::size_t{*rows} * (oid_bytes + 8) + 2 * oid_bytes;
  if (file.size() < narrow) return corrupt("it is shorter than its rows");
  const std::size_t rest = file.size() - narrow;
  if (rest % 8 != 0 || rest / 8 > *rows) return corrupt("its table of 64-bit offsets has an impossible size");
  IndexTables tables;
  tables.names = file.data() + head;
  tables.name_stride = oid_bytes;
  tables.offsets = tables.names + std::size_t{*rows} * (oid_bytes + 4);
  tables.offset_stride = 4;
  tables.rows = *rows;
  tables.wide = tables.offsets + std::size_t{*rows} * 4;
  tables.wide_count = rest / 8;
  tables.has_wide = true;
  return tables;
}

}  // namespace

Result<std::uint32_t> read_fanout(const std::uint8_t* table) {
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint32_t count = load_be32(table + i * 4);
    if (count < before) return corrupt("its fanout table is not rising");
    before = count;
  }
  return before;
}

Result<PackIndex> PackIndex::parse_tables(Raw file, std::size_t oid_bytes) {
  if (file.size() < 8) return corrupt("it is too short for an index");
  const bool has_magic = load_be32(file.data()) == kMagic;
  if (has_magic && load_be32(file.data() + 4) != 2) {
    return Error{ErrorKind::kUnsupported, "it has version " + std::to_string(load_be32(file.data() + 4))};
  }
  const Result<IndexTables> tables = has_magic ? tables_v2(file, oid_bytes) : tables_v1(file, oid_bytes);
  if (!tables) return tables.error();
  PackIndex index;
  index.tables_ = *tables;
  index.oid_bytes_ = oid_bytes;
  index.count_ = tables->rows;
  index.pack_checksum_ = file.subspan(file.size() - 2 * oid_bytes, oid_bytes);
  return index;
}

Result<PackIndex> PackIndex::parse(Raw file, std::size_t oid_bytes) {
  Result<PackIndex> index = parse_tables(file, oid_bytes);
  if (index) index->sort_names();
  return index;
}

bool PackIndex::points_into(Raw file, std::size_t oid_bytes, std::uint64_t pack_size) {
  const Result<PackIndex> index = parse_tables(file, oid_bytes);
  if (!index) return false;
  const IndexTables& tables = index->tables_;
  const std::uint8_t* at = tables.offsets;
  std::uint32_t largest = 0;  // compared once: every command asks this, of each row
  for (std::uint32_t row = 0; row < index->count(); ++row, at += tables.offset_stride) {
    const std::uint32_t narrow = load_be32(at);
    if (tables.is_offset(narrow)) {
      largest = std::max(largest, narrow);
    } else if (const auto offset = index->offset(row); !offset || *offset >= pack_size) {
      return false;
    }
  }
  return index->count() == 0 || largest < pack_size;
}

PackIndex::PackIndex(const IndexTables& tables, std::size_t oid_bytes, std::vector<std::uint32_t> rows)
    : tables_(tables), oid_bytes_(oid_bytes), count_(static_cast<std::uint32_t>(rows.size())), rows_(std::move(rows)) {
  sort_names();
}

// The file should be sorted and its fanout right. One flipped bit must not hide the other objects, so neither is
// believed: the order is checked, and made when it is not there, and the fanout is counted anew.
void PackIndex::sort_names() {
  const auto compare = [this](std::uint32_t a, std::uint32_t b) { return std::memcmp(name(a), name(b), oid_bytes_); };
  bool sorted = true;
  below_.assign(257, 0);
  std::uint64_t before = 0;
  for (std::uint32_t row = 0; row < count_; ++row) {
    const std::uint64_t head = load_be64(name(row));  // nearly all differ in their first 8 bytes
    ++below_[(head >> 56U) + 1];
    if (head <= before && row > 0) {
      const int step = compare(row - 1, row);
      sorted = sorted && step <= 0;
      has_duplicates_ = has_duplicates_ || step == 0;
    }
    before = head;
  }
  std::partial_sum(below_.begin(), below_.end(), below_.begin());
  if (sorted) return;
  order_.resize(count_);
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::stable_sort(order_, [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
  for (std::uint32_t n = 1; n < count_; ++n) {
    has_duplicates_ = has_duplicates_ || compare(order_[n - 1], order_[n]) == 0;
  }
}

std::optional<std::uint64_t> PackIndex::wide_offset(std::uint32_t at) const {
  if (at >= tables_.wide_count) return std::nullopt;
  return load_be64(tables_.wide + std::size_t{at} * 8);
}

std::uint32_t PackIndex::find_first(const std::uint8_t* wanted) const {
  std::uint32_t low = below_[wanted[0]], high = below_[std::size_t{wanted[0]} + 1];
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (std::memcmp(name(row_by_name(middle)), wanted, oid_bytes_) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<std::uint32_t> PackIndex::find(const std::uint8_t* wanted) const {
  const std::uint32_t n = find_first(wanted);
  if (n == count_ || std::memcmp(name(row_by_name(n)), wanted, oid_bytes_) != 0) return std::nullopt;
  return row_by_name(n);
}

}  // namespace leaksieve::git::pack
