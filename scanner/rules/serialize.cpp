// One list of fields (visit_rule) serves the writer and the reader, so the two cannot drift apart. Numbers are raw
// bytes of this machine: the blob never leaves the program that holds it.
#include "scanner/rules/serialize.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <type_traits>
#include <vector>

#include "scanner/rules/embedded_source.h"

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

// What the blob begins with: the number of rules, a record of each, and one that tells where the last one ends.
struct Record {
  std::uint32_t begin = 0;  // of the rule's bytes, behind the records
  std::uint32_t flags = 0;
  std::uint32_t trigger_before = 0, trigger_after = 0;
};

enum Flag : std::uint32_t {
  kHasRegex = 1,
  kHasTrigger = 2,
  kIsValueRule = 4,
  kHasParts = 8,
  kAlone = 16,
  kTellsFiles = 32,
  kHasDocuments = 64,
};

Record record_of(const RuleTraits& traits, std::size_t begin) {
  Record record{static_cast<std::uint32_t>(begin), 0, traits.trigger_before, traits.trigger_after};
  const auto set = [&record](Flag flag, bool is_set) { record.flags |= is_set ? flag : 0U; };
  set(kHasRegex, traits.has_regex);
  set(kHasTrigger, traits.has_trigger);
  set(kIsValueRule, traits.is_value_rule);
  set(kHasParts, traits.has_parts);
  set(kAlone, traits.alone);
  set(kTellsFiles, traits.tells_files);
  set(kHasDocuments, traits.has_documents);
  return record;
}

RuleTraits traits_of(const Record& record) {
  const auto has = [&record](Flag flag) { return (record.flags & flag) != 0; };
  return {has(kHasRegex),   has(kHasTrigger),   has(kIsValueRule),     has(kHasParts),      has(kAlone),
          has(kTellsFiles), has(kHasDocuments), record.trigger_before, record.trigger_after};
}

class BlobSource final : public EmbeddedSource {
 public:
  // REQUIRED: `records` has one record more than there are rules.
  BlobSource(std::string_view records, std::string_view rules) : records_(records), rules_(rules) {}

  [[nodiscard]] std::size_t size() const override { return records_.size() / sizeof(Record) - 1; }
  [[nodiscard]] RuleTraits traits(std::size_t index) const override { return traits_of(record(index)); }
  [[nodiscard]] std::string id(std::size_t index) const override {
    Reader reader(rules_.substr(record(index).begin));
    std::string id;  // the first field
    reader(id);
    return id;
  }
  [[nodiscard]] Rule read(std::size_t index) const override {
    const std::uint32_t begin = record(index).begin;
    Reader reader(rules_.substr(begin, record(index + 1).begin - begin));
    Rule rule;
    reader(rule);
    if (!reader.complete()) std::abort();  // they are bytes of the program
    return rule;
  }

 private:
  [[nodiscard]] Record record(std::size_t index) const {
    Record record;
    std::memcpy(&record, records_.data() + index * sizeof record, sizeof record);
    return record;
  }

  std::string_view records_, rules_;
};

}  // namespace

std::string to_blob(const RuleSet& set) {
  Writer records, rules;
  records(static_cast<std::uint32_t>(set.rules.size()));
  const auto add_record = [&](const RuleTraits& traits) {
    const Record record = record_of(traits, rules.out.size());
    records.out.append(reinterpret_cast<const char*>(&record), sizeof record);
  };
  for (const Rule& rule : set.rules) {
    add_record(rules::traits_of(rule));
    rules(rule);
  }
  add_record({});
  rules(set.allowlists);
  return records.out + rules.out;
}

std::optional<RuleSet> from_blob(std::string_view blob) {
  std::uint32_t count = 0;
  if (blob.size() < sizeof count) return std::nullopt;
  std::memcpy(&count, blob.data(), sizeof count);
  blob.remove_prefix(sizeof count);
  if (blob.size() / sizeof(Record) < std::size_t{count} + 1) return std::nullopt;
  const std::string_view records = blob.substr(0, (std::size_t{count} + 1) * sizeof(Record));
  blob.remove_prefix(records.size());
  Record last;
  std::memcpy(&last, records.data() + count * sizeof last, sizeof last);
  if (last.begin > blob.size()) return std::nullopt;
  RuleSet set;
  Reader reader(blob.substr(last.begin));
  reader(set.allowlists);
  if (!reader.complete()) return std::nullopt;
  set.rules = RuleList(std::make_unique<BlobSource>(records, blob.substr(0, last.begin)));
  return set;
}

}  // namespace leaksieve::rules
