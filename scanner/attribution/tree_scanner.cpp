// The hot loop is TreeScanner::add: git's own repository has 230 million tree entries (8 GB), most of them the same
// file names again and again. Per entry: the end of the mode, the end of the name eight bytes at a time, one bit of the
// filter.
#include "scanner/attribution/tree_scanner.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <random>

namespace leaksieve::attribution {
namespace {

// The first NUL in [at, end); `end` when there is none.
const char* find_nul(const char* at, const char* end) {
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

// What follows the mode and its space; null when there is no mode. A tree's mode is "40000", or "040000" from old
// tools.
const char* skip_mode(const char* at, const char* end) {
  if (end - at > 7) {
    if (at[6] == ' ' && at[5] != ' ') return at + 7;
    if (at[5] == ' ') return at + 6;
  }
  const char* const limit = end - at > 8 ? at + 8 : end;
  const char* const space = std::find(at, limit, ' ');
  return space == limit || space == at ? nullptr : space + 1;
}

// REQUIRED: a space ends the mode, and six bytes more follow.
bool is_tree_mode(const char* mode) {
  while (*mode == '0') ++mode;
  return std::string_view(mode, 6) == "40000 ";
}

}  // namespace

TreeKeys::TreeKeys() {
  std::random_device random;
  for (std::uint64_t& factor : factors_) factor = (std::uint64_t{random()} << 32) | random() | 1U;
}

TargetFilter::TargetFilter(const Targets& targets) : blobs_(targets.blobs.begin(), targets.blobs.end()) {
  std::sort(blobs_.begin(), blobs_.end());
  // 64 bits a target keep false alarms under 2 in 100, up to 512 KiB, which a core's own cache still holds.
  const unsigned wanted = static_cast<unsigned>(std::bit_width(blobs_.size())) + 6;
  const unsigned width = std::clamp(wanted, 12U, 22U);
  mask_ = (1U << width) - 1;
  bits_.assign(std::size_t{1} << (width - 6), 0);
  for (const Oid& id : blobs_) {
    numbers_.emplace(id, static_cast<std::uint32_t>(numbers_.size()));
    std::uint32_t first = 0;
    std::memcpy(&first, id.data(), sizeof first);
    first &= mask_;
    bits_[first >> 6] |= std::uint64_t{1} << (first & 63U);
  }
  for (const std::string& name : targets.names) names_.add(name);
}

std::uint32_t NameTable::number_of(std::string_view name) {
  std::uint64_t head = 0;
  std::memcpy(&head, name.data(), std::min(name.size(), sizeof head));
  const std::uint64_t hash = (head + name.size()) * 0x9E3779B97F4A7C15U;
  std::uint32_t& recent = recent_[hash >> 52];
  if (recent != 0 && names_[recent - 1] == name) return recent - 1;
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) {
    recent = found->second + 1;
    return found->second;
  }
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.emplace_back(name);
  numbers_.emplace(names_.back(), number);
  recent = number + 1;
  return number;
}

void LostIds::add(const Oid& id) {
  if (too_many() || !numbers_.try_emplace(id, static_cast<std::uint32_t>(ids_.size())).second) return;
  ids_.push_back(id);
  const std::size_t bit = bit_of(id.data());
  bits_[bit >> 6] |= std::uint64_t{1} << (bit & 63U);
}

void TreeScanner::add(const TargetFilter& filter, const Oid& id, Bytes content) {
  trees_.push_back(id);
  first_item_.push_back(items_.size());
  const std::size_t oid_bytes = id.size();
  const bool names = !filter.names().empty() || !own_names_.empty();
  const bool lost_any = !lost_.empty();
  const char* at = content.data();
  const char* const end = at + content.size();
  while (at < end) {
    const char* const name_at = skip_mode(at, end);
    const char* const nul = name_at == nullptr ? end : find_nul(name_at, end);
    if (static_cast<std::size_t>(end - nul) <= oid_bytes) {
      broken_.push_back(id);
      return;
    }
    const char* const raw = nul + 1;
    const std::string_view name(name_at, static_cast<std::size_t>(nul - name_at));
    const bool is_tree = *at != '1' && is_tree_mode(at);
    const std::uint32_t blob = is_tree ? TargetFilter::kNone : filter.find_blob(raw, oid_bytes);
    if (is_tree) keep(EntryKind::kTree, name, filter.keys().of(raw, oid_bytes));
    if (blob != TargetFilter::kNone) {
      keep(EntryKind::kBlob, name, blob);
    } else if (names && (filter.names().holds(name) || own_names_.holds(name))) {  // for a tree behind its kTree item
      keep(EntryKind::kOther, name, others_.size());
      others_.push_back(Oid::from_raw(raw, oid_bytes));
    }
    if (lost_any) {
      const std::uint32_t lost = lost_.find(raw, oid_bytes);
      if (lost != LostIds::kNone) keep_lost({at, static_cast<std::size_t>(name_at - 1 - at)}, lost);
    }
    at = raw + oid_bytes;
  }
}

void TreeScanner::keep_lost(std::string_view mode, std::uint32_t lost) {
  std::uint32_t bits = 0;
  std::from_chars(mode.data(), mode.data() + mode.size(), bits, 8);
  const git::TreeEntry entry{bits, {}, {}};
  if (entry.is_gitlink() || ++lost_items_ > kMaxLostItems) return;
  items_.push_back({static_cast<std::uint32_t>(EntryKind::kLost) << 30, lost * 2 + (entry.is_tree() ? 1U : 0U), 0});
}

void TreeScanner::keep(EntryKind kind, std::string_view name, std::uint64_t object) {
  const std::uint32_t number = names_.number_of(name);
  items_.push_back({number | static_cast<std::uint32_t>(kind) << 30, static_cast<std::uint32_t>(object),
                    static_cast<std::uint32_t>(object >> 32)});
}

}  // namespace leaksieve::attribution
