// Two stages: Hyperscan reports the ends of matches, RE2 searches around them (match/confirmer.h). Of a text that was
// made from another one, Hyperscan gets what is new, gathered in one buffer (match/edit.h).
#include "scanner/match/matcher.h"

#include <algorithm>
#include <limits>
#include <new>
#include <tuple>

#include <fmt/format.h>

#include "scanner/match/collector.h"
#include "scanner/match/confirmer.h"
#include "scanner/match/pattern_db_impl.h"

namespace leaksieve::match {
namespace {

// A gathered buffer this much smaller than the text is worth the gathering.
constexpr std::size_t kWorthNumerator = 3, kWorthDenominator = 4;
constexpr std::size_t kAnchorGap = 16;  // bytes; closer anchors are one
constexpr std::size_t kMargin = 2;      // bytes that assertions look at around a match, and one to spare

// Spans of a text, one behind the other in a buffer.
class Gathered {
 public:
  void fill(Bytes text, const std::vector<ByteSpan>& spans) {
    buffer_.clear();
    parts_.clear();
    at_ = 0;
    for (const ByteSpan& span : spans) {
      parts_.push_back({buffer_.size(), span.begin});
      buffer_.append(span.of(text));
    }
  }
  [[nodiscard]] Bytes bytes() const { return buffer_; }

  // Where the text has the byte that stands in front of `end` in the buffer; one behind it.
  [[nodiscard]] std::size_t in_text(std::size_t end) {
    if (end <= parts_[at_].begin) at_ = 0;
    while (at_ + 1 < parts_.size() && parts_[at_ + 1].begin < end) ++at_;
    return parts_[at_].text_begin + (end - parts_[at_].begin);
  }

 private:
  struct Part {
    std::size_t begin = 0;
    std::size_t text_begin = 0;
  };
  std::string buffer_;
  std::vector<Part> parts_;
  std::size_t at_ = 0;
};

struct AnchorAt {
  std::uint32_t id = 0;
  std::size_t first = 0, last = 0;  // ends
};

// What Hyperscan's callback fills.
struct Context {
  Collector* collector = nullptr;
  Gathered* gathered = nullptr;  // null: ends are the text's
  unsigned expressions = 0;      // ids from here on are anchors'
  unsigned ids = 0;              // those from here on are of no interest
  std::vector<AnchorAt>* anchors = nullptr;
  bool out_of_memory = false;
};

int on_end(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) noexcept {
  auto& into = *static_cast<Context*>(context);
  if (id >= into.ids) return 0;
  try {
    auto end = static_cast<std::size_t>(to);
    if (into.gathered != nullptr) end = into.gathered->in_text(end);
    into.collector->add(id, end, end);
    if (id >= into.expressions && into.anchors != nullptr) into.anchors->push_back({id, end, end});
    return 0;
  } catch (const std::bad_alloc&) {
    into.out_of_memory = true;
    return 1;
  }
}

// The span that holds a byte, for bytes that mostly come in order.
class SpanCursor {
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

// Where a match and what it looks at have to stay to be a copy, in bytes of the text.
struct Copy {
  std::size_t begin = 0, end = 0;
};
constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();

std::size_t size_of(const std::vector<ByteSpan>& spans) {
  std::size_t sum = 0;
  for (const ByteSpan& span : spans) sum += span.size();
  return sum;
}

}  // namespace

struct Matcher::Impl {
  Impl(std::shared_ptr<const PatternDb> shared, const PatternDb::Impl& of)
      : db(std::move(shared)), inner(of), collector(gaps(of)) {}

  static std::vector<std::size_t> gaps(const PatternDb::Impl& db) {
    std::vector<std::size_t> gaps;
    for (const Reach& reach : db.reaches) gaps.push_back(reach.gap());
    gaps.resize(gaps.size() + db.database.anchor_reaches.size(), kAnchorGap);
    return gaps;
  }

  [[nodiscard]] unsigned expressions() const { return static_cast<unsigned>(inner.reaches.size()); }
  [[nodiscard]] unsigned all_ids() const {
    return expressions() + static_cast<unsigned>(inner.database.anchor_reaches.size());
  }

  Status collect(Bytes text, unsigned ids) { return run(text, {.collector = &collector, .ids = ids}); }

