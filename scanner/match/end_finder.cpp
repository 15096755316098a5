#include "scanner/match/end_finder.h"

#include <algorithm>
#include <limits>
#include <new>
#include <tuple>

#include "scanner/match/assignment.h"
#include "scanner/match/assignment_triggers.h"

namespace leaksieve::match {
namespace {

// Lines to scan that are this share of the text or more: then all of it is scanned.
constexpr std::size_t kWorthNumerator = 3, kWorthDenominator = 4;
constexpr std::size_t kAnchorGap = 16;       // bytes; closer anchors are one
constexpr std::size_t kMargin = 2;           // bytes that assertions look at around a match, and one to spare
constexpr std::size_t kBytesPerEnds = 16;    // a trace with more ends than one for so many bytes is not worth keeping
constexpr std::size_t kFreeEnds = 256;       // whatever the size
constexpr std::size_t kMostLineEnds = 4096;  // lines with more ends in all are not learned
constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max() / 4;

std::size_t size_of(const std::vector<ByteSpan>& spans) {
  std::size_t sum = 0;
  for (const ByteSpan& span : spans) sum += span.size();
  return sum;
}

std::size_t line_reach_of(const HsDatabase& database, std::size_t first_trigger) {
  std::size_t longest = std::max<std::size_t>(database.longest_anchor, kSpotReach);
  for (std::size_t i = 0; i < database.max_widths.size(); ++i) {
    if (database.in_line[i] == 0) continue;
    if (database.max_widths[i] == kUnbounded) return kEverything;
    const std::size_t around = i < first_trigger ? 0 : kAssignmentReach;  // is_no_assignment() looks as far
    longest = std::max(longest, database.max_widths[i] + around);
  }
  return longest + kMargin;
}

}  // namespace

// Where ends are, for copies from anywhere in the base: a table instead of a search for each.
class EndFinder::EndsByPlace {
 public:
  EndsByPlace(const Trace& trace, std::size_t base_size, std::vector<std::uint32_t>& table)
      : ends_(trace.ends), table_(table) {
    const std::uint32_t last = ends_.back().first;
    while (last >> shift_ > ends_.size()) ++shift_;
    table_.clear();
    for (std::uint32_t i = 0; i < ends_.size(); ++i) table_.resize((ends_[i].first >> shift_) + 1, i);
    while (base_size >> part_shift_ >= kParts) ++part_shift_;
    for (const Trace::Ends& ends : ends_) parts_ |= parts_of(ends.first, ends.last);
  }
  // False: no end is in [low, high]. Most copies are short and hold none.
  [[nodiscard]] bool may_hold(std::uint32_t low, std::uint32_t high) const {
    return (parts_ & parts_of(low, high)) != 0;
  }
  // The first that begins at `low` or behind it.
  [[nodiscard]] std::vector<Trace::Ends>::const_iterator from(std::uint32_t low) const {
    const std::size_t bucket = low >> shift_;
    if (bucket >= table_.size()) return ends_.end();
    const auto end = bucket + 1 < table_.size() ? ends_.begin() + table_[bucket + 1] : ends_.end();
    return std::ranges::lower_bound(ends_.begin() + table_[bucket], end, low, {}, &Trace::Ends::first);
  }

 private:
  static constexpr std::size_t kParts = 64;
  // A bit for each part of the base that the bytes from one to the other are in.
  [[nodiscard]] std::uint64_t parts_of(std::uint32_t first, std::uint32_t last) const {
    const std::uint32_t low = first >> part_shift_, high = last >> part_shift_;
    return ~std::uint64_t{0} >> (kParts - 1 - (high - low)) << low;
  }

  const std::vector<Trace::Ends>& ends_;
  std::vector<std::uint32_t>& table_;  // by `first` without its low bits: the first such of ends_, or behind
  unsigned shift_ = 0;
  std::uint64_t parts_ = 0;  // of the base, those that hold an end
  unsigned part_shift_ = 0;
};

// The span that holds a byte, for bytes that mostly come in order.
class EndFinder::SpanCursor {
 public:
  explicit SpanCursor(const std::vector<ByteSpan>& spans) : spans_(spans) {}
  const ByteSpan* at(std::size_t byte) {
    if (next_ > 0 && byte < spans_[next_ - 1].end) next_ = 0;
    while (next_ < spans_.size() && spans_[next_].end <= byte) ++next_;
    return next_ < spans_.size() && spans_[next_].begin <= byte ? &spans_[next_] : nullptr;
  }

