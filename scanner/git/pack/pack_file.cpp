#include "scanner/git/pack/pack_file.h"

#include <string>

namespace leaksieve::git::pack {
namespace {

constexpr std::uint32_t kMagic = 0x5041434b;  // "PACK"

// Reads the distance to a delta's base: big-endian groups of 7 bits, each but the last with one added.
// Gives how many bytes it has; 0 when it is broken.
std::size_t read_distance(const std::uint8_t* at, const std::uint8_t* end, std::uint64_t& distance) {
  const std::uint8_t* const begin = at;
  if (at == end) return 0;
  distance = *at & 0x7fU;
  while ((*at++ & 0x80U) != 0) {
    if (at == end || distance >= std::uint64_t{1} << 56U) return 0;
    distance = ((distance + 1) << 7U) | (*at & 0x7fU);
  }
  return static_cast<std::size_t>(at - begin);
}

}  // namespace

Result<PackFile> PackFile::parse(Raw file, std::size_t oid_bytes) {
  if (file.size() < kFirstEntry + oid_bytes) return Error{ErrorKind::kCorrupt, "it is too short for a pack"};
  if (load_be32(file.data()) != kMagic) return Error{ErrorKind::kCorrupt, "it is no pack"};
  const std::uint32_t version = load_be32(file.data() + 4);
  if (version != 2 && version != 3) {
    return Error{ErrorKind::kUnsupported, "it has version " + std::to_string(version)};
  }
  PackFile pack;
  pack.file_ = file;
  pack.end_ = file.size() - oid_bytes;
  pack.oid_bytes_ = oid_bytes;
  return pack;
}

EntryHeader PackFile::read_header(std::uint64_t offset) const {
  EntryHeader header;
  const std::uint8_t* const begin = file_.data() + offset;
  const std::uint8_t* const end = file_.data() + end_;
  const std::uint8_t* at = begin;
  std::uint8_t byte = *at++;
  const unsigned type = byte >> 4U & 7U;
  header.size = byte & 15U;
  for (unsigned shift = 4; (byte & 0x80U) != 0; shift += 7) {
    if (at == end || shift > 53) {  // 60 bits of size are more than any object has
      header.problem = "the size in its header is broken";
      return header;
    }
    byte = *at++;
    header.size |= std::uint64_t{byte & 0x7fU} << shift;
  }
  if (type == 0 || type == 5) {
    header.problem = "its type is none that git knows";
    return header;
  }
  header.type = static_cast<EntryType>(type);
  if (header.type == EntryType::kOffsetDelta) {
    std::uint64_t distance = 0;
    const std::size_t bytes = read_distance(at, end, distance);
    if (bytes == 0 || distance == 0 || distance > offset - kFirstEntry) {
      header.problem = "its delta base lies outside the pack";
      return header;
    }
    header.base_offset = offset - distance;
    at += bytes;
  } else if (header.type == EntryType::kRefDelta) {
    if (static_cast<std::size_t>(end - at) < oid_bytes_) {
      header.problem = "the pack ends in its header";
      return header;
    }
    header.base_name = at;
    at += oid_bytes_;
  }
  header.bytes = static_cast<std::uint8_t>(at - begin);
  return header;
}

}  // namespace leaksieve::git::pack
