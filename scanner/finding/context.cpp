#include "scanner/finding/context.h"

#include <algorithm>

namespace leaksieve::finding {
namespace {

constexpr Bytes kAllow = ":allow";  // both marks end with it, so one search serves

// Written for the compiler to look at many bytes at a time.
bool may_hold_allow(Bytes block) {
  const char* const bytes = block.data();
  int found = 0;
  for (std::size_t i = 1; i < block.size(); ++i) {
    found |= static_cast<int>(bytes[i - 1] == kAllow[0]) & static_cast<int>(bytes[i] == kAllow[1]);
  }
  return found != 0;
}

// In blocks: a line can be a whole file of megabytes, full of colons.
bool has_allow_comment(Bytes text) {
  constexpr std::size_t kBlock = 256;
  for (std::size_t begin = 0; begin < text.size(); begin += kBlock) {
    const Bytes block = text.substr(begin, kBlock + kAllow.size() - 1);
    if (!may_hold_allow(block)) continue;
    for (std::size_t at = block.find(kAllow); at != Bytes::npos; at = block.find(kAllow, at + 1)) {
      const Bytes before = text.substr(0, begin + at);
      if (before.ends_with("leaksieve") || before.ends_with("gitleaks")) return true;
    }
  }
  return false;
}

}  // namespace

ByteSpan context_of(Bytes text, ByteSpan span) {
  const Bytes behind = text.substr(span.end, kContextBytes);
  std::size_t end = span.end + std::min(behind.find('\n'), behind.size());
  if (end > span.end && text[end - 1] == '\r') --end;
  return {begin_of_line(text, span.begin, kContextBytes), end};
}

std::size_t LineCursor::end_from(std::size_t offset) const { return std::min(text_.find('\n', offset), text_.size()); }

LineColumn LineCursor::move_to(std::size_t offset) {
  if (offset > end_) {
    line_ += static_cast<std::uint32_t>(count_newlines(text_.substr(end_, offset - end_)));
    begin_ = begin_of_line(text_, offset);
    end_ = end_from(offset);
    allowed_.reset();
  }
  return {line_, static_cast<std::uint32_t>(offset - begin_ + 1)};
}

bool LineCursor::allows(std::size_t end) {
  if (!allowed_) allowed_ = has_allow_comment(text_.substr(begin_, end_ - begin_));
  if (*allowed_ || end <= end_) return *allowed_;
  const ByteSpan rest = {end_, context_of(text_, {end, end}).end};
  return has_allow_comment(rest.of(text_));
}

}  // namespace leaksieve::finding
