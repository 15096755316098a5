#include "scanner/git/tree_diff.h"

#include <algorithm>

namespace leaksieve::git {

TreeDiff::Run TreeDiff::copied_run() {
  while (base_.pieces[piece_].end() <= at_) ++piece_;
  const Piece& piece = base_.pieces[piece_];
  if (!piece.is_copy()) return {};
  const std::size_t begin = piece.base_begin + (at_ - piece.begin), end = std::size_t{piece.base_begin} + piece.size;
  const auto all = base_.ends.begin();
  auto first = all;  // entries before it end where the run begins, or earlier
  if (begin > 0) {
    first = std::lower_bound(all, base_.ends.end(), begin);
    if (first == base_.ends.end() || *first != begin) return {};
    ++first;
  }
  const auto last = std::upper_bound(first, base_.ends.end(), end);
  return {static_cast<std::size_t>(first - all), static_cast<std::size_t>(last - all)};
}

void TreeDiff::append(const Run& run) {
  const auto shift = static_cast<std::uint32_t>(at_ - begin_in_base(run.first));  // modulo 2^32
  const std::size_t before = ends_.size();
  ends_.resize(before + (run.last - run.first));
  std::transform(base_.ends.begin() + static_cast<std::ptrdiff_t>(run.first),
                 base_.ends.begin() + static_cast<std::ptrdiff_t>(run.last),
                 ends_.begin() + static_cast<std::ptrdiff_t>(before),
                 [shift](std::uint32_t end) { return end + shift; });
  at_ = ends_.back();
  next_in_base_ = run.last;
}

bool TreeDiff::fits_behind_last(const RawEntry& entry) const {
  if (ends_.empty()) return true;
  std::size_t at = ends_.size() < 2 ? 0 : ends_[ends_.size() - 2];
  RawEntry last;
  return read_entry(content_, at, oid_bytes_, last) && !is_out_of_order(last, entry);
}

}  // namespace leaksieve::git
