// One entry of a pack, as far as it stands in front of the compressed data.
// Source: gitformat-pack(5), "pack-*.pack files".
#pragma once

#include <cstdint>
#include <optional>

#include "scanner/base/bytes.h"

namespace leaksieve::git::pack {

enum class EntryType : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4, kOfsDelta = 6, kRefDelta = 7 };

struct EntryHead {
  EntryType type = EntryType::kBlob;
  std::uint64_t size_bytes = 0;   // of the inflated data: for a delta, of its instructions
  std::uint64_t data_offset = 0;  // of the compressed data, in the pack
  std::uint64_t base_offset = 0;  // kOfsDelta: smaller than the entry's own
  const char* base_id = nullptr;  // kRefDelta: 20 raw bytes in the pack
};

// The entry at `offset`; nullopt when there is none: an offset outside, an unknown type, a number that does not end.
[[nodiscard]] std::optional<EntryHead> read_entry_head(Bytes pack, std::uint64_t offset);

}  // namespace leaksieve::git::pack
