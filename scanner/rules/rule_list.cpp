#include "scanner/rules/rule_list.h"

namespace leaksieve::rules {

RuleTraits traits_of(const Rule& rule) {
  RuleTraits traits;
  traits.has_regex = !rule.regex.empty();
  traits.has_trigger = !rule.trigger.empty();
  traits.is_value_rule = rule.is_value_rule();
  traits.has_parts = rule.has_parts();
  traits.alone = rule.alone;
  traits.tells_files = rule.tells_files();
  traits.has_documents = !rule.documents.empty();
  traits.trigger_before = rule.trigger_before;
  traits.trigger_after = rule.trigger_after;
  return traits;
}

RuleList::RuleList(std::unique_ptr<const RuleSource> source) : lazy_(std::make_shared<Lazy>(std::move(source))) {}

RuleTraits RuleList::traits(std::size_t index) const {
  return lazy_ ? lazy_->source->traits(index) : traits_of(own_[index]);
}

std::vector<Rule>& RuleList::own() {
  if (lazy_) {
    for (std::size_t i = 0; i < size(); ++i) own_.push_back(lazy_->rule(i));
    lazy_.reset();
  }
  return own_;
}

RuleList::Lazy::~Lazy() {
  for (const std::atomic<const Rule*>& rule : parsed) delete rule.load();
}

// Two threads may read the same rule; one of the two is kept.
const Rule& RuleList::Lazy::rule(std::size_t index) {
  std::atomic<const Rule*>& place = parsed[index];
  if (const Rule* known = place.load(std::memory_order_acquire)) return *known;
  auto made = std::make_unique<const Rule>(source->read(index));
  const Rule* first = nullptr;
  if (place.compare_exchange_strong(first, made.get(), std::memory_order_acq_rel)) return *made.release();
  return *first;
}

}  // namespace leaksieve::rules
