#include "scanner/match/known_lines.h"

#include <algorithm>
#include <cstring>

#include <unistd.h>

namespace leaksieve::match {
namespace {

__extension__ using Wide = unsigned __int128;

template <typename Word>
std::uint64_t word_at(Bytes line, std::size_t at) {
  Word word{};
  std::memcpy(&word, line.data() + at, sizeof word);
  return word;
}

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

}  // namespace

KnownLines::KnownLines() {
  for (std::uint64_t& key : keys_) {
    if (::getentropy(&key, sizeof key) != 0) longest_ = 0;
  }
}

// NH of UMAC (RFC 4418): the sum of products of pairs of words, each with a key added. Words of the last pair overlap
// those before, so that none reads past the line; the size tells which they are.
KnownLines::Print KnownLines::print_of(Bytes line) const {
  const std::size_t size = line.size();
  Wide sum = Wide{keys_.back() | 1} * size;
  const auto add = [&](std::size_t key, std::uint64_t a, std::uint64_t b) {
    sum += Wide{a + keys_[key]} * (b + keys_[key + 1]);
  };
  if (size >= 16) {
    std::size_t at = 0;
    for (; at + 16 < size; at += 16) {
      add(at / 8, word_at<std::uint64_t>(line, at), word_at<std::uint64_t>(line, at + 8));
    }
    add(at / 8, word_at<std::uint64_t>(line, size - 16), word_at<std::uint64_t>(line, size - 8));
  } else if (size >= 8) {
    add(0, word_at<std::uint64_t>(line, 0), word_at<std::uint64_t>(line, size - 8));
  } else if (size >= 4) {
    add(0, word_at<std::uint32_t>(line, 0), word_at<std::uint32_t>(line, size - 4));
  } else if (size >= 2) {
    add(0, word_at<std::uint16_t>(line, 0), word_at<std::uint16_t>(line, size - 2));
  }
  return {static_cast<std::uint64_t>(sum), static_cast<std::uint64_t>(sum >> 64)};
}

void KnownLines::add(Bytes lines) {
  if (lines.size() > longest_) return;
  if (slots_.empty()) slots_.resize(kSlots);
  const Print print = print_of(lines);
  slots_[slot_of(print)] = print;
}

void KnownLines::sift(Bytes text, const std::vector<ByteSpan>& lines, std::vector<ByteSpan>& unknown) {
  if (slots_.empty()) slots_.resize(kSlots);
  bool is_known = true;
  const auto append = [&](const ByteSpan& line) {
    is_known = false;
    if (!unknown.empty() && line.begin < unknown.back().end) {  // they share a newline
      unknown.back().end = line.end;
    } else {
      unknown.push_back(line);
    }
  };
  const auto sift_line = [&](const ByteSpan& line) {
    if (!holds(line.of(text))) append(line);
  };
  prints_.clear();
  for (const ByteSpan& span : lines) {  // all first: the slots come from memory meanwhile
    const bool is_whole = span.begin > 0 && span.size() > 1 && text[span.begin] == '\n' && text[span.end - 1] == '\n' &&
                          span.end < text.size();
    prints_.push_back(is_whole && span.size() <= longest_ ? print_of(span.of(text)) : Print{});
    __builtin_prefetch(&slots_[slot_of(prints_.back())]);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Print& print = prints_[i];
    const bool is_whole = print != Print{};
    if (is_whole && holds(print)) continue;
    is_known = is_whole;
    for_each_line(text, lines[i], sift_line, append);
    if (is_known) slots_[slot_of(print)] = print;
  }
}

void KnownLines::learn(Bytes text, const std::vector<ByteSpan>& scanned, std::vector<std::size_t>& ends) {
  std::ranges::sort(ends);
  auto next = ends.begin();
  for (const ByteSpan& span : scanned) {
    const auto take = [&](const ByteSpan& line) {
      // What ends with the newline in front of the line is the line's before.
      while (next != ends.end() && *next <= line.begin + 1) ++next;
      if (next == ends.end() || *next > line.end) add(line.of(text));
    };
    for_each_line(text, span, take, [](const ByteSpan&) {});
  }
}

}  // namespace leaksieve::match
