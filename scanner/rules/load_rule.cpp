#include "scanner/rules/load_rule.h"

#include <fmt/format.h>

namespace leaksieve::rules {
namespace {

Example read_example(const toml::table& table, std::string_view what, TomlContext& context) {
  Example example;
  TableReader reader(table, what, context);
  reader.read_joined("text", example.text);
  reader.read_joined("secret", example.secret);
  reader.read("path", example.path);
  reader.read("why", example.why);
  reader.read("also", example.also);
  reader.finish();
  if (example.text.empty() && example.path.empty()) {
    context.fail(table.source(), fmt::format("{}: an example needs a 'text'", what));
  }
  return example;
}

void read_judgement(TableReader& reader, Rule& rule) {
  if (const auto i = reader.read_choice("severity", {"low", "medium", "high", "critical"})) {
    rule.severity = static_cast<Severity>(*i);
  }
  if (const auto i = reader.read_choice("confidence", {"low", "medium", "high"})) {
    rule.confidence = static_cast<Confidence>(*i);
  }
  static const std::vector<std::string_view> kKinds = {"token",   "password", "private-key", "connection-string",
                                                       "webhook", "hash",     "identifier"};
  if (const auto i = reader.read_choice("kind", kKinds)) rule.kind = kKinds[*i];
}

void read_pattern(TableReader& reader, Rule& rule) {
  reader.read("regex", rule.regex);
  reader.read("trigger", rule.trigger);
  reader.read("triggerBefore", rule.trigger_before);
  reader.read("triggerAfter", rule.trigger_after);
  reader.read("secretGroup", rule.secret_group);
  if (reader.read_choice("documents", {"mcp"})) rule.documents = "mcp";
  reader.read("entropy", rule.entropy);
  reader.read("keywords", rule.keywords);
  reader.read("keywordDistance", rule.keyword_distance);
  reader.read("path", rule.path);
  reader.read("checks", rule.checks);
  if (const auto i = reader.read_choice("onFailedCheck", {"drop", "lower"})) {
    rule.on_failed_check = static_cast<FailedCheck>(*i);
  }
  reader.read("placeholders", rule.placeholders);
  reader.read("stopwords", rule.stopwords);
  reader.read("specificity", rule.specificity);
  reader.read("slowBecause", rule.slow_because);
}

void read_value(TableReader& reader, Rule& rule) {
  reader.read("value", rule.value);
  reader.read("name", rule.name);
  reader.read("near", rule.near);
  reader.read("nearInName", rule.near_in_name);
  reader.read("quoted", rule.quoted);
}

void read_parts(TableReader& reader, Rule& rule) {
  reader.read("parts", rule.parts);
  reader.read("withinLines", rule.within_lines);
  reader.read("alone", rule.alone);
}

}  // namespace

Rule read_rule(const toml::table& table, TomlContext& context) {
  Rule rule;
  std::string what = "a rule";
  if (const auto id = table["id"].value<std::string>()) what = fmt::format("rule '{}'", *id);
  TableReader reader(table, what, context);
  rule.source = context.name;
  rule.line = reader.line();

  reader.read("id", rule.id);
  if (rule.id.empty()) context.fail(table.source(), "a rule needs an 'id'");
  reader.read("description", rule.description);
  reader.read("service", rule.service);
  reader.read("references", rule.references);
  reader.ignore("tags");  // gitleaks': told to nobody here
  read_judgement(reader, rule);
  read_pattern(reader, rule);
  read_value(reader, rule);
  read_parts(reader, rule);
  for (const std::string_view key : {"allowlist", "allowlists"}) {  // the first is gitleaks' old spelling
    for (const toml::table* one : reader.tables(key)) {
      rule.allowlists.push_back(read_allowlist(*one, AllowlistPlace::kInRule, context));
    }
  }
  for (const toml::table* one : reader.tables("positive")) {
    rule.positives.push_back(read_example(*one, what + ", positive", context));
  }
  for (const toml::table* one : reader.tables("negative")) {
    rule.negatives.push_back(read_example(*one, what + ", negative", context));
  }
  reader.finish();
  return rule;
}

Allowlist read_allowlist(const toml::table& table, AllowlistPlace place, TomlContext& context) {
  Allowlist list;
  TableReader reader(table, "allowlist", context);
  reader.read("description", list.description);
  if (const auto i = reader.read_choice("condition", {"OR", "or", "||", "AND", "and", "&&"})) list.match_all = *i >= 3;
  if (const auto i = reader.read_choice("regexTarget", {"secret", "match", "line"})) {
    list.target = static_cast<RegexTarget>(*i);
  }
  reader.read("commits", list.commits);
  reader.read("paths", list.paths);
  reader.read("regexes", list.regexes);
  reader.read("stopwords", list.stopwords);
  if (place == AllowlistPlace::kTopLevel) reader.read("targetRules", list.target_rules);
  reader.finish();
  if (list.commits.empty() && list.paths.empty() && list.regexes.empty() && list.stopwords.empty()) {
    context.warn(table.source(), "an allowlist without commits, paths, regexes or stopwords allows nothing");
  }
  return list;
}

}  // namespace leaksieve::rules
