// A pack's index: which objects, and where. Source: gitformat-pack(5), "pack-*.idx files", versions 1 and 2.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/pack/mapped_file.h"

namespace leaksieve::git::pack {

// Objects are numbered from 0, sorted by id. What an entry says is not trusted by anyone: offset() is any number.
class PackIndex {
 public:
  // Errors: kNotFound, kUnreadable, kCorrupt with the reason.
  static Result<PackIndex> open(const std::filesystem::path& path);

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] const char* raw_id(std::uint32_t number) const { return ids_ + std::size_t{number} * id_stride_; }
  [[nodiscard]] Oid id(std::uint32_t number) const { return Oid::from_raw(raw_id(number)); }
  // In the pack, in bytes; the greatest number when the index points beside its own table.
  [[nodiscard]] std::uint64_t offset(std::uint32_t number) const;
  // True when every entry would stand in a pack of that size, between its header and its trailer.
  [[nodiscard]] bool offsets_within(std::uint64_t pack_bytes) const;
  [[nodiscard]] std::optional<std::uint32_t> find(const Oid& id) const;

 private:
  explicit PackIndex(MappedFile file) : file_(std::move(file)) {}
  Status read_layout();

  MappedFile file_;
  std::uint32_t size_ = 0;
  Bytes fanout_;
  const char* ids_ = nullptr;
  std::size_t id_stride_ = 0;
  const char* offsets_ = nullptr;
  std::size_t offset_stride_ = 0;
  Bytes large_offsets_;
};

}  // namespace leaksieve::git::pack
