// objects/pack/multi-pack-index: one list of names for many packs. Read where a pack has no index of its own that can
// be read. It names each object once, so such a pack may hold entries that nobody names; as bases of deltas they are
// found all the same. Source: git's Documentation/gitformat-pack.txt, "multi-pack-index".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/git/pack/pack_index.h"

namespace leaksieve::git::pack {

// Borrows the file's bytes.
class MultiPackIndex {
 public:
  // Errors: kCorrupt, kUnsupported (version, object format), with the reason alone.
  static Result<MultiPackIndex> parse(Raw file, std::size_t oid_bytes);

  [[nodiscard]] const std::vector<std::string_view>& packs() const { return packs_; }  // names, ending in .idx or .pack
  [[nodiscard]] std::uint32_t count() const { return tables_.rows; }
  [[nodiscard]] std::uint32_t stray_rows() const;  // that name no pack
  // The rows of packs()[pack]; rows that name no pack are in none.
  [[nodiscard]] PackIndex index_of(std::uint32_t pack) const;

 private:
  MultiPackIndex() = default;
  Status read_packs(Raw names, std::uint32_t count);
  [[nodiscard]] std::uint32_t pack_of(std::uint32_t row) const;

  std::vector<std::string_view> packs_;
  IndexTables tables_;
  std::size_t oid_bytes_ = Oid::kSha1Bytes;
};

}  // namespace leaksieve::git::pack
