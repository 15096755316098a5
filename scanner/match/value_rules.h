// Value rules: they judge what assignments give a name to. Inner header of the match layer.
//
// However many there are, Hyperscan runs only match/assignment_triggers.h for them. One set of the distinct values and
// one of the distinct names say which rules fit; only these look for their words near by.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <re2/set.h>

#include "scanner/base/byte_cache.h"
#include "scanner/match/assignment.h"
#include "scanner/match/compiled_rules.h"
#include "scanner/match/matcher.h"

namespace leaksieve::match {

// Regexes that are asked together; equal ones once. Compiled when first asked; shared by all threads.
class RegexSet {
 public:
  explicit RegexSet(RE2::Anchor anchor) : anchor_(anchor) {}
  // The regex's number.
  std::uint32_t add(const std::string& regex);
  // The numbers of those that match, in order.
  [[nodiscard]] std::vector<std::uint32_t> matching(Bytes text) const;

 private:
  void compile() const;
  [[nodiscard]] std::vector<std::uint32_t> match_singly(Bytes text) const;

  RE2::Anchor anchor_;
  std::vector<std::string> regexes_;
  mutable std::once_flag once_, once_single_;
  mutable std::unique_ptr<RE2::Set> set_;             // null: too large as one
  mutable std::vector<std::unique_ptr<RE2>> single_;  // then
};

// The value rules of a set. Shared by all threads.
class ValueRules {
 public:
  // `set` has to outlive this.
  explicit ValueRules(const rules::RuleSet& set);

  [[nodiscard]] bool empty() const { return rules_.empty(); }
  // Rules (indices into the set) whose value and name fit, in order; `quoted` values serve all.
  [[nodiscard]] std::vector<std::uint32_t> fitting(const std::string& plain_name, Bytes value, bool is_quoted) const;

 private:
  struct Entry {
    std::uint32_t rule = 0;
    std::uint32_t value = 0, name = 0;  // numbers in the sets
    bool has_name = false;
  };
  const rules::RuleSet& set_;
  std::vector<Entry> rules_;
  RegexSet values_{RE2::ANCHOR_BOTH};
  RegexSet names_{RE2::UNANCHORED};
};

// One per thread: remembers what fitted the assignments that it saw last.
class ValueMatcher {
 public:
  ValueMatcher(const rules::RuleSet& set, const CompiledRules& compiled, const ValueRules& rules)
      : set_(set), compiled_(compiled), rules_(rules) {}

  // Appends the matches in `text` of value rules whose path demand `path` meets. `begins`: where values may begin.
  void match(Bytes text, Bytes path, const std::vector<std::size_t>& begins, std::vector<Match>& out);

 private:
  struct Key {
    bool is_quoted = false;
    std::size_t name_size = 0;
    bool operator==(const Key&) const = default;
    [[nodiscard]] std::size_t hash() const { return name_size; }
  };
  const std::vector<std::uint32_t>& fitting(Bytes text, const Assignment& assignment);
  void match_one(Bytes text, Bytes path, const Assignment& assignment, std::vector<Match>& out);
  [[nodiscard]] ByteSpan secret_in(std::uint32_t rule, Bytes text, const ByteSpan& value) const;

  const rules::RuleSet& set_;
  const CompiledRules& compiled_;
  const ValueRules& rules_;
  std::string key_;  // of the assignment at hand
  ByteCache<Key, std::vector<std::uint32_t>> fitting_{2048};
};

}  // namespace leaksieve::match
