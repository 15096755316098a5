// Strings, each once, numbered from 0 in the order of their arrival.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace leaksieve::attribution {

class NameTable {
 public:
  NameTable() : slots_(kFirstSlots) {}

  [[nodiscard]] std::uint32_t number_of(std::string_view name);
  // They stay where they are as long as the table is there.
  [[nodiscard]] const std::vector<std::string_view>& names() const { return names_; }

 private:
  static constexpr std::size_t kFirstSlots = 1024;
  static constexpr std::size_t kChunk = std::size_t{64} << 10U;  // bytes
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kFree;
  };

  [[nodiscard]] std::string_view keep(std::string_view name);
  void grow();

  std::vector<std::string_view> names_;
  std::vector<Slot> slots_;  // open addressing, at most half full
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_size_ = 0, free_ = 0;  // bytes of the last chunk, and at its end
};

}  // namespace leaksieve::attribution
