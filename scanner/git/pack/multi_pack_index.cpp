#include "scanner/git/pack/multi_pack_index.h"

#include <array>

namespace leaksieve::git::pack {
namespace {

constexpr std::uint32_t tag(const char (&text)[5]) {  // NOLINT(modernize-avoid-c-arrays): a literal
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<std::uint8_t>(text[i]);
  return value;
}

constexpr std::size_t kHeaderBytes = 12, kChunkRowBytes = 12;

Error corrupt(const char* why) { return {ErrorKind::kCorrupt, why}; }

struct Chunks {
  Raw names, fanout, oids, offsets, wide;
  bool has_wide = false;
};

// The table of chunks: rows of (tag, 64-bit offset), closed by one whose offset is the end of the last chunk.
Result<Chunks> read_chunks(Raw file, std::size_t oid_bytes) {
  const std::size_t count = file[6];
  const std::size_t end = file.size() - oid_bytes;
  if (kHeaderBytes + (count + 1) * kChunkRowBytes > end) return corrupt("it is shorter than its table of chunks");
  Chunks chunks;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* const row = file.data() + kHeaderBytes + i * kChunkRowBytes;
    const std::uint64_t from = load_be64(row + 4), to = load_be64(row + kChunkRowBytes + 4);
    if (from > to || to > end) return corrupt("a chunk lies outside the file");
    const Raw chunk = file.subspan(from, to - from);
    switch (load_be32(row)) {
      case tag("PNAM"):
        chunks.names = chunk;
        break;
      case tag("OIDF"):
        chunks.fanout = chunk;
        break;
      case tag("OIDL"):
        chunks.oids = chunk;
        break;
      case tag("OOFF"):
        chunks.offsets = chunk;
        break;
      case tag("LOFF"):
        chunks.wide = chunk;
        chunks.has_wide = true;
        break;
      default:
        break;  // bitmaps and what is to come
    }
  }
  return chunks;
}

}  // namespace

Result<MultiPackIndex> MultiPackIndex::parse(Raw file, std::size_t oid_bytes) {
  if (file.size() < kHeaderBytes + oid_bytes || load_be32(file.data()) != tag("MIDX")) {
    return corrupt("it is no multi-pack-index");
  }
  if (file[4] != 1) return Error{ErrorKind::kUnsupported, "it has version " + std::to_string(file[4])};
  if ((file[5] == 1 ? Oid::kSha1Bytes : Oid::kSha256Bytes) != oid_bytes) {
    return Error{ErrorKind::kUnsupported, "it has another object format"};
  }
  const Result<Chunks> chunks = read_chunks(file, oid_bytes);
  if (!chunks) return chunks.error();
  if (chunks->fanout.size() != std::size_t{256} * 4) return corrupt("it has no fanout table");
  const Result<std::uint32_t> rows = read_fanout(chunks->fanout.data());
  if (!rows) return rows.error();
  if (chunks->oids.size() / oid_bytes < *rows || chunks->offsets.size() / 8 < *rows) {
    return corrupt("it is shorter than its rows");
  }
  MultiPackIndex index;
  index.oid_bytes_ = oid_bytes;
  index.tables_.names = chunks->oids.data();
  index.tables_.name_stride = oid_bytes;
  index.tables_.offsets = chunks->offsets.data() + 4;  // after the number of the pack
  index.tables_.offset_stride = 8;
  index.tables_.rows = *rows;
  index.tables_.wide = chunks->wide.data();
  index.tables_.wide_count = chunks->wide.size() / 8;
  index.tables_.has_wide = chunks->has_wide;
  const Status named = index.read_packs(chunks->names, load_be32(file.data() + 8));
  if (!named) return named.error();
  return index;
}

Status MultiPackIndex::read_packs(Raw names, std::uint32_t count) {
  std::string_view rest(reinterpret_cast<const char*>(names.data()), names.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos || end == 0) return corrupt("its list of packs is broken");
    packs_.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return {};
}

std::uint32_t MultiPackIndex::stray_rows() const {
  std::uint32_t count = 0;
  for (std::uint32_t row = 0; row < tables_.rows; ++row) count += pack_of(row) >= packs_.size() ? 1 : 0;
  return count;
}

std::uint32_t MultiPackIndex::pack_of(std::uint32_t row) const {
  return load_be32(tables_.offsets + std::size_t{row} * 8 - 4);
}

PackIndex MultiPackIndex::index_of(std::uint32_t pack) const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < tables_.rows; ++row) {
    if (pack_of(row) == pack) rows.push_back(row);
  }
  return {tables_, oid_bytes_, std::move(rows)};
}

}  // namespace leaksieve::git::pack
