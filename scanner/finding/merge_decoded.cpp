#include "scanner/finding/merge_decoded.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>

#include "scanner/finding/context.h"

namespace leaksieve::finding {
namespace {

bool is_same_secret(const Finding& a, const Finding& b) { return a.rule == b.rule && a.secret == b.secret; }

void put_in_order(std::vector<DecodedFinding>& decoded) {
  std::ranges::stable_sort(decoded, [](const DecodedFinding& a, const DecodedFinding& b) {
    return std::tie(a.finding.span.begin, a.finding.rule, a.finding.secret) <
           std::tie(b.finding.span.begin, b.finding.rule, b.finding.secret);
  });
  const auto same = [](const DecodedFinding& a, const DecodedFinding& b) {
    return is_same_secret(a.finding, b.finding) && a.finding.span.overlaps(b.finding.span);
  };
  decoded.erase(std::unique(decoded.begin(), decoded.end(), same), decoded.end());
}

class Merge {
 public:
  Merge(const rules::RuleSet& rules, std::size_t first, std::vector<Finding>& out)
      : rules_(rules), first_(first), next_(first), out_(out), gone_(out.size(), false) {}

  // REQUIRED: by place. True when it is to be told.
  bool keeps(const DecodedFinding& decoded) {
    const Finding& finding = decoded.finding;
    if (decoded.is_member) return !tells_plain(finding);
    while (next_ < out_.size() && out_[next_].span.end <= finding.span.begin) ++next_;
    for (std::size_t i = next_; i < out_.size() && out_[i].span.begin < finding.span.end; ++i) {
      if (!out_[i].span.overlaps(finding.span)) continue;
      if (out_[i].secret == finding.secret || !is_better(decoded, out_[i])) return false;
      gone_[i] = true;
    }
    return true;
  }

  void drop_gone() {
    std::size_t i = 0;
    std::erase_if(out_, [&](const Finding&) { return gone_[i++]; });
  }

 private:
  // A member that is not compressed shows its secrets: these get the chain.
  bool tells_plain(const Finding& finding) {
    if (plain_.empty()) {
      for (std::size_t i = first_; i < out_.size(); ++i) plain_[{out_[i].rule, out_[i].secret.reveal()}] = i;
    }
    const auto found = plain_.find({finding.rule, finding.secret.reveal()});
    if (found == plain_.end()) return false;
    if (out_[found->second].decoded.empty()) out_[found->second].decoded = finding.decoded;
    return true;
  }

  bool is_better(const DecodedFinding& decoded, const Finding& plain) const {
    const auto rank = [this](const Finding& finding) {
      const rules::Rule& rule = rules_.rules[finding.rule];
      return std::tuple(rule.specificity, rule.confidence);
    };
    const std::uint32_t rule = decoded.finding.rule;
    if (rule != plain.rule && !rules_.rules[rule].path.empty()) return false;  // it may yet turn out to be none
    return rank(decoded.finding) > rank(plain) || (decoded.wins_ties && rank(decoded.finding) == rank(plain));
  }

  const rules::RuleSet& rules_;
  std::size_t first_, next_;
  std::vector<Finding>& out_;
  std::vector<bool> gone_;
  std::map<std::pair<std::uint32_t, std::string_view>, std::size_t> plain_;
};

}  // namespace

void merge_decoded(const rules::RuleSet& rules, Bytes text, std::vector<DecodedFinding> decoded, std::size_t first,
                   std::vector<Finding>& out) {
  if (decoded.empty()) return;
  put_in_order(decoded);
  Merge merge(rules, first, out);
  std::erase_if(decoded, [&](const DecodedFinding& one) { return !merge.keeps(one); });
  merge.drop_gone();
  LineCursor cursor(text);
  for (DecodedFinding& one : decoded) {
    one.finding.position = cursor.move_to(one.finding.span.begin);
    if (!one.is_member && cursor.allows(one.finding.span.end)) one.finding.allowed_inline = true;
    out.push_back(std::move(one.finding));
  }
  std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.span.begin, a.rule) < std::tie(b.span.begin, b.rule);
  });
}

}  // namespace leaksieve::finding
