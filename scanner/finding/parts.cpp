// Parts are looked for from the secret, which comes last in a rule's list: for each other part, the nearest match by
// line. An id may serve several secrets. Lines are counted only where matches of parts stand.
#include "scanner/finding/parts.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "scanner/base/secret.h"

namespace leaksieve::finding {

void PartsJoiner::prepare() {
  is_prepared_ = true;
  const rules::RuleList& all = set_.rules;
  is_concerned_.resize(all.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const rules::RuleTraits traits = all.traits(i);
    if (!traits.alone) is_concerned_[i] = true;
    if (!traits.has_parts) continue;
    const rules::Rule& rule = all[i];
    Joint joint{i, {}};
    for (const std::string& id : rule.parts) {
      const auto part = std::ranges::lower_bound(all, id, {}, &rules::Rule::id);
      if (part != all.end() && part->id == id) joint.parts.push_back(static_cast<std::uint32_t>(part - all.begin()));
    }
    if (joint.parts.size() < rule.parts.size()) continue;
    for (const std::uint32_t part : joint.parts) is_concerned_[part] = true;
    joints_.push_back(std::move(joint));
  }
}

// One text's.
class PartsJoiner::Joining {
 public:
  Joining(const rules::RuleSet& set, Bytes text, std::vector<Judged>& matches, const std::vector<bool>& is_concerned)
      : set_(set), text_(text), matches_(matches) {
    std::size_t line = 0, at = 0;
    for (std::size_t i = 0; i < matches.size(); ++i) {
      const match::Match& match = matches[i].match;
      if (!is_concerned[match.rule]) continue;
      line +=
          static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                              text.begin() + static_cast<std::ptrdiff_t>(match.secret.begin), '\n'));
      at = match.secret.begin;
      places_.push_back({i, match.rule, line});
    }
  }

  void join(const Joint& joint) {
    for (const Place& secret : places_) {
      if (secret.rule != joint.parts.back() || is_told(secret)) continue;
      std::vector<const Place*> others;
      for (std::size_t i = 0; i + 1 < joint.parts.size(); ++i) {
        const Place* const other = nearest(joint.parts[i], secret, set_.rules[joint.rule].within_lines);
        if (other != nullptr) others.push_back(other);
      }
      if (others.size() + 1 == joint.parts.size()) tell(joint, secret, others);
    }
  }

  void drop_parts() {
    for (const Place& place : places_) {
      Judged& match = matches_[place.match];
      const bool is_joined = std::ranges::find(joined_, place.match) != joined_.end();
      if (is_joined || (match.match.rule == place.rule && !set_.rules[place.rule].alone)) match.kept = false;
    }
    std::erase_if(matches_, [](const Judged& match) { return !match.kept; });
  }

 private:
  struct Place {
    std::size_t match = 0;  // index into matches_
    std::uint32_t rule = 0;
    std::size_t line = 0;
  };

  [[nodiscard]] bool is_told(const Place& place) const { return matches_[place.match].match.rule != place.rule; }

  // Places are by line, so the nearest is looked for outwards until it is too far.
  [[nodiscard]] const Place* nearest(std::uint32_t rule, const Place& secret, std::size_t within) const {
    const Place* best = nullptr;
    std::size_t least = within + 1;
    const auto self = static_cast<std::size_t>(&secret - places_.data());
    for (std::size_t i = self; i-- > 0 && secret.line - places_[i].line < least;) {
      if (places_[i].rule != rule) continue;
      best = &places_[i];
      least = secret.line - places_[i].line;
      break;
    }
    for (std::size_t i = self + 1; i < places_.size() && places_[i].line - secret.line < least; ++i) {
      if (places_[i].rule == rule) return &places_[i];
    }
    return best;
  }

  void tell(const Joint& joint, const Place& secret, const std::vector<const Place*>& others) {
    Judged& match = matches_[secret.match];
    if (!match.pending.empty()) return;  // allowlists of its own rule wait for a path
    for (const Place* other : others) {
      const rules::Rule& rule = set_.rules[other->rule];
      const Secret part{std::string(matches_[other->match].match.secret.of(text_))};
      const std::string shown = rule.kind == "identifier" ? part.reveal() : part.redacted();
      match.note += fmt::format("{}with {} {}", match.note.empty() ? "" : "; ", rule.id, shown);
      joined_.push_back(other->match);
    }
    match.match.rule = joint.rule;
  }

  const rules::RuleSet& set_;
  Bytes text_;
  std::vector<Judged>& matches_;
  std::vector<Place> places_;  // of matches that parts concern, in order
  std::vector<std::size_t> joined_;
};

void PartsJoiner::join(Bytes text, std::vector<Judged>& matches) {
  if (matches.empty()) return;
  if (!is_prepared_) prepare();
  const bool is_any = std::ranges::any_of(matches, [&](const Judged& one) { return is_concerned_[one.match.rule]; });
  if (!is_any) return;
  Joining joining(set_, text, matches, is_concerned_);
  for (const Joint& joint : joints_) joining.join(joint);
  joining.drop_parts();
  std::ranges::sort(matches, {}, [](const Judged& one) { return std::pair(one.match.secret.begin, one.match.rule); });
}

}  // namespace leaksieve::finding
