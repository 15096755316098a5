// Value rules: they judge what assignments give a name to. Inner header of the match layer.
//
// However many there are, Hyperscan runs only match/assignment_triggers.h for them. The words that stand near an
// assignment say which rules have a say; only these, and the few that want no word, look at its value and name.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/byte_cache.h"
#include "scanner/match/assignment.h"
#include "scanner/match/compiled_rules.h"
#include "scanner/match/matcher.h"
#include "scanner/match/near_word.h"
#include "scanner/match/surroundings.h"

namespace leaksieve::match {

// A rule that fits an assignment. The higher the rank, the nearer its word; 0: it wants none.
struct Fit {
  std::uint32_t rule = 0;  // index into the set
  std::size_t rank = 0;
};

// The value rules of a set. Made ready when first asked; shared by all threads.
class ValueRules {
 public:
  // `set` has to outlive this.
  explicit ValueRules(const rules::RuleSet& set) : set_(set) {}

  // Rules that fit, whatever their path demand.
  // Those that want no word, in order. `value` is the assignment's.
  [[nodiscard]] std::vector<Fit> fitting_anywhere(Bytes value, const Assignment& assignment) const;
  // Adds the others to `fit`, the nearest first. Those whose word is farther than one that surely is told are left out.
  void add_fitting_near(Bytes text, const Assignment& assignment, const Surroundings& near,
                        std::vector<Fit>& fit) const;
  // False: add_fitting_near() adds none, wherever the value is assigned. Takes 30 times as long.
  [[nodiscard]] bool may_fit_near(Bytes value, const Assignment& assignment) const;

 private:
  struct Entry {
    const LazyRegex* value = nullptr;
    const LazyRegex* name = nullptr;  // null: any
    bool wants_quotes = false;
    auto operator<=>(const Entry&) const = default;
    [[nodiscard]] bool fits(Bytes value, const Assignment& assignment) const;
  };
  using Regexes = std::map<std::string_view, LazyRegex>;  // equal ones once

  const ValueRules& prepared() const;
  void prepare() const;
  [[nodiscard]] std::vector<Fit> candidates(Bytes text, const Surroundings& near) const;

  const rules::RuleSet& set_;
  mutable std::once_flag once_;
  mutable Regexes regexes_;
  mutable std::vector<Entry> entries_;       // by rule; without a value: no value rule
  mutable std::vector<std::uint32_t> free_;  // rules that want no word
  mutable std::vector<Entry> near_;          // of the others, each once, in order
  mutable NearWords words_;
  mutable std::vector<std::uint32_t> owners_;     // rules, by word
  mutable std::vector<std::size_t> owners_from_;  // of word i: [i], [i + 1]
};

// One per thread: remembers what fitted the assignments that it saw last.
class ValueMatcher {
 public:
  ValueMatcher(const rules::RuleSet& set, const CompiledRules& compiled, const ValueRules& rules)
      : set_(set), compiled_(compiled), rules_(rules) {}

  // Appends the matches in `text` of value rules whose path demand `path` meets, for a value that may begin at `begin`.
  // False: none is met by any path, and what lies within kValueReach on either side says so.
  bool match(Bytes text, Bytes path, std::size_t begin, std::vector<Match>& out);
  static constexpr std::size_t kValueReach = 1100;  // bytes

 private:
  // The places in the bytes that are remembered: the surroundings, then the plain name.
  struct Key {
    bool is_quoted = false;
    std::size_t line = 0;
    ByteSpan name, value;
    std::size_t plain_size = 0;
    bool operator==(const Key&) const = default;
    [[nodiscard]] std::size_t hash() const { return value.begin; }
  };
  // What fits the value by its own and its name.
  struct ByValue {
    std::vector<Fit> anywhere;
    std::uint32_t asked_near = 0;  // how often
    bool may_fit_near = true;
  };
  struct ValueKey {
    bool is_quoted = false;
    std::size_t size = 0;
    bool operator==(const ValueKey&) const = default;
    [[nodiscard]] std::size_t hash() const { return size; }
  };
  const std::vector<Fit>& fitting(Bytes text, const Assignment& assignment);
  bool match_one(Bytes text, Bytes path, const Assignment& assignment, std::vector<Match>& out);
  [[nodiscard]] ByteSpan secret_in(std::uint32_t rule, Bytes text, const ByteSpan& value) const;

  const rules::RuleSet& set_;
  const CompiledRules& compiled_;
  const ValueRules& rules_;
  std::string key_;  // of the assignment at hand
  ByteCache<Key, std::vector<Fit>> fitting_{8192};
  ByteCache<ValueKey, ByValue> by_value_{4096};
};

}  // namespace leaksieve::match
