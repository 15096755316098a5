// The regexes of a rule set, made ready and compiled when first needed and shared by all threads; also what the finding
// layer judges allowlists with.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/match/lazy_regex.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::match {

struct CompiledAllowlist {
  const rules::Allowlist* list = nullptr;
  LazyRegex paths;      // any of the list's paths
  LazyRegex regexes;    // any of the list's regexes
  LazyRegex stopwords;  // any of the list's stop words, in either case
};

struct CompiledRule {
  LazyRegex regex;  // or value
  LazyRegex keywords;
  LazyRegex path;
  LazyRegex stopwords;
  std::vector<const CompiledAllowlist*> allowlists;  // the rule's own, then the top-level ones that apply to it
};

class CompiledRules {
 public:
  // `set` has to outlive this.
  explicit CompiledRules(const rules::RuleSet& set);
  CompiledRules(const CompiledRules&) = delete;
  CompiledRules& operator=(const CompiledRules&) = delete;

  // Any thread. REQUIRED: `rule` is an index into the set.
  [[nodiscard]] const CompiledRule& rule(std::uint32_t rule) const {
    const CompiledRule* const known = ready_[rule].load(std::memory_order_acquire);
    return known != nullptr ? *known : prepare(rule);
  }

 private:
  const CompiledRule& prepare(std::uint32_t rule) const;
  const CompiledAllowlist* add(const rules::Allowlist& list) const;

  const rules::RuleSet& set_;
  std::vector<const CompiledAllowlist*> top_level_;
  mutable std::vector<std::atomic<const CompiledRule*>> ready_;  // by rule; null: not yet
  mutable std::mutex mutex_;                                     // for the two below
  mutable std::deque<CompiledAllowlist> allowlists_;
  mutable std::deque<CompiledRule> rules_;
};

// Every regex of the rule compiles, its secret group exists, and it has something to look for. Errors: kUsage, with
// place and id of the rule and RE2's text.
[[nodiscard]] Status validate(const rules::Rule& rule);
// `what` names the allowlist in the message.
[[nodiscard]] Status validate(const rules::Allowlist& list, const std::string& what);

}  // namespace leaksieve::match
