// Two stages. Hyperscan reports the ends of matches, in order and often many for one match: kept per expression as
// runs, so that hostile input (an end at every byte, a match nowhere) costs little memory. RE2 then searches each run's
// window once:
//
//   ends of one expression:      . .  ..                 .
//   runs (gap > longest match):  [--------]              |
//   windows:                 [------------]        [-----]
//
// A match that ends inside a run begins in its window, for it is no longer than the expression's longest match; so
// windows lose nothing. They do not overlap, and one failed search ends a window: the cost is linear in the input.
#include "scanner/match/matcher.h"

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "scanner/match/pattern_db_impl.h"

namespace leaksieve::match {
namespace {

constexpr std::size_t kMaxGroups = 16;
using Groups = std::array<re2::StringPiece, kMaxGroups>;

struct Run {
  std::size_t first = 0;  // first and last end
  std::size_t last = 0;
};

struct Hits {
  std::vector<Run> runs;
  bool in_order = true;
};

// What Hyperscan's callback fills.
struct Collector {
  const std::vector<Reach>* reaches = nullptr;
  std::vector<Hits> hits;              // by expression
  std::vector<std::uint32_t> touched;  // expressions with hits
  bool out_of_memory = false;

  void add(std::uint32_t expression, std::size_t end) {
    Hits& hit = hits[expression];
    if (hit.runs.empty()) {
      touched.push_back(expression);
      hit.runs.push_back({end, end});
      return;
    }
    Run& run = hit.runs.back();
    const std::size_t gap = (*reaches)[expression].gap();
    if (end >= run.first && (end <= run.last || end - run.last <= gap)) {
      run.last = std::max(run.last, end);
    } else {
      if (end < run.first) hit.in_order = false;
      hit.runs.push_back({end, end});
    }
  }

  void clear() {
    for (const std::uint32_t expression : touched) {
      hits[expression].runs.clear();
      hits[expression].in_order = true;
    }
    touched.clear();
    out_of_memory = false;
  }
};

int on_end(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) noexcept {
  auto& collector = *static_cast<Collector*>(context);
  try {
    collector.add(id, static_cast<std::size_t>(to));
    return 0;
  } catch (const std::bad_alloc&) {
    collector.out_of_memory = true;
    return 1;
  }
}

// Hyperscan promises no order of ends.
void put_in_order(Hits& hits, std::size_t gap) {
  if (hits.in_order) return;
  std::sort(hits.runs.begin(), hits.runs.end(), [](const Run& a, const Run& b) { return a.first < b.first; });
  std::vector<Run> merged;
  for (const Run& run : hits.runs) {
    if (!merged.empty() && (run.first <= merged.back().last || run.first - merged.back().last <= gap)) {
      merged.back().last = std::max(merged.back().last, run.last);
    } else {
      merged.push_back(run);
    }
  }
  hits.runs = std::move(merged);
}

ByteSpan span_in(Bytes text, const re2::StringPiece& piece) {
  const auto begin = static_cast<std::size_t>(piece.data() - text.data());
  return {begin, begin + piece.size()};
}

// The group that the rule names; else the first that holds something; else the whole match.
ByteSpan secret_in(Bytes text, const rules::Rule& rule, const Groups& groups, std::size_t count) {
  if (rule.secret_group > 0 && rule.secret_group < count && groups[rule.secret_group].data() != nullptr) {
    return span_in(text, groups[rule.secret_group]);
  }
  for (std::size_t i = 1; i < count; ++i) {
    if (groups[i].data() != nullptr && !groups[i].empty()) return span_in(text, groups[i]);
  }
  return span_in(text, groups[0]);
}

// One rule's matches in one buffer.
class Confirmer {
 public:
  Confirmer(const rules::Rule& rule, const CompiledRule& compiled, Bytes text)
      : rule_(rule), compiled_(compiled), text_(text), piece_(text.data(), text.size()) {}

