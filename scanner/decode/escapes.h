// Text in which single characters are written in another way: %2F, \x2f, \u002f, &quot;, =3D.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::decode {

enum class Escaping { kPercent, kBackslash, kEntity, kQuotedPrintable };
[[nodiscard]] const char* name_of(Escaping escaping);  // "percent-encoding", "escapes", "html-entities", ...

// A text with what was written in another way put in place, and the way back.
class PlainText {
 public:
  PlainText(Bytes original, Escaping escaping);

  [[nodiscard]] const std::string& text() const { return text_; }
  // What [begin, end) of text() was made of.
  [[nodiscard]] ByteSpan original_span(const ByteSpan& span) const;
  // Does [begin, end) of text() hold something that was written in another way?
  [[nodiscard]] bool is_changed(const ByteSpan& span) const;
  [[nodiscard]] bool has_changes() const { return !changes_.empty(); }

 private:
  struct Change {
    ByteSpan plain;
    ByteSpan original;
  };
  void replace(std::size_t at, std::size_t size, std::string_view by);
  [[nodiscard]] std::vector<Change>::const_iterator change_behind(std::size_t offset) const;
  [[nodiscard]] std::size_t original_offset(std::size_t offset, bool is_end) const;

  std::string text_;
  std::size_t copied_ = 0;  // of the original
  std::vector<Change> changes_;
};

}  // namespace leaksieve::decode
