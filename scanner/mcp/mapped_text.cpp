#include "scanner/mcp/mapped_text.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace leaksieve::mcp {

MappedText MappedText::slice(std::size_t begin, std::size_t end) const {
  MappedText part = *this;
  part.text_ = text_.substr(begin, end - begin);
  part.first_ = first_ + begin;
  return part;
}

ByteSpan MappedText::span(const ByteSpan& inner) const {
  const std::size_t begin = offset(inner.begin);
  if (!map_ || inner.empty()) return {begin, begin + inner.size()};
  const std::size_t last = first_ + inner.end - 1;
  return {begin, std::max(begin, std::size_t{map_->at[last]} + map_->width[last])};
}

MappedText MappedText::trimmed() const {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text_.find_first_not_of(kBlanks);
  if (begin == Bytes::npos) return slice(0, 0);
  return slice(begin, text_.find_last_not_of(kBlanks) + 1);
}

void MappedTextBuilder::add(const MappedText& text) {
  map_.text.append(text.text_);
  const std::size_t first = map_.at.size();
  if (text.is_plain()) {
    map_.at.resize(first + text.size());
    std::iota(map_.at.begin() + static_cast<std::ptrdiff_t>(first), map_.at.end(),
              static_cast<std::uint32_t>(text.first_));
    map_.width.resize(first + text.size(), 1);
  } else {
    const auto begin = static_cast<std::ptrdiff_t>(text.first_), end = begin + static_cast<std::ptrdiff_t>(text.size());
    map_.at.insert(map_.at.end(), text.map_->at.begin() + begin, text.map_->at.begin() + end);
    map_.width.insert(map_.width.end(), text.map_->width.begin() + begin, text.map_->width.begin() + end);
  }
}

MappedText MappedTextBuilder::finish(std::size_t end) {
  map_.at.push_back(static_cast<std::uint32_t>(end));
  MappedText text;
  text.map_ = std::make_shared<const MappedText::Map>(std::exchange(map_, {}));
  text.text_ = text.map_->text;
  return text;
}

}  // namespace leaksieve::mcp