 private:
  const std::vector<ByteSpan>& spans_;
  std::size_t next_ = 0;
};

EndFinder::EndFinder(const HsDatabase& database, const std::vector<Reach>& reaches, std::vector<std::size_t> gaps,
                     KnownLinesOf& known)
    : database_(database),
      reaches_(reaches),
      first_trigger_(
          static_cast<std::uint32_t>(std::ranges::find_if(reaches, &Reach::is_for_values) - reaches.begin())),
      line_reach_(line_reach_of(database, first_trigger_)),
      collector_(std::move(gaps)),
      known_lines_(known),
      sifter_(known.without_spots) {}

Result<std::unique_ptr<EndFinder>> EndFinder::make(const HsDatabase& database, const std::vector<Reach>& reaches,
                                                   KnownLinesOf& known) {
  std::vector<std::size_t> gaps;
  for (const Reach& reach : reaches) gaps.push_back(reach.gap());
  gaps.resize(gaps.size() + database.anchor_reaches.size(), kAnchorGap);
  gaps.resize(gaps.size() + kSpotKinds, 0);
  std::unique_ptr<EndFinder> finder(new EndFinder(database, reaches, std::move(gaps), known));
  hs_scratch_t* scratch = nullptr;
  const hs_error_t code = hs_alloc_scratch(database.db.get(), &scratch);
  if (code != HS_SUCCESS) return from_hs(code, "cannot prepare scanning");
  finder->scratch_.reset(scratch);
  return finder;
}

void EndFinder::look_for_spots(bool wanted) {
  if (wants_spots_ == wanted) return;
  wants_spots_ = wanted;
  sifter_ = LineSifter(wanted ? known_lines_.with_spots : known_lines_.without_spots);
}

// What stands in a line and ends with an end of `id`, in bytes, with what is looked at in front of it.
std::size_t EndFinder::width_in_line(std::uint32_t id) const {
  if (id < expressions())
    return database_.max_widths[id] == kUnbounded ? kEverything : database_.max_widths[id] + kMargin;
  return (is_anchor(id) ? database_.longest_anchor : kSpotReach) + kMargin;
}

std::size_t EndFinder::anchor_reach(std::uint32_t id) const { return database_.anchor_reaches[id - expressions()]; }

Status EndFinder::find(Bytes text, const Edit* edit, bool keeps) {
  text_ = text;
  const bool is_anchored = database_.is_anchored != 0;
  const bool use_edit = edit != nullptr && edit->base != nullptr && edit->base->is_known && is_anchored;
  keeps = keeps && is_anchored;
  collector_.keep_ends(keeps ? text.size() / kBytesPerEnds + kFreeEnds : 0);
  return use_edit ? find_in_edit(text, *edit) : run(text, keeps ? Pass::kWithAnchors : Pass::kWhole);
}

void EndFinder::move_ends_to(Trace& trace) {
  if (database_.is_anchored != 0) collector_.move_ends_to(trace);
}

int EndFinder::on_end(unsigned id, unsigned long long, unsigned long long to, unsigned, void* self) noexcept {
  auto& finder = *static_cast<EndFinder*>(self);
  try {
    finder.take(id, static_cast<std::size_t>(to));
    return 0;
  } catch (const std::bad_alloc&) {
    finder.out_of_memory_ = true;
    return 1;
  }
}

// Most triggers of value rules are met where programs assign something. Such ends are told nowhere, so that their lines
// can be known, and they need no carrying.
bool EndFinder::is_no_assignment(std::uint32_t id, std::size_t end) const {
  return id >= first_trigger_ && id < expressions() && end >= kTriggerValueBytes &&
         !may_be_assignment_at(text_, end - kTriggerValueBytes);
}

void EndFinder::take(std::uint32_t id, std::size_t end) {
  if (pass_ != Pass::kWhole && pass_ != Pass::kWithAnchors) return take_gathered(id, end);
  if ((pass_ == Pass::kWhole && is_anchor(id)) || is_no_assignment(id, end)) return;
  if (learns_ && ends_in_lines_.size() < kMostLineEnds) ends_in_lines_.push_back(end);
  collector_.add(id, end, end);
}

// Takes an end if its match lies in the part for sure: what two parts make together is none of the text's. Those that
// are left out are found in another way (match/edit.h).
void EndFinder::take_gathered(std::uint32_t id, std::size_t end) {
  const Gathered::Part* const part = gathered_.part_of(end);
  if (part == nullptr) return;
  const std::size_t in_part = end - part->begin;
  const std::size_t in_text = part->span.begin + in_part;
  if (is_no_assignment(id, in_text)) return;
  if (pass_ == Pass::kLines && ends_in_lines_.size() < kMostLineEnds) ends_in_lines_.push_back(in_text);
  const bool in_line = stays_in_line(id);
  if (in_line && pass_ == Pass::kAround) return;  // the lines' pass has it
  std::size_t longest = in_line ? width_in_line(id) : database_.max_widths[id] + kMargin;
  if (part->span.begin == 0 || (in_line && part->begins_line)) longest = 0;
  const bool may_look_on = in_text < part->span.end || part->ends_text || (in_line && part->ends_line);
  if (in_part < longest || !may_look_on) return;
  collector_.add(id, in_text, in_text);
  if (is_anchor(id)) anchors_.push_back({id, in_text, in_text});
}

Status EndFinder::run(Bytes bytes, Pass pass) {
  pass_ = pass;
  out_of_memory_ = false;
  const hs_error_t code =
      hs_scan(database_.db.get(), bytes.data(), static_cast<unsigned>(bytes.size()), 0, scratch_.get(), on_end, this);
  if (out_of_memory_) return Error{ErrorKind::kLimit, "out of memory while matching"};
  if (code != HS_SUCCESS) return from_hs(code, "cannot scan");
  return wants_spots_ && pass != Pass::kAround ? run_spots(bytes) : Status();
}

Status EndFinder::run_spots(Bytes bytes) {
  try {
    spots_.clear();
    find_spots(bytes, spots_);
    for (const Spot& spot : spots_) {
      take(first_spot() + static_cast<std::uint32_t>(spot.kind), spot.begin + spot_width(spot.kind));
    }
    return {};
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimit, "out of memory while matching"};
  }
}

