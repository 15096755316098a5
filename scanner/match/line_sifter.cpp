#include "scanner/match/line_sifter.h"

#include <algorithm>

#include "scanner/base/newlines.h"

namespace leaksieve::match {
namespace {

// Calls take(line) for each line of a span that is whole and neither the text's first nor its last: at those, ^ and $
// see more than newlines. other(span) for the rest.
template <typename Take, typename Other>
void for_each_line(Bytes text, const ByteSpan& span, Take take, Other other) {
  if (span.size() < 2) return other(span);
  Newlines newlines(text, span.begin, span.end);
  std::size_t at = span.begin;
  std::size_t newline = newlines.next();
  if (at == 0 || newline != at) {
    if (newline == Bytes::npos || newline + 1 == span.end) return other(span);
    other(ByteSpan{at, newline + 1});
    at = newline;
  }
  while (at + 1 < span.end) {
    newline = newlines.next();
    const std::size_t end = newline == Bytes::npos ? span.end : newline + 1;
    const ByteSpan line{at, end};
    if (newline == Bytes::npos || end == text.size()) return other(line);
    take(line);
    at = newline;
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
