// A tree object's entries as they stand in its bytes, read fast: git's own repository has 230 million of them.
// Source: git's Documentation/gitformat-pack and tree-walk.c: "<mode> <name>\0<raw id>", modes in octal without
// padding.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"

namespace leaksieve::git {

// Borrowed from the tree's content. The id's raw bytes follow the name's NUL.
struct RawEntry {
  const char* mode = nullptr;
  const char* name_at = nullptr;
  const char* nul = nullptr;

  [[nodiscard]] std::string_view name() const { return {name_at, static_cast<std::size_t>(nul - name_at)}; }
  [[nodiscard]] const char* raw_id() const { return nul + 1; }
  [[nodiscard]] Oid id(std::size_t oid_bytes) const { return Oid::from_raw(raw_id(), oid_bytes); }
  // "40000", or "040000" from old tools.
  [[nodiscard]] bool is_tree() const { return *mode != '1' && has_mode("40000 "); }
  [[nodiscard]] bool is_gitlink() const { return *mode == '1' && has_mode("160000 "); }

 private:
  [[nodiscard]] bool has_mode(std::string_view wanted) const {
    const std::string_view own(mode, static_cast<std::size_t>(name_at - mode));
    return own.substr(std::min(own.find_first_not_of('0'), own.size())) == wanted;
  }
};

namespace tree_entries_detail {

// The first NUL in [at, end); `end` when there is none. Eight bytes at a time: names are short.
inline const char* find_nul(const char* at, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U, kHighs = 0x8080808080808080U;
    for (; end - at >= 8; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof word);
      const std::uint64_t zeros = (word - kOnes) & ~word & kHighs;
      if (zeros != 0) return at + (std::countr_zero(zeros) >> 3);
    }
  }
  while (at < end && *at != '\0') ++at;
  return at;
}

// What follows the mode and its space; null when there is no mode.
inline const char* skip_mode(const char* at, const char* end) {
  if (end - at > 7) {
    if (at[6] == ' ' && at[5] != ' ') return at + 7;
    if (at[5] == ' ') return at + 6;
  }
  const char* const limit = end - at > 8 ? at + 8 : end;
  const char* const space = std::find(at, limit, ' ');
  return space == limit || space == at ? nullptr : space + 1;
}

}  // namespace tree_entries_detail

// Reads the entry that begins at `content[at]` and moves `at` behind it. False when it is broken: `at` stays.
inline bool read_entry(Bytes content, std::size_t& at, std::size_t oid_bytes, RawEntry& entry) {
  const char* const begin = content.data() + at;
  const char* const end = content.data() + content.size();
  entry.mode = begin;
  entry.name_at = tree_entries_detail::skip_mode(begin, end);
  if (entry.name_at == nullptr) return false;
  entry.nul = tree_entries_detail::find_nul(entry.name_at, end);
  if (static_cast<std::size_t>(end - entry.nul) <= oid_bytes) return false;
  at = static_cast<std::size_t>(entry.nul - content.data()) + 1 + oid_bytes;
  return true;
}

// git's order of two entries of one tree: as if a folder's name ended with '/'. True also for two of one name.
inline bool is_out_of_order(const RawEntry& a, const RawEntry& b) {
  const std::string_view x = a.name(), y = b.name();
  const std::size_t common = std::min(x.size(), y.size());
  if (const int order = std::memcmp(x.data(), y.data(), common); order != 0) return order > 0;
  const auto byte_behind = [common](const RawEntry& entry, std::string_view name) {
    return static_cast<unsigned char>(name.size() > common ? name[common] : entry.is_tree() ? '/' : '\0');
  };
  return x == y || byte_behind(a, x) >= byte_behind(b, y);
}

}  // namespace leaksieve::git
