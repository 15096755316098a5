// The rules of a set, by index. The built-in ones lie in the program as bytes, and each is read when it is first asked
// for: a scan meets a few dozen of thousands, and reading all of them would be half of a hook's time.
#pragma once

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/rules/rule.h"

namespace leaksieve::rules {

// What a start has to know of every rule.
struct RuleTraits {
  bool has_regex = false, has_trigger = false, is_value_rule = false, has_parts = false;
  bool alone = true;                                    // Rule::alone
  bool tells_files = false;                             // Rule::tells_files()
  bool has_documents = false;                           // Rule::documents is not empty
  std::uint32_t trigger_before = 0, trigger_after = 0;  // bytes; as the rule's

  friend bool operator==(const RuleTraits&, const RuleTraits&) = default;
};
[[nodiscard]] RuleTraits traits_of(const Rule& rule);

// Rules that are read one by one. Any thread.
class RuleSource {
 public:
  virtual ~RuleSource() = default;
  [[nodiscard]] virtual std::size_t size() const = 0;
  // REQUIRED, as for all that takes an index: it is less than size().
  [[nodiscard]] virtual RuleTraits traits(std::size_t index) const = 0;
  [[nodiscard]] virtual std::string id(std::size_t index) const = 0;
  [[nodiscard]] virtual Rule read(std::size_t index) const = 0;
  // All rules of the program, as they are, and no other.
  [[nodiscard]] virtual bool is_embedded() const = 0;
  // The rule of the program whose regex and trigger this one has, by its index there; nullopt: it may have its own.
  // Such a rule's patterns were validated when the program was built.
  [[nodiscard]] virtual std::optional<std::uint32_t> embedded_expression(std::size_t index) const = 0;
  // Nothing of the rule was changed since it was validated when the program was built.
  [[nodiscard]] virtual bool is_validated(std::size_t index) const = 0;
};

// A vector of rules that may still have to be read. Reading is for any thread; copies are cheap until one is changed.
class RuleList {
 public:
  class const_iterator;
  using value_type = Rule;
  using iterator = std::vector<Rule>::iterator;

  RuleList() = default;
  RuleList(std::vector<Rule> rules) : own_(std::move(rules)) {}  // NOLINT(google-explicit-constructor): it is a vector
  RuleList(std::initializer_list<Rule> rules) : own_(rules) {}
  explicit RuleList(std::unique_ptr<const RuleSource> source);

  [[nodiscard]] std::size_t size() const { return lazy_ ? lazy_->parsed.size() : own_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  // REQUIRED, as for all that takes an index: it is less than size().
  const Rule& operator[](std::size_t index) const { return lazy_ ? lazy_->rule(index) : own_[index]; }
  [[nodiscard]] RuleTraits traits(std::size_t index) const;
  [[nodiscard]] std::string id(std::size_t index) const { return lazy_ ? lazy_->source->id(index) : own_[index].id; }
  // As RuleSource has them; of rules that were changed one by one: false, and nullopt.
  [[nodiscard]] bool is_embedded() const { return lazy_ && lazy_->source->is_embedded(); }
  [[nodiscard]] bool is_validated(std::size_t index) const { return lazy_ && lazy_->source->is_validated(index); }
  [[nodiscard]] std::optional<std::uint32_t> embedded_expression(std::size_t index) const {
    return lazy_ ? lazy_->source->embedded_expression(index) : std::nullopt;
  }
  [[nodiscard]] const_iterator begin() const;
  [[nodiscard]] const_iterator end() const;

  // To change them; all are read first.
  Rule& operator[](std::size_t index) { return own()[index]; }
  iterator begin() { return own().begin(); }
  iterator end() { return own().end(); }
  void push_back(Rule rule) { own().push_back(std::move(rule)); }
  Rule& back() { return own().back(); }
  iterator erase(iterator first, iterator last) { return own().erase(first, last); }

 private:
  struct Lazy {
    explicit Lazy(std::unique_ptr<const RuleSource> rules) : source(std::move(rules)), parsed(source->size()) {}
    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;
    ~Lazy();
    const Rule& rule(std::size_t index);

    const std::unique_ptr<const RuleSource> source;
    std::vector<std::atomic<const Rule*>> parsed;  // null: not yet; owned
  };
  std::vector<Rule>& own();

  std::shared_ptr<Lazy> lazy_;  // null: they are in own_
  std::vector<Rule> own_;
};

class RuleList::const_iterator {
 public:
  using iterator_category = std::random_access_iterator_tag;
  using value_type = Rule;
  using difference_type = std::ptrdiff_t;
  using pointer = const Rule*;
  using reference = const Rule&;

  const_iterator() = default;
  const_iterator(const RuleList* list, difference_type at) : list_(list), at_(at) {}

  reference operator*() const { return (*list_)[static_cast<std::size_t>(at_)]; }
  pointer operator->() const { return &**this; }
  reference operator[](difference_type by) const { return *(*this + by); }
  const_iterator& operator+=(difference_type by) {
    at_ += by;
    return *this;
  }
  const_iterator& operator-=(difference_type by) { return *this += -by; }
  const_iterator& operator++() { return *this += 1; }
  const_iterator& operator--() { return *this += -1; }
  const_iterator operator++(int) {
    const const_iterator before = *this;
    ++*this;
    return before;
  }
  const_iterator operator--(int) {
    const const_iterator before = *this;
    --*this;
    return before;
  }
  friend const_iterator operator+(const_iterator from, difference_type by) { return from += by; }
  friend const_iterator operator+(difference_type by, const_iterator from) { return from += by; }
  friend const_iterator operator-(const_iterator from, difference_type by) { return from -= by; }
  friend difference_type operator-(const const_iterator& a, const const_iterator& b) { return a.at_ - b.at_; }
  friend bool operator==(const const_iterator& a, const const_iterator& b) { return a.at_ == b.at_; }
  friend auto operator<=>(const const_iterator& a, const const_iterator& b) { return a.at_ <=> b.at_; }

 private:
  const RuleList* list_ = nullptr;
  difference_type at_ = 0;
};

inline RuleList::const_iterator RuleList::begin() const { return {this, 0}; }
inline RuleList::const_iterator RuleList::end() const { return {this, static_cast<std::ptrdiff_t>(size())}; }

// Everything a scan matches with.
struct RuleSet {
  RuleList rules;                     // sorted by id, ids unique
  std::vector<Allowlist> allowlists;  // for all rules (but see target_rules)
};

}  // namespace leaksieve::rules
