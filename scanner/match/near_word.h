// Vendors' words in a text. Inner header of the match layer.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

// Many words, looked for together: a text is read once, however many there are.
class NearWords {
 public:
  NearWords() = default;
  // `words`: lower-case letters and digits, in order, each once. They have to outlive this.
  explicit NearWords(std::vector<std::string_view> words);

  struct Place {
    std::uint32_t word = 0;  // its index
    std::size_t end = 0;     // in the text
  };
  // Appends every place where a word stands. It begins where a word of the text does ("box_key", "boxKey", "2box", not
  // "inbox"). One of less than 6 bytes ends where a word does, too, and stands in no token ("9f3cf07d") or entity
  // ("&lt;"); a longer one may end anywhere, and blanks, '-', '_' and '.' may part its letters ("send-grid").
  void append_places(Bytes text, std::vector<Place>& out) const;

 private:
  [[nodiscard]] bool may_begin_at(Bytes text, std::size_t at) const;
  void append_at(Bytes text, std::size_t begin, std::vector<Place>& out) const;

  std::vector<std::string_view> words_;
  std::array<std::uint32_t, 257> firsts_{};    // [c], [c + 1]: the words that begin with c
  std::bitset<std::size_t{1} << 16U> begins_;  // by the codes of a word's first four letters
};

}  // namespace leaksieve::match
