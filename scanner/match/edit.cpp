#include "scanner/match/edit.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "scanner/base/newlines.h"

namespace leaksieve::match {
namespace {

class LineFinder {
 public:
  LineFinder(Bytes text, std::size_t reach, std::vector<ByteSpan>& lines)
      : text_(text), reach_(std::min(reach, text.size())), lines_(lines), floor_(lines.size()) {}

  // The bytes [begin, end) are new; an empty span is a seam.
  void add(std::size_t begin, std::size_t end) {
    const bool has_last = lines_.size() > floor_;
    if (has_last && end < line_end_ && begin <= lines_.back().end) {
      extend(std::min(line_end_, end + reach_));
      return;
    }
    const std::size_t low = std::max(has_last ? lines_.back().end : 0, begin - std::min(begin, reach_));
    const std::size_t newline = newline_before(text_, std::min(low, begin), begin);
    const std::size_t line_begin = newline != Bytes::npos ? newline : low;
    if (!has_last || end >= line_end_) {
      const std::size_t newline_at = newline_from(text_, end);
      line_end_ = newline_at == Bytes::npos ? text_.size() : newline_at + 1;
    }
    const std::size_t line_stop = std::min(line_end_, end + reach_);
    if (has_last && line_begin <= lines_.back().end) {
      extend(line_stop);
    } else {
      lines_.push_back({line_begin, line_stop});
    }
  }

 private:
  void extend(std::size_t end) { lines_.back().end = std::max(lines_.back().end, end); }

  Bytes text_;
  std::size_t reach_;
  std::vector<ByteSpan>& lines_;
  std::size_t floor_;
  std::size_t line_end_ = 0;  // of the line that the last bytes end in
};

}  // namespace

void lines_of_edit(Bytes text, const Edit& edit, std::size_t reach, std::vector<ByteSpan>& lines) {
  LineFinder finder(text, reach, lines);
  const auto& pieces = edit.pieces;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (!piece.is_copy()) {
      finder.add(piece.begin, piece.end());
    } else if (i == 0 ? piece.base_begin != 0 : pieces[i - 1].is_copy()) {
      finder.add(piece.begin, piece.begin);
    }
  }
  if (pieces.empty() || !pieces.back().is_copy()) return;
  const Piece& last = pieces.back();
  if (std::size_t{last.base_begin} + last.size != edit.base_size) finder.add(last.end(), last.end());
}

void join(std::vector<ByteSpan>& spans) {
  std::ranges::sort(spans);
  std::size_t kept = 0;
  for (std::size_t i = 1; i < spans.size(); ++i) {
    if (spans[i].begin <= spans[kept].end) {
      spans[kept].end = std::max(spans[kept].end, spans[i].end);
    } else {
      spans[++kept] = spans[i];
    }
  }
  if (!spans.empty()) spans.resize(kept + 1);
}

const ByteSpan* span_at(const std::vector<ByteSpan>& spans, std::size_t at) {
  const auto behind = std::ranges::upper_bound(spans, at, {}, &ByteSpan::begin);
  if (behind == spans.begin()) return nullptr;
  const ByteSpan& span = *std::prev(behind);
  return at < span.end ? &span : nullptr;
}

}  // namespace leaksieve::match
