// Scanning a text that was made from a scanned one: only where it is new, with what is known of the rest.
//
// A match of the new text, with the byte on either side of it, lies inside a run that was copied, or it does not.
// If it does, it was the base's too: the ends that Hyperscan reported there are carried over (a Trace).
// If it does not, a new byte or a seam is in it, and
//   - when its expression stays in one line (match/line_bound.h), in the lines of new bytes and seams: these are
//   scanned;
//   - when it may lie in several lines, it holds one of the expression's anchors (match/anchors.h), which is in one
//   line:
//     so the anchor is met in those lines, or was met in the base and is carried too; what is around it is scanned.
// What was an end in the base and may be none any more is not carried but found again in the same way; so is what its
// line said to be none and says to be one now, which is why long lines are scanned as far as that is looked for. So
// both ways report the same ends of a text, and RE2 makes the same of them: but where nothing came of an end of the
// base, and all that RE2 looked at was copied with it, nothing will come of it again. Positions are bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/piece.h"

namespace leaksieve::match {

// What a scan leaves for the scans of texts that are made from its text. Holds no byte of it.
struct Trace {
  static constexpr std::uint32_t kIdMask = 0x7fffffff;
  struct Ends {
    std::uint32_t id : 31 = 0;          // of an expression or an anchor
    std::uint32_t in_vain : 1 = 0;      // no match came of them (match/collector.h)
    std::uint32_t first = 0, last = 0;  // each byte from one to the other is an end
  };

  bool is_known = false;      // false: the text was not scanned as one; what is made from it is scanned whole
  std::vector<Ends> ends;     // by `first`
  std::uint32_t longest = 0;  // of them: last - first
  // By place, in bytes: what a reader of whole texts looks for, and finds again only where a text is new.
  std::optional<std::vector<std::size_t>> marks;
};

// Of the empty text: what is made from it is all new.
inline const Trace kNothing{true, {}, 0, {}};

// How a text was made. Borrowed.
struct Edit {
  const Trace* base = nullptr;
  std::size_t base_size = 0;
  std::span<const Piece> pieces;  // they cover the text
};

// The edit of a text that is all new, and what it borrows. REQUIRED: no more than 4 GiB.
class NewText {
 public:
  explicit NewText(Bytes text) : all_{0, static_cast<std::uint32_t>(text.size()), Piece::kNew} {}
  [[nodiscard]] Edit edit() const { return {&kNothing, 0, {&all_, 1}}; }

 private:
  Piece all_;
};

// Appends the lines of `text` (each with the '\n' in front of it and its own) that hold a new byte or a seam: in order,
// apart. Where a line goes on for more than `reach` bytes from there, the rest is left out.
void lines_of_edit(Bytes text, const Edit& edit, std::size_t reach, std::vector<ByteSpan>& lines);

// Sorts spans and joins those that meet.
void join(std::vector<ByteSpan>& spans);

// The span of `spans` (in order, apart) that holds `at` as a byte of its own; else null.
[[nodiscard]] const ByteSpan* span_at(const std::vector<ByteSpan>& spans, std::size_t at);

}  // namespace leaksieve::match
