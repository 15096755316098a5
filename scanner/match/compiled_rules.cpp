#include "scanner/match/compiled_rules.h"

#include <algorithm>

#include <fmt/format.h>

namespace leaksieve::match {
namespace {

std::string place_of(const rules::Rule& rule) {
  return fmt::format("{}:{}: rule '{}'", rule.source, rule.line, rule.id);
}

Status validate_regex(const std::string& pattern, const std::string& what) {
  const std::unique_ptr<RE2> regex = compile_regex(pattern);
  if (regex->ok()) return {};
  return Error{ErrorKind::kUsage, fmt::format("{}: RE2 cannot compile '{}': {}", what, pattern, regex->error())};
}

bool applies_to(const rules::Allowlist& list, const rules::Rule& rule) {
  const auto& targets = list.target_rules;
  return targets.empty() || std::find(targets.begin(), targets.end(), rule.id) != targets.end();
}

}  // namespace

CompiledRules::CompiledRules(const rules::RuleSet& set) : set_(set), ready_(set.rules.size()) {
  for (const rules::Allowlist& list : set.allowlists) top_level_.push_back(add(list));
}

const CompiledRule& CompiledRules::prepare(std::uint32_t index) const {
  const std::lock_guard lock(mutex_);
  if (const CompiledRule* const known = ready_[index].load(std::memory_order_acquire)) return *known;
  const rules::Rule& rule = set_.rules[index];
  CompiledRule& compiled = rules_.emplace_back();
  compiled.regex.set(rule.is_value_rule() ? rule.value : rule.regex);
  compiled.path.set(rule.path);
  compiled.keywords.set_words(rule.keywords);
  compiled.stopwords.set_words(rule.stopwords);
  for (const rules::Allowlist& list : rule.allowlists) compiled.allowlists.push_back(add(list));
  for (const CompiledAllowlist* list : top_level_) {
    if (applies_to(*list->list, rule)) compiled.allowlists.push_back(list);
  }
  ready_[index].store(&compiled, std::memory_order_release);
  return compiled;
}

const CompiledAllowlist* CompiledRules::add(const rules::Allowlist& list) const {
  CompiledAllowlist& compiled = allowlists_.emplace_back();
  compiled.list = &list;
  compiled.paths.set_any(list.paths);
  compiled.regexes.set_any(list.regexes);
  compiled.stopwords.set_words(list.stopwords);
  return &compiled;
}

Status validate(const rules::Rule& rule) {
  const std::string place = place_of(rule);
  if (rule.tells_files() && rule.path.empty()) {
    return Error{
        ErrorKind::kUsage,
        place + ": none of 'regex', 'value', 'parts' and 'path' is given, and there is no such rule to change"};
  }
  if (!rule.regex.empty()) {
    const std::unique_ptr<RE2> regex = compile_regex(rule.regex);
    if (!regex->ok()) {
      return Error{ErrorKind::kUsage, fmt::format("{}: RE2 cannot compile its regex: {}", place, regex->error())};
    }
    if (static_cast<int>(rule.secret_group) > regex->NumberOfCapturingGroups()) {
      return Error{ErrorKind::kUsage, fmt::format("{}: secretGroup is {}, but its regex has {} groups", place,
                                                  rule.secret_group, regex->NumberOfCapturingGroups())};
    }
  }
  for (const auto& [pattern, key] : {std::pair(&rule.value, "value"), {&rule.name, "name"}, {&rule.path, "path"}}) {
    if (pattern->empty()) continue;
    if (const Status status = validate_regex(*pattern, fmt::format("{}, {}", place, key)); !status) return status;
  }
  for (const rules::Allowlist& list : rule.allowlists) {
    if (const Status status = validate(list, place + ", allowlist"); !status) return status;
  }
  return {};
}

Status validate(const rules::Allowlist& list, const std::string& what) {
  for (const auto* patterns : {&list.paths, &list.regexes}) {
    for (const std::string& pattern : *patterns) {
      if (const Status status = validate_regex(pattern, what); !status) return status;
    }
  }
  // The patterns are searched as one: a group name that two of them use fails only there.
  LazyRegex paths;
  LazyRegex regexes;
  paths.set_any(list.paths);
  regexes.set_any(list.regexes);
  for (const LazyRegex* all : {&paths, &regexes}) {
    if (!all->empty() && !all->get().ok()) {
      return Error{ErrorKind::kUsage,
                   fmt::format("{}: RE2 cannot compile its patterns together: {}", what, all->get().error())};
    }
  }
  return {};
}

}  // namespace leaksieve::match
