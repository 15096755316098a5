#include "scanner/git/pack/pack_index.h"

#include <cstring>
#include <limits>

namespace leaksieve::git::pack {
namespace {

constexpr std::size_t kHash = Oid::kSha1Bytes;
constexpr std::size_t kFanout = 1024;

std::uint32_t u32(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return __builtin_bswap32(value);  // little-endian machines only: Hyperscan and Vectorscan have no others
}

Error corrupt(const char* why) { return {ErrorKind::kCorrupt, why}; }

}  // namespace

Result<PackIndex> PackIndex::open(const std::filesystem::path& path) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return file.error();
  PackIndex index(std::move(*file));
  if (Status status = index.read_layout(); !status) return status.error();
  return index;
}

Status PackIndex::read_layout() {
  Bytes bytes = file_.bytes();
  if (bytes.size() < kFanout + 2 * kHash) return corrupt("the index is truncated");
  const bool v2 = bytes.starts_with("\377tOc");
  if (v2) {
    if (u32(bytes.data() + 4) != 2) return Error{ErrorKind::kUnsupported, "the index has an unknown version"};
    bytes.remove_prefix(8);
    if (bytes.size() < kFanout + 2 * kHash) return corrupt("the index is truncated");
  }
  fanout_ = bytes.substr(0, kFanout);
  for (std::size_t i = 1; i < 256; ++i) {
    if (u32(fanout_.data() + 4 * i) < u32(fanout_.data() + 4 * (i - 1))) return corrupt("the index's table is broken");
  }
  size_ = u32(fanout_.data() + kFanout - 4);
  const std::size_t per_object = v2 ? kHash + 4 + 4 : 4 + kHash;
  const std::size_t room = bytes.size() - kFanout - 2 * kHash;
  if (room / per_object < size_) return corrupt("the index is truncated");
  const char* const table = bytes.data() + kFanout;
  if (v2) {
    ids_ = table;
    id_stride_ = kHash;
    offsets_ = table + std::size_t{size_} * (kHash + 4);
    offset_stride_ = 4;
    large_offsets_ = Bytes(table, room).substr(std::size_t{size_} * per_object);
  } else {
    offsets_ = table;
    ids_ = table + 4;
    id_stride_ = offset_stride_ = per_object;
  }
  return {};
}

std::uint64_t PackIndex::offset(std::uint32_t number) const {
  const std::uint32_t offset = u32(offsets_ + std::size_t{number} * offset_stride_);
  if (offset_stride_ != 4 || (offset & 0x80000000U) == 0) return offset;
  const std::size_t at = std::size_t{offset & 0x7FFFFFFFU} * 8;
  if (at + 8 > large_offsets_.size()) return std::numeric_limits<std::uint64_t>::max();
  return std::uint64_t{u32(large_offsets_.data() + at)} << 32U | u32(large_offsets_.data() + at + 4);
}

bool PackIndex::offsets_within(std::uint64_t pack_bytes) const {
  constexpr std::uint64_t kHeader = 12;
  if (pack_bytes < kHeader + kHash) return size_ == 0;
  for (std::uint32_t i = 0; i < size_; ++i) {
    const std::uint64_t at = offset(i);
    if (at < kHeader || at >= pack_bytes - kHash) return false;
  }
  return true;
}

std::optional<std::uint32_t> PackIndex::find(const Oid& id) const {
  if (id.size() != kHash) return std::nullopt;
  const std::size_t first = id.data()[0];
  std::uint32_t begin = first == 0 ? 0 : u32(fanout_.data() + 4 * (first - 1));
  std::uint32_t end = u32(fanout_.data() + 4 * first);
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    const int order = std::memcmp(raw_id(middle), id.data(), kHash);
    if (order == 0) return middle;
    if (order < 0) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return std::nullopt;
}

}  // namespace leaksieve::git::pack
