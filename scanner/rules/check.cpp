#include "scanner/rules/check.h"

#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <re2/re2.h>

namespace leaksieve::rules {
namespace {

constexpr std::size_t kLeastExamples = 2;
constexpr double kMostEntropy = 8;

std::unique_ptr<RE2> compile(const std::string& pattern) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  return std::make_unique<RE2>(pattern, options);
}

bool is_id(const std::string& id) {
  const auto is_lower_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !id.empty() && is_lower_or_digit(id.front()) &&
         std::all_of(id.begin(), id.end(), [&](char c) { return c == '-' || is_lower_or_digit(c); });
}

class RuleCheck {
 public:
  RuleCheck(const Rule& rule, Strictness strictness, std::vector<Problem>& problems)
      : rule_(rule),
        proof_(strictness == Strictness::kBuiltIn ? ProblemKind::kError : ProblemKind::kWarning),
        problems_(problems) {}

  void run() {
    if (!is_id(rule_.id)) error("its id has to be lower-case letters, digits and '-', and not begin with '-'");
    if (rule_.description.empty()) tell(proof_, "no 'description'");
    if (rule_.references.empty()) tell(proof_, "no 'references': where is the format documented?");
    check_patterns();
    check_value();
    check_filters();
    check_examples();
  }

 private:
  void tell(ProblemKind kind, std::string message) {
    problems_.push_back({kind, rule_.id, rule_.source, rule_.line, std::move(message)});
  }
  void error(std::string message) { tell(ProblemKind::kError, std::move(message)); }
  void warn(std::string message) { tell(ProblemKind::kWarning, std::move(message)); }

  // Null when it does not compile, which is told.
  std::unique_ptr<RE2> check_regex(const std::string& pattern, const std::string& what) {
    std::unique_ptr<RE2> regex = compile(pattern);
    if (regex->ok()) return regex;
    error(fmt::format("{} does not compile: {}", what, regex->error()));
    return nullptr;
  }

  void check_patterns() {
    if (rule_.tells_files() && rule_.path.empty()) error("none of 'regex', 'value', 'parts' and 'path' is given");
    if (rule_.regex.empty() && !rule_.trigger.empty()) error("a 'trigger' needs a 'regex'");
    if (!rule_.trigger.empty()) check_regex(rule_.trigger, "trigger");
    if (!rule_.path.empty()) check_regex(rule_.path, "path");
    if (rule_.regex.empty()) return;
    const std::unique_ptr<RE2> regex = check_regex(rule_.regex, "regex");
    if (regex == nullptr) return;
    const int groups = regex->NumberOfCapturingGroups();
    if (static_cast<int>(rule_.secret_group) > groups) {
      error(fmt::format("secretGroup is {}, but the regex has {} groups", rule_.secret_group, groups));
    }
    if (RE2::FullMatch("", *regex)) error("the regex matches the empty text");
  }

  void check_value() {
    if (!rule_.is_value_rule()) {
      for (const auto& [is_given, key] :
           {std::pair(!rule_.name.empty(), "name"), {!rule_.near.empty(), "near"}, {rule_.quoted, "quoted"}}) {
        if (is_given) error(fmt::format("'{}' needs a 'value'", key));
      }
      return;
    }
    if (!rule_.regex.empty()) error("a rule has a 'regex' or a 'value', not both");
    if (!rule_.keywords.empty()) error("'keywords' does nothing beside a 'value': use 'near'");
    if (const auto value = check_regex(rule_.value, "value"); value != nullptr && RE2::FullMatch("", *value)) {
      error("the value matches the empty text");
    }
    if (!rule_.name.empty()) check_regex(rule_.name, "name");
    if (rule_.near.empty() && rule_.name.empty() && rule_.specificity >= 0) {
      warn("a 'value' without 'near' and 'name' takes every secret's name: give one, or a negative 'specificity'");
    }
    if (rule_.near_in_name && rule_.near.empty()) warn("'nearInName' without 'near' does nothing");
    for (const std::string& word : rule_.near) {
      const bool is_plain =
          std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
      if (word.empty() || !is_plain) error(fmt::format("near '{}' has to be lower-case letters and digits", word));
    }
  }

