#include "scanner/rules/merged_rules.h"

#include <limits>
#include <unordered_set>
#include <utility>

namespace leaksieve::rules {
namespace {

// A rule without a pattern speaks of one that stands below it: what it says (and is not the default) is laid over that.
Rule lay_over(Rule base, const Rule& over) {
  const Rule defaults;
  const auto take = [&](auto Rule::*field) {
    if (over.*field != defaults.*field) base.*field = over.*field;
  };
  take(&Rule::description);
  take(&Rule::service);
  take(&Rule::kind);
  take(&Rule::severity);
  take(&Rule::confidence);
  take(&Rule::secret_group);
  take(&Rule::entropy);
  take(&Rule::keywords);
  take(&Rule::keyword_distance);
  take(&Rule::checks);
  take(&Rule::on_failed_check);
  take(&Rule::alone);
  take(&Rule::placeholders);
  take(&Rule::specificity);
  take(&Rule::slow_because);
  take(&Rule::references);
  base.source = over.source;  // for messages: what can be wrong now stands there
  base.line = over.line;
  base.stopwords.insert(base.stopwords.end(), over.stopwords.begin(), over.stopwords.end());
  base.allowlists.insert(base.allowlists.end(), over.allowlists.begin(), over.allowlists.end());
  return base;
}

class MergedRules final : public RuleSource {
 public:
  explicit MergedRules(RuleList base) : base_(std::move(base)) {}

  void add_base(std::size_t index) { places_.push_back({static_cast<std::uint32_t>(index), kNone}); }
  // `replaced` may be null.
  void add_own(Rule rule, const Rule* replaced, std::size_t base_index) {
    const bool same = replaced != nullptr && rule.regex == replaced->regex && rule.trigger == replaced->trigger;
    places_.push_back({same ? static_cast<std::uint32_t>(base_index) : kNone, static_cast<std::uint32_t>(own_.size())});
    own_.push_back(std::move(rule));
  }

  [[nodiscard]] std::size_t size() const override { return places_.size(); }
  [[nodiscard]] RuleTraits traits(std::size_t index) const override {
    const Place& place = places_[index];
    return place.is_own() ? traits_of(own_[place.own]) : base_.traits(place.base);
  }
  [[nodiscard]] std::string id(std::size_t index) const override {
    const Place& place = places_[index];
    return place.is_own() ? own_[place.own].id : base_.id(place.base);
  }
  [[nodiscard]] Rule read(std::size_t index) const override {
    const Place& place = places_[index];
    return place.is_own() ? own_[place.own] : std::as_const(base_)[place.base];
  }
  [[nodiscard]] bool is_embedded() const override { return false; }
  [[nodiscard]] bool is_validated(std::size_t index) const override {
    return !places_[index].is_own() && base_.is_validated(places_[index].base);
  }
  [[nodiscard]] std::optional<std::uint32_t> embedded_expression(std::size_t index) const override {
    return places_[index].base == kNone ? std::nullopt : base_.embedded_expression(places_[index].base);
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Place {
    std::uint32_t base = kNone;  // whose regex and trigger it has
    std::uint32_t own = kNone;   // kNone: all is as in the base
    [[nodiscard]] bool is_own() const { return own != kNone; }
  };

  RuleList base_;
  std::vector<Rule> own_;
  std::vector<Place> places_;
};

}  // namespace

RuleList merge_rules(const RuleList& base, const RuleList& own, const std::vector<std::string>& disabled) {
  const std::unordered_set<std::string> without(disabled.begin(), disabled.end());
  auto merged = std::make_unique<MergedRules>(base);
  std::size_t next = 0;
  for (std::size_t i = 0; i < base.size(); ++i) {
    const std::string id = base.id(i);
    for (; next < own.size() && own[next].id < id; ++next) merged->add_own(own[next], nullptr, 0);
    const bool is_disabled = without.contains(id);
    if (next == own.size() || own[next].id != id) {
      if (!is_disabled) merged->add_base(i);
      continue;
    }
    const Rule& over = own[next++];
    const bool has_pattern = !over.tells_files() || !over.path.empty();
    const Rule* const below = is_disabled ? nullptr : &base[i];
    merged->add_own(below != nullptr && !has_pattern ? lay_over(*below, over) : over, below, i);
  }
  for (; next < own.size(); ++next) merged->add_own(own[next], nullptr, 0);
  return RuleList(std::move(merged));
}

}  // namespace leaksieve::rules
