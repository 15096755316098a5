#include "scanner/git/pack/pack_entry.h"

#include "scanner/base/oid.h"

namespace leaksieve::git::pack {
namespace {

constexpr std::uint64_t kHeader = 12, kTrailer = Oid::kSha1Bytes;

}  // namespace

std::optional<EntryHead> read_entry_head(Bytes pack, std::uint64_t offset) {
  if (pack.size() < kHeader + kTrailer || offset < kHeader || offset >= pack.size() - kTrailer) return std::nullopt;
  const auto* at = reinterpret_cast<const std::uint8_t*>(pack.data()) + offset;
  const auto* const end = reinterpret_cast<const std::uint8_t*>(pack.data()) + pack.size() - kTrailer;
  EntryHead head;
  std::uint8_t byte = *at++;
  head.type = static_cast<EntryType>(byte >> 4U & 7U);
  head.size_bytes = byte & 15U;
  for (unsigned shift = 4; (byte & 128U) != 0; shift += 7) {
    if (at == end || shift > 57) return std::nullopt;
    byte = *at++;
    head.size_bytes |= std::uint64_t{byte & 127U} << shift;
  }
  switch (head.type) {
    case EntryType::kOfsDelta: {
      if (at == end) return std::nullopt;
      byte = *at++;
      std::uint64_t distance = byte & 127U;
      while ((byte & 128U) != 0) {
        if (at == end || distance >= std::uint64_t{1} << 56U) return std::nullopt;
        byte = *at++;
        distance = ((distance + 1) << 7U) | (byte & 127U);
      }
      if (distance == 0 || distance > offset) return std::nullopt;
      head.base_offset = offset - distance;
      break;
    }
    case EntryType::kRefDelta:
      if (static_cast<std::size_t>(end - at) < Oid::kSha1Bytes) return std::nullopt;
      head.base_id = reinterpret_cast<const char*>(at);
      at += Oid::kSha1Bytes;
      break;
    case EntryType::kCommit:
    case EntryType::kTree:
    case EntryType::kBlob:
    case EntryType::kTag:
      break;
    default:
      return std::nullopt;
  }
  head.data_offset = static_cast<std::uint64_t>(at - reinterpret_cast<const std::uint8_t*>(pack.data()));
  return head;
}

}  // namespace leaksieve::git::pack
