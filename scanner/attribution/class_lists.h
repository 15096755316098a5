// What classes of trees hold: lists of entries, each kept once. One thread adds to them while others read.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "scanner/attribution/pair_table.h"
#include "scanner/attribution/tree_classes.h"

namespace leaksieve::attribution {

class ClassLists {
 public:
  using Entry = TreeClasses::Entry;

  // The number of the list that is equal to `entries`, which is added when there is none. May throw std::bad_alloc.
  [[nodiscard]] std::uint32_t intern(std::span<const Entry> entries);
  // REQUIRED: number < size(). Any thread may ask that knows the number from the one that adds. Valid as long as this.
  [[nodiscard]] std::span<const Entry> operator[](std::uint32_t number) const {
    const Place place(number);
    return blocks_[place.block][place.at];
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(same_hash_.size()); }
  [[nodiscard]] std::size_t entries() const { return entries_; }  // of all lists

 private:
  // The first block has room for 2^kFirstBits lists, each further one for twice as many as the one before.
  static constexpr unsigned kFirstBits = 10;
  static constexpr std::size_t kRoom = 4096;  // entries that memory is taken for at once
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  struct Place {
    explicit Place(std::uint32_t number);
    unsigned block;
    std::size_t at;
  };
  std::span<Entry> take_room(std::size_t count);

  // Neither lists nor entries are ever moved.
  std::array<std::vector<std::span<const Entry>>, 33 - kFirstBits> blocks_;
  std::vector<std::unique_ptr<Entry[]>> rooms_;  // NOLINT(modernize-avoid-c-arrays): their size is in free_
  std::span<Entry> free_;                        // of the last room
  std::size_t entries_ = 0;
  PairTable known_;                       // lists by the hash of their entries: the oldest
  std::vector<std::uint32_t> same_hash_;  // by list: the next newer of that hash, or kNone
};

inline ClassLists::Place::Place(std::uint32_t number) {
  const std::uint64_t shifted = std::uint64_t{number} + (std::uint64_t{1} << kFirstBits);
  block = static_cast<unsigned>(std::bit_width(shifted)) - 1 - kFirstBits;
  at = shifted - (std::uint64_t{1} << (block + kFirstBits));
}

}  // namespace leaksieve::attribution
