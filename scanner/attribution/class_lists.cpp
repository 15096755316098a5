#include "scanner/attribution/class_lists.h"

#include <algorithm>

namespace leaksieve::attribution {
namespace {

std::uint64_t hash_of(std::span<const TreeClasses::Entry> entries) {
  std::uint64_t hash = entries.size();
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29U;
  };
  for (const TreeClasses::Entry& entry : entries) {
    mix(std::uint64_t{entry.name} << 32U | entry.object);
    mix(std::uint64_t{entry.other} << 32U | static_cast<std::uint64_t>(entry.kind));
  }
  return hash;
}

}  // namespace

std::uint32_t ClassLists::intern(std::span<const Entry> entries) {
  const std::uint32_t number = size();
  const Place place(number);
  if (place.at == 0) blocks_[place.block].resize(std::size_t{1} << (place.block + kFirstBits));
  const auto [first, is_new] = known_.try_emplace(hash_of(entries), number);
  if (!is_new) {
    std::uint32_t last = first;
    for (std::uint32_t same = first; same != kNone; same = same_hash_[same]) {
      if (std::ranges::equal((*this)[same], entries)) return same;
      last = same;
    }
    same_hash_[last] = number;
  }
  const std::span<Entry> room = take_room(entries.size());
  std::ranges::copy(entries, room.begin());
  blocks_[place.block][place.at] = room;
  same_hash_.push_back(kNone);
  entries_ += entries.size();
  return number;
}

std::span<ClassLists::Entry> ClassLists::take_room(std::size_t count) {
  if (count > free_.size()) {
    const std::size_t size = std::max(kRoom, count);
    rooms_.push_back(std::make_unique<Entry[]>(size));  // NOLINT(modernize-avoid-c-arrays)
    free_ = {rooms_.back().get(), size};
  }
  const std::span<Entry> room = free_.first(count);
  free_ = free_.subspan(count);
  return room;
}

}  // namespace leaksieve::attribution
