// How a tree differs from the one that its pack stores it as a delta of.
//
// Idea: most trees differ from their delta base in one entry, and the delta says where. What was copied from the base
// is not parsed again: of the base it is known where its entries end.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/piece.h"
#include "scanner/git/tree_entries.h"

namespace leaksieve::git {

// Where a tree's entries end, in bytes of its content.
using EntryEnds = std::vector<std::uint32_t>;

// A tree's delta base. Borrowed. REQUIRED: a sound tree, `ends` are all of its entries'.
struct TreeBase {
  Bytes content;
  const EntryEnds& ends;
  std::span<const Piece> pieces;  // how the tree was made from it
};

// What there is to tell of a tree.
enum class TreeState : std::uint8_t {
  kSound,
  kUnordered,  // entries are not in git's order, or a name comes twice: told as far as they can be
  kBroken,     // it ends in the middle of an entry, or in something else: entries up to there were told
};

// Calls take(entry) for each entry of `content`; `ends` gets where they end.
template <class Take>
TreeState read_tree(Bytes content, std::size_t oid_bytes, EntryEnds& ends, Take take) {
  ends.clear();
  RawEntry last, entry;
  bool is_ordered = true;
  for (std::size_t at = 0; at < content.size();) {
    if (!read_entry(content, at, oid_bytes, entry)) return TreeState::kBroken;
    if (!ends.empty() && is_out_of_order(last, entry)) is_ordered = false;
    take(entry);
    ends.push_back(static_cast<std::uint32_t>(at));
    last = entry;
  }
  return is_ordered ? TreeState::kSound : TreeState::kUnordered;
}

// Finds the differences of one tree to its base. One use.
class TreeDiff {
 public:
  TreeDiff(Bytes content, std::size_t oid_bytes, const TreeBase& base, EntryEnds& ends)
      : content_(content), oid_bytes_(oid_bytes), base_(base), ends_(ends) {
    ends_.clear();
  }

  // Calls take(entry) for the entries that were not copied as a whole and gone(entry) for those of the base that were
  // not; an entry that was changed is taken before its old form is gone. Anything but kSound: what was told is of no
  // use, because the tree is not sound or has moved entries of its base; read it whole.
  template <class Take, class Gone>
  TreeState run(Take take, Gone gone) {
    while (at_ < content_.size()) {
      const Run run = copied_run();
      const bool is_copied = run.first < run.last;
      if (is_copied && run.first < next_in_base_) return TreeState::kUnordered;
      std::size_t end = at_;
      RawEntry entry;
      if (!read_entry(content_, end, oid_bytes_, entry)) return TreeState::kBroken;
      // Runs are in the base's order: only what stands beside a new entry can be out of order.
      if (!(is_copied && last_is_copied_) && !fits_behind_last(entry)) return TreeState::kUnordered;
      last_is_copied_ = is_copied;
      if (is_copied) {
        tell_gone(run.first, gone);
        append(run);
      } else {
        take(entry);
        at_ = end;
        ends_.push_back(static_cast<std::uint32_t>(at_));
      }
    }
    tell_gone(base_.ends.size(), gone);
    return TreeState::kSound;
  }

 private:
  struct Run {
    std::size_t first = 0, last = 0;  // entries of the base
  };

  // The base's entries that were copied, one behind the other, to what begins at at_.
  [[nodiscard]] Run copied_run();
  void append(const Run& run);
  [[nodiscard]] bool fits_behind_last(const RawEntry& entry) const;
  [[nodiscard]] std::size_t begin_in_base(std::size_t entry) const { return entry == 0 ? 0 : base_.ends[entry - 1]; }

  template <class Gone>
  void tell_gone(std::size_t end, Gone& gone) {
    for (; next_in_base_ < end; ++next_in_base_) {
      std::size_t at = begin_in_base(next_in_base_);
      RawEntry entry;
      if (read_entry(base_.content, at, oid_bytes_, entry)) gone(entry);
    }
  }

  Bytes content_;
  std::size_t oid_bytes_;
  const TreeBase& base_;
  EntryEnds& ends_;
  std::size_t at_ = 0, piece_ = 0;
  std::size_t next_in_base_ = 0;  // the first entry that is neither copied nor gone yet
  bool last_is_copied_ = false;
};

}  // namespace leaksieve::git