  Status confirm(const std::vector<Run>& runs, const Reach& reach, std::vector<Match>& out) {
    const RE2& regex = compiled_.regex.get();
    if (!regex.ok()) return Error{ErrorKind::kInternal, fmt::format("rule '{}': {}", rule_.id, regex.error())};
    const auto count = std::min(
        kMaxGroups,
        std::max<std::size_t>(static_cast<std::size_t>(regex.NumberOfCapturingGroups()), rule_.secret_group) + 1);
    Groups groups;
    std::size_t from = 0;
    for (const Run& run : runs) {
      const std::size_t window_end = reach.after < text_.size() - run.last ? run.last + reach.after : text_.size();
      if (run.first > reach.before) from = std::max(from, run.first - reach.before);
      while (from < window_end &&
             regex.Match(piece_, from, window_end, RE2::UNANCHORED, groups.data(), static_cast<int>(count))) {
        const ByteSpan whole = span_in(text_, groups[0]);
        from = std::max(whole.end, whole.begin + 1);
        if (whole.empty() || !keyword_near(whole)) continue;
        out.push_back({reach.rule, whole, secret_in(text_, rule_, groups, count)});
      }
    }
    return {};
  }

 private:
  bool keyword_near(const ByteSpan& whole) {
    if (compiled_.keywords.empty()) return true;
    const std::size_t distance = rule_.keyword_distance;
    if (distance == 0) {
      if (!anywhere_) anywhere_ = compiled_.keywords.found_in(text_);
      return *anywhere_;
    }
    const std::size_t begin = whole.begin > distance ? whole.begin - distance : 0;
    return compiled_.keywords.found_in(text_.substr(begin, whole.end - begin + distance));
  }

  const rules::Rule& rule_;
  const CompiledRule& compiled_;
  Bytes text_;
  re2::StringPiece piece_;
  std::optional<bool> anywhere_;  // some keyword stands somewhere in the text
};

}  // namespace

struct Matcher::Impl {
  std::shared_ptr<const PatternDb> db;
  const PatternDb::Impl* inner = nullptr;
  std::unique_ptr<hs_scratch_t, HsFree> scratch;
  Collector collector;

  Status collect(Bytes text) {
    const hs_error_t code = hs_scan(inner->database.db.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                                    scratch.get(), on_end, &collector);
    if (collector.out_of_memory) return Error{ErrorKind::kLimit, "out of memory while matching"};
    if (code != HS_SUCCESS) return from_hs(code, "cannot scan");
    return {};
  }

  Status confirm_all(Bytes text, Bytes path, std::vector<Match>& out) {
    const std::size_t first = out.size();
    for (const std::uint32_t expression : collector.touched) {
      const Reach& reach = inner->reaches[expression];
      const rules::Rule& rule = inner->set.rules[reach.rule];
      const CompiledRule& compiled = inner->compiled.rule(reach.rule);
      if (!compiled.path.empty() && !path.empty() && !compiled.path.found_in(path)) continue;
      Hits& hits = collector.hits[expression];
      put_in_order(hits, reach.gap());
      if (Status status = Confirmer(rule, compiled, text).confirm(hits.runs, reach, out); !status) return status;
    }
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), [](const Match& a, const Match& b) {
      return std::tie(a.whole.begin, a.rule) < std::tie(b.whole.begin, b.rule);
    });
    return {};
  }
};

Result<Matcher> Matcher::make(std::shared_ptr<const PatternDb> db) {
  auto impl = std::make_unique<Impl>();
  impl->inner = db->impl_.get();
  impl->db = std::move(db);
  impl->collector.reaches = &impl->inner->reaches;
  impl->collector.hits.resize(impl->inner->reaches.size());
  if (impl->inner->database.db != nullptr) {
    hs_scratch_t* scratch = nullptr;
    const hs_error_t code = hs_alloc_scratch(impl->inner->database.db.get(), &scratch);
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
  if (text.size() > kMaxScanBytes) return Error{ErrorKind::kLimit, fmt::format("{} bytes are too many", text.size())};
  if (!path.empty()) {
    for (const std::uint32_t rule : impl_->inner->path_rules) {
      if (impl_->inner->compiled.rule(rule).path.found_in(path)) out.push_back({rule, {}, {}});
    }
  }
  if (impl_->inner->database.db == nullptr || text.empty()) return {};
  Status status = impl_->collect(text);
  if (status.ok() && !impl_->collector.touched.empty()) status = impl_->confirm_all(text, path, out);
  impl_->collector.clear();
  return status;
}

}  // namespace leaksieve::match
