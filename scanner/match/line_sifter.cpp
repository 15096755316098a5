#include "scanner/match/line_sifter.h"

#include <algorithm>
#include <cstring>

namespace leaksieve::match {
namespace {

// Calls take(line) for each line of a span that is whole and neither the text's first nor its last: at those, ^ and $
// see more than newlines. other(span) for the rest.
template <typename Take, typename Other>
void for_each_line(Bytes text, const ByteSpan& span, Take take, Other other) {
  if (span.size() < 2) return other(span);
  std::size_t at = span.begin;
  if (at == 0 || text[at] != '\n') {
    const std::size_t newline = text.substr(at, span.size()).find('\n');
    if (newline == Bytes::npos || at + newline + 1 == span.end) return other(span);
    other(ByteSpan{at, at + newline + 1});
    at += newline;
  }
  while (at + 1 < span.end) {
    const void* const newline = std::memchr(text.data() + at + 1, '\n', span.end - at - 1);
    const std::size_t end =
        newline == nullptr ? span.end : static_cast<std::size_t>(static_cast<const char*>(newline) - text.data()) + 1;
    const ByteSpan line{at, end};
    if (newline == nullptr || end == text.size()) return other(line);
    take(line);
    at = end - 1;
  }
}

// Lines share their newlines. What is known between two others is given with them when it is as short as a span is to
// remember.
void append(const ByteSpan& line, std::vector<ByteSpan>& unknown) {
  if (!unknown.empty() && line.begin <= unknown.back().end + sizeof(ByteSpan)) {
    unknown.back().end = line.end;
  } else {
    unknown.push_back(line);
  }
}

}  // namespace

void LineSifter::sift(Bytes text, const std::vector<ByteSpan>& lines, std::vector<ByteSpan>& unknown) {
  unknown_lines_.clear();
  if (!known_->open()) {
    unknown.insert(unknown.end(), lines.begin(), lines.end());
    return;
  }
  const auto take = [&](const ByteSpan& line) { meet(text, line, unknown); };
  const auto other = [&](const ByteSpan& line) {
    settle(unknown);
    append(line, unknown);
  };
  for (const ByteSpan& span : lines) for_each_line(text, span, take, other);
  settle(unknown);
}

inline void LineSifter::meet(Bytes text, const ByteSpan& line, std::vector<ByteSpan>& unknown) {
  if (line.size() > known_->longest()) {
    settle(unknown);
    return append(line, unknown);
  }
  Line& met = met_[met_count_++];
  met = {line, known_->print_of(line.of(text))};
  known_->prefetch(met.print);
  if (met_count_ == kBatch) settle(unknown);
}

void LineSifter::settle(std::vector<ByteSpan>& unknown) {
  for (std::size_t i = 0; i < met_count_; ++i) {
    if (known_->holds(met_[i].print)) continue;
    append(met_[i].span, unknown);
    if (unknown_lines_.size() < kMostLines) unknown_lines_.push_back(met_[i]);
  }
  met_count_ = 0;
}

void LineSifter::learn(std::vector<std::size_t>& ends) {
  std::ranges::sort(ends);
  auto next = ends.begin();
  std::size_t added = 0;
  for (const Line& line : unknown_lines_) {
    // What ends with the newline in front of the line is the line's before.
    while (next != ends.end() && *next <= line.span.begin + 1) ++next;
    if (next != ends.end() && *next <= line.span.end) continue;
    known_->add(line.print);
    ++added;
  }
  known_->note_added(added);
}

}  // namespace leaksieve::match