void EndFinder::append_spots(std::vector<Spot>& spots) {
  if (!wants_spots_) return;
  const auto first = static_cast<std::ptrdiff_t>(spots.size());
  for (std::size_t i = 0; i < kSpotKinds; ++i) {
    const auto kind = static_cast<SpotKind>(i);
    const auto own = static_cast<std::ptrdiff_t>(spots.size());
    for (const Run& run : collector_.runs(first_spot() + static_cast<std::uint32_t>(i))) {
      for (std::size_t end = run.first; end <= run.last; ++end) spots.push_back({kind, end - spot_width(kind)});
    }
    std::inplace_merge(spots.begin() + first, spots.begin() + own, spots.end(), [](const Spot& a, const Spot& b) {
      return std::tie(a.begin, a.kind) < std::tie(b.begin, b.kind);
    });
  }
}

Status EndFinder::run_gathered(Bytes text, const std::vector<ByteSpan>& spans, Pass pass) {
  if (spans.empty()) return {};
  gathered_.fill(text, spans);
  return run(gathered_.bytes(), pass);
}

Status EndFinder::find_in_edit(Bytes text, const Edit& edit) {
  lines_.clear();
  lines_of_edit(text, edit, line_reach_, lines_);
  unknown_lines_.clear();
  sifter_.sift(text, lines_, unknown_lines_);
  if (size_of(unknown_lines_) > text.size() / kWorthDenominator * kWorthNumerator) return find_in_whole(text);
  anchors_.clear();
  carry(text, edit);
  if (Status status = find_in_lines(text); !status) return status;
  if (!place_windows(text)) {
    collector_.clear();
    return run(text, Pass::kWithAnchors);
  }
  return run_gathered(text, around_, Pass::kAround);
}

Status EndFinder::find_in_whole(Bytes text) {
  ends_in_lines_.clear();
  learns_ = true;
  const Status status = run(text, Pass::kWithAnchors);
  learns_ = false;
  if (status.ok() && ends_in_lines_.size() < kMostLineEnds) sifter_.learn(ends_in_lines_);
  return status;
}

// Lines that are known need no scan: nothing is in them.
Status EndFinder::find_in_lines(Bytes text) {
  ends_in_lines_.clear();
  if (Status status = run_gathered(text, unknown_lines_, Pass::kLines); !status) return status;
  if (ends_in_lines_.size() < kMostLineEnds) sifter_.learn(ends_in_lines_);
  return {};
}