  Status run(Bytes bytes, Context context) {
    context.expressions = expressions();
    const hs_error_t code = hs_scan(inner.database.db.get(), bytes.data(), static_cast<unsigned>(bytes.size()), 0,
                                    scratch.get(), on_end, &context);
    if (context.out_of_memory) return Error{ErrorKind::kLimit, "out of memory while matching"};
    if (code != HS_SUCCESS) return from_hs(code, "cannot scan");
    return {};
  }

  Status run_gathered(Bytes text, const std::vector<ByteSpan>& spans, unsigned ids) {
    if (spans.empty()) return {};
    gathered.fill(text, spans);
    return run(gathered.bytes(), {.collector = &collector, .gathered = &gathered, .ids = ids, .anchors = &anchors});
  }

  // The ends in a text that was made from another one.
  Status collect_edit(Bytes text, const Edit& edit) {
    lines.clear();
    lines_of_edit(text, edit, inner.line_reach, lines);
    if (size_of(lines) > text.size() / kWorthDenominator * kWorthNumerator) return collect(text, all_ids());
    anchors.clear();
    carry(text, edit);
    if (Status status = run_gathered(text, lines, all_ids()); !status) return status;
    if (!find_anchored(text)) {
      collector.clear();
      return collect(text, all_ids());
    }
    return run_gathered(text, around, expressions());
  }

  // What the base knew of the runs that were copied from it.
  void carry(Bytes text, const Edit& edit) {
    const std::vector<Trace::Ends>& ends = edit.base->ends;
    if (ends.empty()) return;
    auto at = ends.begin();
    SpanCursor line(lines);
    for (const Piece& piece : edit.pieces) {
      if (!piece.is_copy()) continue;
      const std::uint32_t low = piece.base_begin + 1 - std::min(piece.base_begin + 1, edit.base->longest);
      if (at != ends.begin() && std::prev(at)->first >= low) at = ends.begin();
      at = std::ranges::lower_bound(at, ends.end(), low, {}, &Trace::Ends::first);
      if (at == ends.end()) continue;
      const bool is_first = piece.begin == 0 && piece.base_begin == 0;
      const bool is_last = piece.end() == text.size() && piece.base_begin + piece.size == edit.base_size;
      const Copy copy{is_first ? 0 : piece.begin + kMargin, is_last ? kEverything : piece.end() - kMargin};
      for (auto next = at; next != ends.end() && next->first <= piece.base_begin + piece.size; ++next) {
        const std::uint32_t first = std::max(next->first, piece.base_begin + 1);
        const std::uint32_t last = std::min(next->last, piece.base_begin + piece.size);
        const std::size_t shift = std::size_t{piece.begin} - piece.base_begin;  // modulo the word's size
        if (first <= last) carry_ends(text, copy, line, {next->id, first + shift, last + shift});
      }
    }
  }

  // Ends in the lines that are scanned are found again: those are left to that, unless their match may have begun in
  // another line.
  void carry_ends(Bytes text, const Copy& copy, SpanCursor& line, const AnchorAt& ends) {
    const bool is_anchor = ends.id >= expressions();
    const bool stays_in_line = is_anchor || inner.database.in_line[ends.id] != 0;
    if (stays_in_line && is_found_again(text, line.at(ends.first - 1), ends)) return;
    collector.add(ends.id, ends.first, ends.last);
    if (!is_anchor) return;
    const std::size_t longest = inner.database.anchor_reaches[ends.id - expressions()];
    const bool is_inside =
        longest != kUnbounded && ends.first >= copy.begin + longest && ends.last + longest <= copy.end;
    if (!is_inside) anchors.push_back(ends);
  }

  // Do the lines that are scanned hold whole matches that stay in one line and end here? A line that was cut may not.
  [[nodiscard]] bool is_found_again(Bytes text, const ByteSpan* line, const AnchorAt& ends) const {
    if (line == nullptr || ends.last > line->end) return false;
    const bool begins_whole =
        line->begin == 0 || text[line->begin] == '\n' || ends.first - line->begin >= inner.line_reach;
    return begins_whole && (ends.last < line->end || line->end == text.size() || text[line->end - 1] == '\n');
  }

