// Matches are taken from the best to the least; one is told unless its secret overlaps one that was taken before. Spans
// taken are disjoint, so a sorted map answers that in O(log n), and hostile input with a million matches stays cheap.
//
// Two refinements. A secret that a rule recognised and judged harmless (its checksum fails, it is a placeholder, it is
// allowlisted) is not told by a vaguer rule either. And while the path is unknown, a rule with a path demand cannot
// silence another for good: both stay, and the lesser one remembers who outranks it (allowed_at() decides).
#include "scanner/finding/settle.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace leaksieve::finding {
namespace {

// Disjoint spans.
class TakenSpans {
 public:
  [[nodiscard]] bool overlaps(const ByteSpan& span) const {
    const auto after = spans_.lower_bound(span.end);
    return after != spans_.begin() && std::prev(after)->second > span.begin;
  }
  void take(const ByteSpan& span) { spans_.emplace(span.begin, span.end); }

 private:
  std::map<std::size_t, std::size_t> spans_;
};

// Spans that no other of them contains, so begins and ends grow together.
class ContainingSpans {
 public:
  [[nodiscard]] bool contain(const ByteSpan& span) const {
    const auto after = spans_.upper_bound(span.begin);
    return after != spans_.begin() && std::prev(after)->second >= span.end;
  }
  void add(const ByteSpan& span) {
    if (contain(span)) return;
    auto next = spans_.lower_bound(span.begin);
    while (next != spans_.end() && next->second <= span.end) next = spans_.erase(next);
    spans_[span.begin] = span.end;
  }

 private:
  std::map<std::size_t, std::size_t> spans_;
};

class Settler {
 public:
  Settler(const rules::RuleSet& set, PathKnowledge path) : set_(set), path_(path) {}

  void settle(std::vector<Judged>& matches) {
    const auto rank = [this](const Judged& judged) {
      const rules::Rule& rule = set_.rules[judged.match.rule];
      return std::make_tuple(-rule.specificity, -static_cast<int>(rule.confidence),
                             -static_cast<std::ptrdiff_t>(judged.match.secret.size()), judged.match.rule,
                             judged.match.secret.begin);  // rules are sorted by id
    };
    std::sort(matches.begin(), matches.end(), [&](const Judged& a, const Judged& b) { return rank(a) < rank(b); });
    for (Judged& judged : matches) decide(judged);
    std::erase_if(matches, [](const Judged& judged) { return !judged.kept; });
    std::sort(matches.begin(), matches.end(), [](const Judged& a, const Judged& b) {
      return std::tie(a.match.secret.begin, a.match.rule) < std::tie(b.match.secret.begin, b.match.rule);
    });
  }

 private:
  void decide(Judged& judged) {
    const rules::Rule& rule = set_.rules[judged.match.rule];
    const ByteSpan& span = judged.match.secret;
    if (span.empty()) return;  // a file told by its path
    if (rule.specificity != specificity_) {
      for (const ByteSpan& harmless : fresh_) harmless_.add(harmless);
      fresh_.clear();
      specificity_ = rule.specificity;
    }
    const bool conditional = path_ == PathKnowledge::kUnknown && !rule.path.empty();
    if (!judged.kept) {
      if (judged.known_harmless && !conditional) fresh_.push_back(span);
      return;
    }
    judged.kept = !harmless_.contain(span) && !taken_.overlaps(span);
    if (!judged.kept) return;
    for (const auto& [other, spans] : conditional_) {
      if (other != judged.match.rule && spans.overlaps(span)) judged.outranked_by.push_back(other);
    }
    (conditional ? conditional_[judged.match.rule] : taken_).take(span);
  }

  const rules::RuleSet& set_;
  PathKnowledge path_;
  TakenSpans taken_;
  std::map<std::uint32_t, TakenSpans> conditional_;  // by rule
  ContainingSpans harmless_;                         // told harmless by a rule of a higher specificity than the current
  std::vector<ByteSpan> fresh_;                      // by one of the current specificity
  int specificity_ = 0;
};

}  // namespace

void settle_overlaps(const rules::RuleSet& set, PathKnowledge path, std::vector<Judged>& matches) {
  Settler(set, path).settle(matches);
}

}  // namespace leaksieve::finding
