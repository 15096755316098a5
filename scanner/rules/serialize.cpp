// One list of fields (visit_rule) serves the writer and the reader, so the two cannot drift apart. Numbers are raw
// bytes of this machine: the blob never leaves the program that holds it.
#include "scanner/rules/serialize.h"

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace leaksieve::rules {
namespace {

template <class Archive, class List>
void visit_allowlist(Archive& archive, List& list) {
  archive(list.description);
  archive(list.match_all);
  archive(list.commits);
  archive(list.paths);
  archive(list.regexes);
  archive(list.stopwords);
  archive(list.target);
  archive(list.target_rules);
}

template <class Archive, class R>
void visit_rule(Archive& archive, R& rule) {
  archive(rule.id);
  archive(rule.description);
  archive(rule.service);
  archive(rule.kind);
  archive(rule.severity);
  archive(rule.confidence);
  archive(rule.regex);
  archive(rule.trigger);
  archive(rule.trigger_before);
  archive(rule.trigger_after);
  archive(rule.secret_group);
  archive(rule.value);
  archive(rule.name);
  archive(rule.near);
  archive(rule.near_in_name);
  archive(rule.quoted);
  archive(rule.parts);
  archive(rule.within_lines);
  archive(rule.alone);
  archive(rule.documents);
  archive(rule.entropy);
  archive(rule.keywords);
  archive(rule.keyword_distance);
  archive(rule.path);
  archive(rule.checks);
  archive(rule.on_failed_check);
  archive(rule.placeholders);
  archive(rule.stopwords);
  archive(rule.allowlists);
  archive(rule.specificity);
  archive(rule.slow_because);
  archive(rule.references);
  archive(rule.source);
  archive(rule.line);
}

class Writer {
 public:
  template <class T>
  void operator()(const T& value) {
    if constexpr (std::is_same_v<T, Rule>) {
      visit_rule(*this, value);
    } else if constexpr (std::is_same_v<T, Allowlist>) {
      visit_allowlist(*this, value);
    } else {
      static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
      out.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
  }
  void operator()(const std::string& text) {
    (*this)(static_cast<std::uint32_t>(text.size()));
    out += text;
  }
  template <class T>
  void operator()(const std::vector<T>& list) {
    (*this)(static_cast<std::uint32_t>(list.size()));
    for (const T& element : list) (*this)(element);
  }

  std::string out;
};

class Reader {
 public:
  explicit Reader(std::string_view blob) : rest_(blob) {}

  template <class T>
  void operator()(T& value) {
    if constexpr (std::is_same_v<T, Rule>) {
      visit_rule(*this, value);
    } else if constexpr (std::is_same_v<T, Allowlist>) {
      visit_allowlist(*this, value);
    } else {
      const std::string_view bytes = take(sizeof value);
      if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
    }
  }
  void operator()(std::string& text) {
    std::uint32_t size = 0;
    (*this)(size);
    text = take(size);
  }
  template <class T>
  void operator()(std::vector<T>& list) {
    std::uint32_t size = 0;
    (*this)(size);
    if (size > rest_.size()) ok_ = false;  // every element takes a byte at least
    if (!ok_) return;
    list.resize(size);
    for (T& element : list) (*this)(element);
  }

  [[nodiscard]] bool complete() const { return ok_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::string to_blob(const RuleSet& set) {
  Writer writer;
  writer(set.rules);
  writer(set.allowlists);
  return std::move(writer.out);
}

std::optional<RuleSet> from_blob(std::string_view blob) {
  RuleSet set;
  Reader reader(blob);
  reader(set.rules);
  reader(set.allowlists);
  if (!reader.complete()) return std::nullopt;
  return set;
}

}  // namespace leaksieve::rules
