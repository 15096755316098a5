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

// What Hyperscan's callback fills.
struct Context {
  Collector* collector = nullptr;
  Gathered* gathered = nullptr;  // null: ends are the text's
  unsigned ids = 0;              // those from here on are of no interest
  bool out_of_memory = false;
};

int on_end(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) noexcept {
  auto& into = *static_cast<Context*>(context);
  if (id >= into.ids) return 0;
  try {
    auto end = static_cast<std::size_t>(to);
    if (into.gathered != nullptr) end = into.gathered->in_text(end);
    into.collector->add(id, end, end);
    return 0;
  } catch (const std::bad_alloc&) {
    into.out_of_memory = true;
    return 1;
  }
}

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

  Status collect(Bytes text, unsigned ids, Gathered* from = nullptr) {
    Context context{&collector, from, ids, false};
    const Bytes bytes = from == nullptr ? text : from->bytes();
    const hs_error_t code = hs_scan(inner.database.db.get(), bytes.data(), static_cast<unsigned>(bytes.size()), 0,
                                    scratch.get(), on_end, &context);
    if (context.out_of_memory) return Error{ErrorKind::kLimit, "out of memory while matching"};
    if (code != HS_SUCCESS) return from_hs(code, "cannot scan");
    return {};
  }

  // The ends in a text that was made from another one.
  Status collect_edit(Bytes text, const Edit& edit) {
    lines.clear();
    lines_of_edit(text, edit, inner.line_reach, lines);
    if (size_of(lines) > text.size() / kWorthDenominator * kWorthNumerator) return collect(text, all_ids());
    carry(text, edit);
    if (!lines.empty()) {
      gathered.fill(text, lines);
      if (Status status = collect(text, all_ids(), &gathered); !status) return status;
    }
    around.clear();
    if (!find_anchored(text, edit)) {
      collector.clear();
      return collect(text, all_ids());
    }
    if (around.empty()) return {};
    join(around);
    gathered.fill(text, around);
    return collect(text, expressions(), &gathered);
  }

  // What the base knew of the runs that were copied from it. Ends in the lines that are scanned are found again: those
  // are left to that, unless their match may have begun in another line.
  void carry(Bytes text, const Edit& edit) {
    const std::vector<Trace::Ends>& ends = edit.base->ends;
    if (ends.empty()) return;
    for (const Piece& piece : edit.pieces) {
      if (!piece.is_copy()) continue;
      const std::uint32_t low = piece.base_begin - std::min(piece.base_begin, Trace::kLongest);
      auto at = std::ranges::lower_bound(ends, low, {}, &Trace::Ends::first);
      for (; at != ends.end() && at->first <= piece.base_begin + piece.size; ++at) {
        const std::uint32_t first = std::max(at->first, piece.base_begin + 1);
        const std::uint32_t last = std::min(at->last, piece.base_begin + piece.size);
        if (first > last) continue;
        const std::size_t shift = std::size_t{piece.begin} - piece.base_begin;  // modulo the word's size
        add_carried(text, at->id, first + shift, last + shift);
      }
    }
  }

  void add_carried(Bytes text, std::uint32_t id, std::size_t first, std::size_t last) {
    const bool stays_in_line = id >= expressions() || inner.database.in_line[id] != 0;
    if (!stays_in_line || !is_found_again(text, first, last)) collector.add(id, first, last);
  }

  // Do the lines that are scanned hold whole matches that stay in one line and end here? A line that was cut may not.
  [[nodiscard]] bool is_found_again(Bytes text, std::size_t first, std::size_t last) const {
    const ByteSpan* const line = span_at(lines, first - 1);
    if (line == nullptr || last > line->end) return false;
    const bool begins_whole = line->begin == 0 || text[line->begin] == '\n' || first - line->begin >= inner.line_reach;
    return begins_whole && (last < line->end || line->end == text.size() || text[line->end - 1] == '\n');
  }

  // What lies around anchors and was neither copied as one nor scanned. False when that is the whole text.
  bool find_anchored(Bytes text, const Edit& edit) {
    for (const std::uint32_t id : collector.touched()) {
      if (id < expressions()) continue;
      const std::uint32_t longest = inner.database.anchor_reaches[id - expressions()];
      if (longest == kUnbounded) return false;
      const std::size_t reach = longest + kMargin;
      for (const Run& run : collector.runs(id)) {
        const std::size_t begin = run.first - std::min(run.first, reach);
        const ByteSpan span{begin, std::min(text.size(), run.last + reach)};
        if (is_copied(text, edit, span)) continue;
        if (const ByteSpan* line = span_at(lines, begin); line == nullptr || !line->contains(span)) {
          around.push_back(span);
        }
      }
    }
    return size_of(around) <= text.size();
  }

  void keep_trace(Trace& trace) {
    trace.is_known = true;
    for (const std::uint32_t id : collector.touched()) {
      for (const Run& run : collector.runs(id)) {
        for (std::size_t first = run.first; first <= run.last; first += Trace::kLongest) {
          const std::size_t last = std::min(run.last, first + Trace::kLongest - 1);
          trace.ends.push_back({id, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)});
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
  std::vector<ByteSpan> lines, around;  // of the text at hand; kept for their memory
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

Status Matcher::scan(Bytes text, Bytes path, std::vector<Match>& out) { return scan(text, path, nullptr, nullptr, out); }

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
