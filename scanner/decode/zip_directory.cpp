#include "scanner/decode/zip_directory.h"

#include <algorithm>

namespace leaksieve::decode {
namespace {

constexpr std::size_t kEndSize = 22, kEntrySize = 46, kLocalSize = 30;  // bytes, without what varies
constexpr std::size_t kLongestComment = 65535;
constexpr std::size_t kNeedsZip64 = 0xffffffff, kManyEntries = 0xffff;
constexpr unsigned kEncrypted = 1U << 0U | 1U << 6U | 1U << 13U;
constexpr unsigned kStored = 0, kDeflated = 8;
constexpr unsigned kMsDos = 0, kUnix = 3;  // systems that a member may come from
constexpr unsigned kTypeMask = 0170000, kRegularType = 0100000;
constexpr unsigned kMsDosFolder = 0x10;

// A number of 4 bytes at most. REQUIRED: it lies inside.
std::uint32_t number_at(Bytes bytes, std::size_t at, std::size_t width) {
  return static_cast<std::uint32_t>(little_endian_at(bytes, at, width));
}

std::optional<std::size_t> find_end(Bytes bytes) {
  if (bytes.size() < kEndSize) return std::nullopt;
  const std::size_t last = bytes.size() - kEndSize;
  const std::size_t first = last - std::min(last, kLongestComment);
  for (std::size_t at = last + 1; at > first; --at) {
    if (!bytes.substr(at - 1).starts_with("PK\x05\x06")) continue;
    // Another one in a comment would leave bytes behind this one's.
    if (at - 1 + kEndSize + number_at(bytes, at - 1 + 20, 2) == bytes.size()) return at - 1;
    return std::nullopt;
  }
  return std::nullopt;
}

// zip64, a name in Unicode, encryption by AES: they would change what the header says.
bool has_plain_extras(Bytes extras) {
  constexpr std::uint32_t kZip64 = 0x0001, kUnicodePath = 0x7075, kAes = 0x9901;
  while (extras.size() >= 4) {
    const std::uint32_t id = number_at(extras, 0, 2);
    const std::size_t size = 4 + number_at(extras, 2, 2);
    if (id == kZip64 || id == kUnicodePath || id == kAes || size > extras.size()) return false;
    extras.remove_prefix(size);
  }
  return extras.empty();
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; });
}

struct Entry {
  ZipMember member;
  std::size_t local = 0;        // where its own header begins
  std::size_t packed_size = 0;  // bytes
};

// Nothing when it is not as usual. Moves `at` behind it.
std::optional<Entry> read_entry(Bytes bytes, std::size_t end, std::size_t& at) {
  if (end - at < kEntrySize || !bytes.substr(at).starts_with("PK\x01\x02")) return std::nullopt;
  const unsigned system = number_at(bytes, at + 5, 1);
  const unsigned flags = number_at(bytes, at + 8, 2), method = number_at(bytes, at + 10, 2);
  const std::size_t name_size = number_at(bytes, at + 28, 2), extra_size = number_at(bytes, at + 30, 2);
  const std::size_t comment_size = number_at(bytes, at + 32, 2);
  const std::uint32_t attributes = number_at(bytes, at + 38, 4);
  Entry entry;
  entry.packed_size = number_at(bytes, at + 20, 4);
  entry.local = number_at(bytes, at + 42, 4);
  entry.member.crc32 = number_at(bytes, at + 16, 4);
  entry.member.size = number_at(bytes, at + 24, 4);
  entry.member.is_deflated = method == kDeflated;
  const std::size_t size = kEntrySize + name_size + extra_size + comment_size;
  if (size > end - at) return std::nullopt;
  entry.member.name = bytes.substr(at + kEntrySize, name_size);
  const bool is_usual = (flags & kEncrypted) == 0 && (method == kStored || method == kDeflated) &&
                        entry.packed_size != kNeedsZip64 && entry.member.size != kNeedsZip64 &&
                        entry.local != kNeedsZip64 && is_plain_name(entry.member.name) &&
                        has_plain_extras(bytes.substr(at + kEntrySize + name_size, extra_size)) &&
                        (method == kDeflated || entry.packed_size == entry.member.size);
  if (!is_usual) return std::nullopt;
  const bool is_named_folder = entry.member.name.ends_with('/');
  const unsigned type = system == kUnix ? attributes >> 16U & kTypeMask : 0;
  const bool is_folder = is_named_folder || (system == kMsDos && (attributes & kMsDosFolder) != 0);
  if (is_named_folder && entry.member.size > 0) return std::nullopt;  // which of the two is it?
  entry.member.is_file = !is_folder && (type == 0 || type == kRegularType);
  at += size;
  return entry;
}

// The bytes behind the member's own header, which has to say the same.
bool find_packed(Bytes bytes, std::size_t end, Entry& entry) {
  if (entry.local > end || end - entry.local < kLocalSize || !bytes.substr(entry.local).starts_with("PK\x03\x04"))
    return false;
  const std::size_t name_size = number_at(bytes, entry.local + 26, 2);
  const std::size_t extra_size = number_at(bytes, entry.local + 28, 2);
  const std::size_t begin = entry.local + kLocalSize + name_size + extra_size;
  if (begin > end || end - begin < entry.packed_size) return false;
  const bool is_deflated = number_at(bytes, entry.local + 8, 2) == kDeflated;
  const bool is_encrypted = (number_at(bytes, entry.local + 6, 2) & kEncrypted) != 0;
  if (is_deflated != entry.member.is_deflated || is_encrypted ||
      bytes.substr(entry.local + kLocalSize, name_size) != entry.member.name ||
      !has_plain_extras(bytes.substr(entry.local + kLocalSize + name_size, extra_size)))
    return false;
  entry.member.packed = bytes.substr(begin, entry.packed_size);
  return true;
}

}  // namespace

std::optional<std::vector<ZipMember>> read_zip_directory(Bytes bytes) {
  const auto end = find_end(bytes);
  if (!end) return std::nullopt;
  const std::size_t count = number_at(bytes, *end + 10, 2);
  const std::size_t size = number_at(bytes, *end + 12, 4), begin = number_at(bytes, *end + 16, 4);
  const bool has_parts = number_at(bytes, *end + 4, 4) != 0 || number_at(bytes, *end + 8, 2) != count;
  if (has_parts || count == kManyEntries || begin > *end || *end - begin != size) return std::nullopt;
  std::vector<Entry> entries;
  std::size_t at = begin;
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = read_entry(bytes, *end, at);
    if (!entry) return std::nullopt;
    entries.push_back(*entry);
  }
  if (at != *end) return std::nullopt;
  std::ranges::sort(entries, {}, &Entry::local);
  std::vector<ZipMember> members;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::size_t next = i + 1 < entries.size() ? entries[i + 1].local : begin;
    if (!find_packed(bytes, next, entries[i])) return std::nullopt;
    members.push_back(entries[i].member);
  }
  return members;
}

}  // namespace leaksieve::decode
