// A .pack file of version 2 or 3: its bounds and its entries' headers. Source: git's Documentation/gitformat-pack.txt.
#pragma once

#include <cstdint>

#include "scanner/base/result.h"
#include "scanner/git/pack/raw.h"

namespace leaksieve::git::pack {

enum class EntryType : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4, kOffsetDelta = 6, kRefDelta = 7 };

struct EntryHeader {
  const char* problem = nullptr;  // why it cannot be read; then nothing else counts
  EntryType type = EntryType::kBlob;
  std::uint8_t bytes = 0;                   // of the header: compressed data begins behind
  std::uint64_t size = 0;                   // inflated: of the object, or of the delta
  std::uint64_t base_offset = 0;            // kOffsetDelta: below the entry's own, at least kFirstEntry
  const std::uint8_t* base_name = nullptr;  // kRefDelta
};

// Borrows the file's bytes. Const and shared between threads.
class PackFile {
 public:
  static constexpr std::uint64_t kFirstEntry = 12;

  PackFile() = default;
  // Errors: kCorrupt, kUnsupported, with the reason alone.
  static Result<PackFile> parse(Raw file, std::size_t oid_bytes);

  [[nodiscard]] std::uint32_t count() const { return load_be32(file_.data() + 8); }  // as its header says
  [[nodiscard]] std::uint64_t end() const { return end_; }                           // of the entries
  [[nodiscard]] bool holds(std::uint64_t offset) const { return offset >= kFirstEntry && offset < end_; }
  // REQUIRED: holds(offset).
  [[nodiscard]] EntryHeader read_header(std::uint64_t offset) const;
  // A hint that read_header(offset) comes soon; any offset is fine.
  void prefetch(std::uint64_t offset) const {
    if (offset < end_) __builtin_prefetch(file_.data() + offset);
  }
  // REQUIRED: from <= to <= end().
  [[nodiscard]] Raw bytes(std::uint64_t from, std::uint64_t to) const { return file_.subspan(from, to - from); }
  [[nodiscard]] Raw checksum() const { return file_.subspan(end_); }

 private:
  Raw file_;
  std::uint64_t end_ = 0;
  std::size_t oid_bytes_ = 0;
};

}  // namespace leaksieve::git::pack
