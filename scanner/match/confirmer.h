// The regexes' half of matching: the exact spans of one rule's matches. Inner header of the match layer.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "scanner/match/collector.h"
#include "scanner/match/confirmed_windows.h"
#include "scanner/match/matcher.h"
#include "scanner/match/pattern_db_impl.h"

namespace leaksieve::match {

// One rule's matches in one buffer. Windows around the ends that Hyperscan reported are searched, each byte once:
//
//   ends of one expression:      . .  ..                 .
//   runs (gap > longest match):  [--------]              |
//   windows:                 [------------]        [-----]
//
// A match that ends inside a run begins in its window, for it is no longer than the expression's longest match; so
// windows lose nothing. They do not overlap, and one failed search ends a window: the cost is linear in the input.
class Confirmer {
 public:
  Confirmer(const rules::Rule& rule, const CompiledRule& compiled, ConfirmedWindows& known, Bytes text)
      : rule_(rule), compiled_(compiled), known_(known), text_(text) {}

  // Appends the matches, by place. `runs`: by place; those without any are marked as in vain, and those that are, left
  // out.
  Status confirm(std::vector<Run>& runs, const Reach& reach, std::vector<Match>& out);

 private:
  using Found = ConfirmedWindows::Found;
  // All that the rule's regex matches in a window, one behind the other; from the window's first byte.
  void search(const ByteSpan& window, std::vector<Found>& found) const;
  bool keyword_near(const ByteSpan& whole);

  const rules::Rule& rule_;
  const CompiledRule& compiled_;
  ConfirmedWindows& known_;
  Bytes text_;
  std::vector<Found> found_;      // in a window that is too long to keep
  std::optional<bool> anywhere_;  // some keyword stands somewhere in the text
};

}  // namespace leaksieve::match
