// A text, and where each of its bytes stands in the buffer that it was taken from. Escapes, comment marks, base64 and
// quotes are taken off layer by layer; positions stay those of the buffer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

// Cheap to copy. Without a map it borrows the buffer, which has to outlive it.
class MappedText {
 public:
  MappedText() = default;
  // `text` stands at `begin` of the buffer as it is.
  explicit MappedText(Bytes text, std::size_t begin = 0) : text_(text), first_(begin) {}

  [[nodiscard]] Bytes text() const { return text_; }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] bool is_plain() const { return map_ == nullptr; }  // a part of the buffer as it is

  // Where text()[i] stands in the buffer; for i == size(), where what follows the text does.
  [[nodiscard]] std::size_t offset(std::size_t i) const { return map_ ? map_->at[first_ + i] : first_ + i; }
  // The bytes of the buffer that inner's were made of.
  [[nodiscard]] ByteSpan span(const ByteSpan& inner) const;
  [[nodiscard]] ByteSpan span() const { return span({0, size()}); }
  // REQUIRED: begin <= end <= size().
  [[nodiscard]] MappedText slice(std::size_t begin, std::size_t end) const;
  [[nodiscard]] MappedText trimmed() const;  // without blanks and newlines around it

 private:
  friend class MappedTextBuilder;
  struct Map {
    std::string text;
    std::vector<std::uint32_t> at;    // text.size() + 1
    std::vector<std::uint8_t> width;  // of what each byte was made of
  };

  Bytes text_;
  std::shared_ptr<const Map> map_;
  std::size_t first_ = 0;  // of text_[0]: in map_->at, or in the buffer
};

class MappedTextBuilder {
 public:
  void add(char c, std::size_t offset, std::size_t width = 1) {
    map_.text.push_back(c);
    map_.at.push_back(static_cast<std::uint32_t>(offset));
    map_.width.push_back(static_cast<std::uint8_t>(width));
  }
  void add(const MappedText& text);
  [[nodiscard]] bool empty() const { return map_.text.empty(); }
  // `end`: where what follows the text stands.
  [[nodiscard]] MappedText finish(std::size_t end);

 private:
  MappedText::Map map_;
};

}  // namespace leaksieve::mcp
