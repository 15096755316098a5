// The line around a match. Inner header of the finding layer.
#pragma once

#include <optional>

#include "scanner/base/bytes.h"

namespace leaksieve::finding {

// A line of minified code can be megabytes long; nothing looks further than this on either side of a secret.
inline constexpr std::size_t kContextBytes = 1024;

// From the begin of the line that holds span.begin to the end of the line that holds span.end, at most kContextBytes on
// either side.
[[nodiscard]] ByteSpan context_of(Bytes text, ByteSpan span);

// Walks a text's lines forward: one pass, however many findings.
class LineCursor {
 public:
  explicit LineCursor(Bytes text) : text_(text), end_(end_from(0)) {}

  // REQUIRED: offset is not before that of the last call.
  [[nodiscard]] LineColumn move_to(std::size_t offset);
  // A comment on the current line, or on the lines up to `end`, says that what stands there is allowed.
  [[nodiscard]] bool allows(std::size_t end);

 private:
  [[nodiscard]] std::size_t end_from(std::size_t offset) const;

  Bytes text_;
  std::uint32_t line_ = 1;
  std::size_t begin_ = 0;
  std::size_t end_;              // of its '\n', or of the text
  std::optional<bool> allowed_;  // the current line's
};

}  // namespace leaksieve::finding
