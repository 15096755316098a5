#include "scanner/match/gathered.h"

namespace leaksieve::match {

// The text's begin and end must not seem to be where they are not: a byte that is none of the text's stands there.
void Gathered::fill(Bytes text, const std::vector<ByteSpan>& spans) {
  buffer_.clear();
  parts_.clear();
  at_ = 0;
  if (spans.empty()) return;
  if (spans.front().begin > 0) buffer_ += '.';
  for (const ByteSpan& span : spans) {
    parts_.push_back(
        {buffer_.size(), span, text[span.begin] == '\n', text[span.end - 1] == '\n', span.end == text.size()});
    buffer_.append(span.of(text));
  }
  if (spans.back().end < text.size()) buffer_ += "\n.";
}

const Gathered::Part* Gathered::part_of(std::size_t end) {
  if (end <= parts_[at_].begin) at_ = 0;
  while (at_ + 1 < parts_.size() && parts_[at_ + 1].begin < end) ++at_;
  const Part& part = parts_[at_];
  return end > part.begin && end - part.begin <= part.span.size() ? &part : nullptr;
}

}  // namespace leaksieve::match
