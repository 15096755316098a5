#include "scanner/attribution/name_table.h"

#include <algorithm>
#include <cstring>

namespace leaksieve::attribution {
namespace {

// Eight bytes a step: names are short, and there are millions.
std::uint32_t hash_of(std::string_view name) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = name.size() * kFactor;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32U;
  };
  for (; name.size() >= 8; name.remove_prefix(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, name.data(), sizeof word);
    mix(word);
  }
  std::uint64_t rest = 0;
  if (!name.empty()) std::memcpy(&rest, name.data(), name.size());
  mix(rest);
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

std::uint32_t NameTable::number_of(std::string_view name) {
  const std::uint32_t hash = hash_of(name);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].number != kFree; at = (at + 1) & mask) {
    if (slots_[at].hash == hash && names_[slots_[at].number] == name) return slots_[at].number;
  }
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.push_back(keep(name));
  slots_[at] = {hash, number};
  if (names_.size() * 2 > slots_.size()) grow();
  return number;
}

std::string_view NameTable::keep(std::string_view name) {
  if (name.empty()) return {};
  if (name.size() > free_) {
    free_ = std::max(kChunk, name.size());
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(free_));
    chunk_size_ = free_;
  }
  char* const at = chunks_.back().get() + (chunk_size_ - free_);
  std::memcpy(at, name.data(), name.size());
  free_ -= name.size();
  return {at, name.size()};
}

void NameTable::grow() {
  const std::vector<Slot> old = std::move(slots_);
  slots_.assign(old.size() * 2, {});
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == kFree) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].number != kFree) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace leaksieve::attribution