  void check_filters() {
    if (rule_.entropy < 0 || rule_.entropy > kMostEntropy) error("'entropy' has to be between 0 and 8 bits per byte");
    if (rule_.keyword_distance > 0 && rule_.keywords.empty()) warn("'keywordDistance' without 'keywords' does nothing");
    for (const auto* words : {&rule_.keywords, &rule_.stopwords}) {
      if (std::find(words->begin(), words->end(), "") != words->end()) error("an empty keyword or stop word");
    }
    for (const Allowlist& list : rule_.allowlists) {
      for (const std::string& pattern : list.paths) check_regex(pattern, "allowlist path '" + pattern + "'");
      for (const std::string& pattern : list.regexes) check_regex(pattern, "allowlist regex '" + pattern + "'");
    }
  }

  void check_examples() {
    if (rule_.positives.size() < kLeastExamples) {
      tell(proof_,
           fmt::format("{} positive examples, at least {} prove a rule", rule_.positives.size(), kLeastExamples));
    }
    if (rule_.negatives.size() < kLeastExamples) {
      tell(proof_,
           fmt::format("{} negative examples, at least {} prove a rule", rule_.negatives.size(), kLeastExamples));
    }
    for (std::size_t i = 0; i < rule_.positives.size(); ++i) {
      const Example& example = rule_.positives[i];
      if (rule_.tells_files()) continue;  // it tells a file, not a secret
      if (example.secret.empty()) {
        error(fmt::format("positive {} does not say which 'secret' it expects", i + 1));
      } else if (example.text.find(example.secret) == std::string::npos) {
        // Text in UTF-16 holds its secret in another form.
        if (example.text.find('\0') == std::string::npos)
          error(fmt::format("positive {}: its text does not hold its secret", i + 1));
      }
    }
    for (std::size_t i = 0; i < rule_.negatives.size(); ++i) {
      if (rule_.negatives[i].why.empty()) warn(fmt::format("negative {} does not say 'why' it is none", i + 1));
    }
  }

  const Rule& rule_;
  ProblemKind proof_;  // of a missing proof
  std::vector<Problem>& problems_;
};

void check_parts(const RuleSet& set, const Rule& rule, std::vector<Problem>& problems) {
  const auto error = [&](std::string message) {
    problems.push_back({ProblemKind::kError, rule.id, rule.source, rule.line, std::move(message)});
  };
  if (rule.parts.size() == 1) error("one part is no rule of parts");
  if (rule.has_parts() && (!rule.regex.empty() || rule.is_value_rule()))
    error("a rule of 'parts' looks for nothing else");
  for (const std::string& id : rule.parts) {
    const auto part = std::ranges::find(set.rules, id, &Rule::id);
    if (part == set.rules.end()) {
      error(fmt::format("there is no rule '{}' to be a part", id));
    } else if (part->has_parts() || part->tells_files()) {
      error(fmt::format("rule '{}' cannot be a part: it finds no secret of its own", id));
    }
  }
}

}  // namespace

std::vector<Problem> check_rules(const RuleSet& set, Strictness strictness) {
  std::vector<Problem> problems;
  std::map<std::string, const Rule*> ids;
  for (const Rule& rule : set.rules) {
    RuleCheck(rule, strictness, problems).run();
    const auto [first, added] = ids.emplace(rule.id, &rule);
    if (!added) {
      problems.push_back(
          {ProblemKind::kError, rule.id, rule.source, rule.line,
           fmt::format("its id is taken by the rule at {}:{}", first->second->source, first->second->line)});
    }
  }
  for (const Rule& rule : set.rules) check_parts(set, rule, problems);
  for (const Allowlist& list : set.allowlists) {
    for (const auto* patterns : {&list.paths, &list.regexes}) {
      for (const std::string& pattern : *patterns) {
        const std::unique_ptr<RE2> regex = compile(pattern);
        if (!regex->ok()) {
          problems.push_back(
              {ProblemKind::kError, "", "", 0,
               fmt::format("allowlist '{}': '{}' does not compile: {}", list.description, pattern, regex->error())});
        }
      }
    }
  }
  return problems;
}

}  // namespace leaksieve::rules
