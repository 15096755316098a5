// Where an assigned value ends. Inner header of the match layer.
#pragma once

#include <optional>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

struct ValueStart {
  std::size_t begin = 0;
  char quote = 0;            // that opened it; 0: none
  bool is_escaped = false;   // the quote has a backslash in front: text in text
  bool in_query = false;     // of a URL
  bool begins_line = false;  // nothing but a name stands before it in its line
  bool in_element = false;   // of XML
};

// Cheap, for what most programs assign: false for a value made of words, as names and calls are. No rule wants these.
[[nodiscard]] bool may_be_secret(Bytes text, std::size_t value_begin);

inline constexpr std::size_t kLongestValue = 512;  // bytes

// The end of the value; nothing when it goes on for more than kLongestValue bytes, or is empty.
[[nodiscard]] std::optional<std::size_t> value_end(Bytes text, const ValueStart& start);

}  // namespace leaksieve::match