// What the base knew of the runs that were copied from it.
void EndFinder::carry(Bytes text, const Edit& edit) {
  const std::vector<Trace::Ends>& ends = edit.base->ends;
  if (ends.empty()) return;
  const EndsByPlace by_place(*edit.base, edit.base_size, places_);
  SpanCursor cursor(lines_);
  for (const Piece& piece : edit.pieces) {
    if (!piece.is_copy() || !by_place.may_hold(piece.base_begin, piece.base_begin + piece.size)) continue;
    const std::uint32_t low = piece.base_begin + 1 - std::min(piece.base_begin + 1, edit.base->longest);
    const bool is_first = piece.begin == 0 && piece.base_begin == 0;
    const bool is_last = piece.end() == text.size() && piece.base_begin + piece.size == edit.base_size;
    const Copy copy{is_first ? 0 : piece.begin + kMargin, is_last ? kEverything : piece.end()};
    for (auto next = by_place.from(low); next != ends.end() && next->first <= piece.base_begin + piece.size; ++next) {
      const std::uint32_t first = std::max(next->first, piece.base_begin + 1);
      const std::uint32_t last = std::min(next->last, piece.base_begin + piece.size);
      const std::size_t shift = std::size_t{piece.begin} - piece.base_begin;  // modulo the word's size
      if (first > last) continue;
      const AnchorAt here{next->id, first + shift, last + shift};
      carry_ends(text, copy, cursor, here, next->in_vain != 0 && is_copied_around(copy, here));
    }
  }
}

// Ends in the lines that are scanned are found again. So are, around their anchors, those of expressions that may lie
// in several lines, when their match may not have been copied as a whole.
void EndFinder::carry_ends(Bytes text, const Copy& copy, SpanCursor& cursor, const AnchorAt& ends, bool in_vain) {
  if (!stays_in_line(ends.id)) {
    const std::size_t longest = database_.max_widths[ends.id];
    const std::size_t first = copy.begin == 0 ? ends.first : std::max(ends.first, copy.begin + longest);
    const std::size_t last =
        copy.end == kEverything ? ends.last : std::min(ends.last, copy.end - std::min(copy.end, kMargin));
    if (first <= last) collector_.add(ends.id, first, last, in_vain);
    return;
  }
  if (is_found_again(text, cursor.at(ends.first - 1), ends)) return;
  collector_.add(ends.id, ends.first, ends.last, in_vain);
  if (!is_anchor(ends.id)) return;
  const std::size_t far = 2 * (anchor_reach(ends.id) + kMargin);  // of a match's far end, and of what ends there
  const bool is_inside = (copy.begin == 0 || ends.first >= copy.begin + far) && ends.last + far <= copy.end;
  if (!is_inside) anchors_.push_back(ends);
}

// All that is looked at around an end to see what comes of it.
bool EndFinder::is_copied_around(const Copy& copy, const AnchorAt& ends) const {
  if (ends.id >= expressions()) return false;
  const Reach& reach = reaches_[ends.id];
  const std::size_t before = reach.is_for_values() ? ValueMatcher::kValueReach : reach.before;
  const std::size_t after = reach.is_for_values() ? ValueMatcher::kValueReach : reach.after;
  const bool has_begin = copy.begin == 0 || (before < ends.first && ends.first - before >= copy.begin);
  const bool has_end = copy.end == kEverything || (after < copy.end && ends.last + after + kMargin <= copy.end);
  return has_begin && has_end;
}

// Do the lines that are scanned hold whole matches that stay in one line and end here? A line that was cut may not, and
// the newline in front of a line ends matches of the line before it.
bool EndFinder::is_found_again(Bytes text, const ByteSpan* line, const AnchorAt& ends) const {
  if (line == nullptr || ends.last > line->end) return false;
  const bool begins_line = text[line->begin] == '\n' && ends.first > line->begin + 1;
  const bool begins_whole = line->begin == 0 || begins_line || ends.first - line->begin >= width_in_line(ends.id);
  return begins_whole && (ends.last < line->end || line->end == text.size() || text[line->end - 1] == '\n');
}

// What lies around anchors and was not scanned as a line. False when that is the whole text.
bool EndFinder::place_windows(Bytes text) {
  around_.clear();
  std::size_t size = 0;
  for (const AnchorAt& anchor : anchors_) {
    const std::size_t longest = anchor_reach(anchor.id);
    if (longest == kUnbounded) return false;
    const std::size_t reach = longest + 2 * kMargin;
    const ByteSpan span{anchor.first - std::min(anchor.first, reach), std::min(text.size(), anchor.last + reach)};
    if (const ByteSpan* line = span_at(unknown_lines_, span.begin); line != nullptr && line->contains(span)) continue;
    if (!around_.empty() && around_.back().contains(span)) continue;
    around_.push_back(span);
    size += span.size();
  }
  if (size > 4 * text.size()) return false;
  join(around_);
  return true;
}

}  // namespace leaksieve::match
