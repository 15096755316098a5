// The names in a pack and where they lie: a .idx file of version 1 or 2, or one pack's rows of a multi-pack-index.
//
// Every count, table bound and 64-bit offset is checked against the file. What cannot be checked here, whether an
// offset is that of an entry and whether the entry has that name, is for the reader of the pack.
// Source: git's Documentation/gitformat-pack.txt.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/pack/raw.h"

namespace leaksieve::git::pack {

// Where the tables of an index are; all within one mapped file.
struct IndexTables {
  const std::uint8_t* names = nullptr;
  std::size_t name_stride = 0;
  const std::uint8_t* offsets = nullptr;  // 32-bit ones
  std::size_t offset_stride = 0;
  std::uint32_t rows = 0;
  // 64-bit ones, which a 32-bit one with its highest bit set points into. A table of none: that bit is the offset's.
  const std::uint8_t* wide = nullptr;
  std::uint64_t wide_count = 0;
  bool has_wide = false;
  [[nodiscard]] bool is_offset(std::uint32_t narrow) const { return !has_wide || (narrow & 0x80000000U) == 0; }
};

// Rows are 0-based, in the order of the file. Borrows the file's bytes. Const and shared between threads.
class PackIndex {
 public:
  // Errors: kCorrupt, kUnsupported (a version to come), with the reason alone. `oid_bytes`: 20 or 32.
  static Result<PackIndex> parse(Raw file, std::size_t oid_bytes);
  // True when the file can be parsed and each row has an offset below `pack_size`. Does not look at the names, which
  // are most of the file.
  static bool points_into(Raw file, std::size_t oid_bytes, std::uint64_t pack_size);
  // Of a multi-pack-index: these rows only. REQUIRED: each below tables.rows.
  PackIndex(const IndexTables& tables, std::size_t oid_bytes, std::vector<std::uint32_t> rows);

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] std::size_t oid_bytes() const { return oid_bytes_; }
  [[nodiscard]] const std::uint8_t* name(std::uint32_t row) const {
    return tables_.names + std::size_t{file_row(row)} * tables_.name_stride;
  }
  [[nodiscard]] Oid oid(std::uint32_t row) const { return Oid::from_raw(name(row), oid_bytes_); }
  // nullopt: the row points outside the table of 64-bit offsets. The offset itself may be anything.
  [[nodiscard]] std::optional<std::uint64_t> offset(std::uint32_t row) const {
    const std::uint32_t narrow = load_be32(tables_.offsets + std::size_t{file_row(row)} * tables_.offset_stride);
    if (tables_.is_offset(narrow)) return narrow;
    return wide_offset(narrow & 0x7fffffffU);
  }

  // A row of that name (of several: the first).
  [[nodiscard]] std::optional<std::uint32_t> find(const std::uint8_t* name) const;
  // How many names are less, for row_by_name().
  [[nodiscard]] std::uint32_t find_first(const std::uint8_t* name) const;
  // The n-th row in the order of names; and how many names begin with a byte below `byte` (0..256).
  [[nodiscard]] std::uint32_t row_by_name(std::uint32_t n) const { return order_.empty() ? n : order_[n]; }
  [[nodiscard]] std::uint32_t names_below(unsigned byte) const { return below_[byte]; }
  // A name comes twice: git's index-pack lets such packs pass.
  [[nodiscard]] bool has_duplicates() const { return has_duplicates_; }
  // The checksum of the pack that the index was made for; empty when it holds none.
  [[nodiscard]] Raw pack_checksum() const { return pack_checksum_; }

 private:
  PackIndex() = default;
  static Result<PackIndex> parse_tables(Raw file, std::size_t oid_bytes);
  [[nodiscard]] std::uint32_t file_row(std::uint32_t row) const { return rows_.empty() ? row : rows_[row]; }
  [[nodiscard]] std::optional<std::uint64_t> wide_offset(std::uint32_t at) const;
  void sort_names();

  IndexTables tables_;
  std::size_t oid_bytes_ = Oid::kSha1Bytes;
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> rows_;   // empty: all
  std::vector<std::uint32_t> order_;  // empty: the file is sorted, as it should be
  std::vector<std::uint32_t> below_;  // 257: what a fanout table should say, counted
  bool has_duplicates_ = false;
  Raw pack_checksum_;
};

// Checks a fanout table of 256 rising counts; gives the last one. Errors: kCorrupt.
[[nodiscard]] Result<std::uint32_t> read_fanout(const std::uint8_t* table);

}  // namespace leaksieve::git::pack
