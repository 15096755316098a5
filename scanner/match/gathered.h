// Spans of a text, one behind the other in a buffer, for one run of Hyperscan. Inner header of the match layer.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

class Gathered {
 public:
  struct Part {
    std::size_t begin = 0;                        // in the buffer
    ByteSpan span;                                // in the text
    bool begins_line = false, ends_line = false;  // with a newline
    bool ends_text = false;
  };

  // `spans`: in order, apart.
  void fill(Bytes text, const std::vector<ByteSpan>& spans);
  [[nodiscard]] Bytes bytes() const { return buffer_; }

  // The part that holds the byte in front of `end`; null when that byte is none of the text's.
  [[nodiscard]] const Part* part_of(std::size_t end);

 private:
  std::string buffer_;
  std::vector<Part> parts_;
  std::size_t at_ = 0;
};

}  // namespace leaksieve::match