  // What lies around anchors and is neither a copy nor scanned. False when that is the whole text.
  bool find_anchored(Bytes text) {
    around.clear();
    std::size_t size = 0;
    for (const AnchorAt& anchor : anchors) {
      const std::uint32_t longest = inner.database.anchor_reaches[anchor.id - expressions()];
      if (longest == kUnbounded) return false;
      const std::size_t reach = longest + kMargin;
      const ByteSpan span{anchor.first - std::min(anchor.first, reach), std::min(text.size(), anchor.last + reach)};
      if (const ByteSpan* line = span_at(lines, span.begin); line != nullptr && line->contains(span)) continue;
      if (!around.empty() && around.back().contains(span)) continue;
      around.push_back(span);
      size += span.size();
    }
    if (size > 4 * text.size()) return false;
    join(around);
    return true;
  }

  void keep_trace(Trace& trace) {
    trace.is_known = true;
    for (const std::uint32_t id : collector.touched()) {
      for (const Run& run : collector.runs(id)) {
        for (std::size_t first = run.first; first <= run.last; first += Trace::kLongest) {
          const std::size_t last = std::min(run.last, first + Trace::kLongest - 1);
          trace.ends.push_back({id, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)});
          trace.longest = std::max(trace.longest, static_cast<std::uint32_t>(last - first));
        }
      }
    }
    std::ranges::sort(trace.ends, {}, [](const Trace::Ends& ends) { return std::tie(ends.first, ends.id); });
  }

  Status confirm_all(Bytes text, Bytes path, std::vector<Match>& out) {
    const std::size_t first = out.size();
    for (const std::uint32_t id : collector.touched()) {
      if (id >= expressions()) continue;
      const Reach& reach = inner.reaches[id];
      const CompiledRule& compiled = inner.compiled.rule(reach.rule);
      if (!compiled.path.empty() && !path.empty() && !compiled.path.found_in(path)) continue;
      Confirmer confirmer(inner.set.rules[reach.rule], compiled, text);
      if (Status status = confirmer.confirm(collector.runs(id), reach, out); !status) return status;
    }
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), [](const Match& a, const Match& b) {
      return std::tie(a.whole.begin, a.rule) < std::tie(b.whole.begin, b.rule);
    });
    return {};
  }

  std::shared_ptr<const PatternDb> db;
  const PatternDb::Impl& inner;
  std::unique_ptr<hs_scratch_t, HsFree> scratch;
  Collector collector;
  Gathered gathered;
  // Of the text at hand; kept for their memory.
  std::vector<ByteSpan> lines, around;
  std::vector<AnchorAt> anchors;  // those around which something may be new
};

Result<Matcher> Matcher::make(std::shared_ptr<const PatternDb> db) {
  const PatternDb::Impl& inner = *db->impl_;
  auto impl = std::make_unique<Impl>(std::move(db), inner);
  if (impl->inner.database.db != nullptr) {
    hs_scratch_t* scratch = nullptr;
    const hs_error_t code = hs_alloc_scratch(impl->inner.database.db.get(), &scratch);
    if (code != HS_SUCCESS) return from_hs(code, "cannot prepare scanning");
    impl->scratch.reset(scratch);
  }
  return Matcher(std::move(impl));
}

Matcher::Matcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Status Matcher::scan(Bytes text, Bytes path, std::vector<Match>& out) {
  return scan(text, path, nullptr, nullptr, out);
}

Status Matcher::scan(Bytes text, Bytes path, const Edit* edit, Trace* keep, std::vector<Match>& out) {
  if (text.size() > kMaxScanBytes) return Error{ErrorKind::kLimit, fmt::format("{} bytes are too many", text.size())};
  Impl& impl = *impl_;
  if (!path.empty()) {
    for (const std::uint32_t rule : impl.inner.path_rules) {
      if (impl.inner.compiled.rule(rule).path.found_in(path)) out.push_back({rule, {}, {}});
    }
  }
  if (impl.inner.database.db == nullptr || text.empty()) return {};
  const bool is_anchored = impl.inner.database.is_anchored != 0;
  const bool use_edit = edit != nullptr && edit->base != nullptr && edit->base->is_known && is_anchored;
  Status status = use_edit ? impl.collect_edit(text, *edit)
                           : impl.collect(text, keep != nullptr && is_anchored ? impl.all_ids() : impl.expressions());
  if (status.ok() && !impl.collector.touched().empty()) status = impl.confirm_all(text, path, out);
  if (status.ok() && keep != nullptr && is_anchored) impl.keep_trace(*keep);
  impl.collector.clear();
  return status;
}

}  // namespace leaksieve::match
