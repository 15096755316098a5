#include "scanner/rules/load.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/catch.h"

namespace leaksieve::rules {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFull = R"(
title = "mine"
[extend]
useDefault = true
disabledRules = ["old-one"]
[[rules]]
id = "acme-key"
description = "Acme key"
service = "Acme"
kind = "password"
severity = "critical"
confidence = "low"
regex = '''acme_([a-z]{8})'''
trigger = "acme_"
triggerBefore = 3
triggerAfter = 40
secretGroup = 1
entropy = 3
keywords = ["acme"]
keywordDistance = 50
path = '''\.env$'''
tags = ["x"]
checks = ["not-uuid"]
placeholders = false
stopwords = ["dull"]
specificity = -4
slowBecause = "no word near"
references = ["https://example.com"]
[[rules.allowlists]]
description = "tests"
condition = "AND"
commits = ["ABC"]
paths = ['''^test/''']
regexes = ["a+"]
regexTarget = "line"
stopwords = ["stop"]
[[rules.positive]]
text = ["acme_", "abcd", "efgh"]
secret = ["abcd", "efgh"]
path = "a.env"
also = ["other"]
[[rules.negative]]
text = "acme_"
why = "short"
[[rules]]
id = "abc"
regex = "z"
[rules.allowlist]
stopwords = ["old"]
[allowlist]
paths = ["vendor/"]
[[allowlists]]
targetRules = ["abc"]
regexes = ["q"]
[scan]
anything = 1
)";

TEST_CASE("every key of a rule file is read") {
  const auto file = parse_rule_file(kFull, "x.toml");
  REQUIRE(file.ok());
  CHECK(file->warnings.empty());
  CHECK(file->extend_default);
  CHECK(file->disabled_rules == std::vector<std::string>{"old-one"});
  REQUIRE(file->set.rules.size() == 2);
  CHECK(file->set.rules[0].id == "abc");  // sorted
  CHECK(file->set.rules[0].allowlists.at(0).stopwords == std::vector<std::string>{"old"});
  const Rule& rule = file->set.rules[1];
  CHECK(rule.id == "acme-key");
  CHECK(rule.description == "Acme key");
  CHECK(rule.service == "Acme");
  CHECK(rule.kind == "password");
  CHECK(rule.severity == Severity::kCritical);
  CHECK(rule.confidence == Confidence::kLow);
  CHECK(rule.regex == "acme_([a-z]{8})");
  CHECK(rule.trigger == "acme_");
  CHECK(rule.trigger_before == 3);
  CHECK(rule.trigger_after == 40);
  CHECK(rule.secret_group == 1);
  CHECK(rule.entropy == 3.0);
  CHECK(rule.keywords == std::vector<std::string>{"acme"});
  CHECK(rule.keyword_distance == 50);
  CHECK(rule.path == "\\.env$");
  CHECK(rule.checks == std::vector<std::string>{"not-uuid"});
  CHECK_FALSE(rule.placeholders);
  CHECK(rule.stopwords == std::vector<std::string>{"dull"});
  CHECK(rule.specificity == -4);
  CHECK(rule.slow_because == "no word near");
  CHECK(rule.source == "x.toml");
  CHECK(rule.line == 6);
  REQUIRE(rule.allowlists.size() == 1);
  CHECK(rule.allowlists[0].match_all);
  CHECK(rule.allowlists[0].target == RegexTarget::kLine);
  CHECK(rule.allowlists[0].commits == std::vector<std::string>{"ABC"});
  REQUIRE(rule.positives.size() == 1);
  CHECK(rule.positives[0].text == "acme_abcdefgh");
  CHECK(rule.positives[0].secret == "abcdefgh");
  CHECK(rule.positives[0].also == std::vector<std::string>{"other"});
  REQUIRE(rule.negatives.size() == 1);
  CHECK(rule.negatives[0].why == "short");
  REQUIRE(file->set.allowlists.size() == 2);
  CHECK(file->set.allowlists[1].target_rules == std::vector<std::string>{"abc"});
}

TEST_CASE("what is not understood is told, with its place") {
  const auto file = parse_rule_file("[[rules]]\nid = 'a'\nregex = 'b'\nwhatever = 1\n[[rules.allowlists]]\n", "y.toml");
  REQUIRE(file.ok());
  REQUIRE(file->warnings.size() == 2);
  CHECK(file->warnings[0].find("y.toml:5") == 0);  // the empty allowlist
  CHECK(file->warnings[1] == "y.toml:4: rule 'a': key 'whatever' is not known and was ignored");
}

TEST_CASE("broken rule files are refused with line and column") {
  struct Row {
    std::string toml, message;
  };
  const auto row = GENERATE(values<Row>({
      {"[[rules]]\nid = ", "z.toml:2:6: "},
      {"[[rules]]\nid = 3\n", "z.toml:2:6: a rule: 'id' has to be a string"},
      {"[[rules]]\nregex = 'a'\n", "z.toml:1:1: a rule needs an 'id'"},
      {"[[rules]]\nid='a'\n[[rules]]\nid='a'\n", "z.toml:3:1: rule id 'a' is taken by the rule in line 1"},
      {"[[rules]]\nid='a'\nkeywords = ['x', 2]\n", "z.toml:3:18: rule 'a': 'keywords' has to be a list of strings"},
      {"[[rules]]\nid='a'\nseverity = 'huge'\n", "z.toml:3:12: rule 'a': 'severity' has to be one of"},
      {"[[rules]]\nid='a'\nsecretGroup = -1\n", "z.toml:3:15: rule 'a': 'secretGroup' has to be a whole number"},
      {"[[rules]]\nid='a'\n[[rules.positive]]\nsecret = 'x'\n", "z.toml:3:1: rule 'a', positive: an example needs"},
      {"rules = 3\n", "z.toml:1:9: rule file: 'rules' has to be a table"},
  }));
  const auto file = parse_rule_file(row.toml, "z.toml");
  REQUIRE_FALSE(file.ok());
  CHECK(file.error().kind == ErrorKind::kUsage);
  INFO(file.error().message);
  CHECK(file.error().message.find(row.message) == 0);
}

TEST_CASE("a file without rules is fine") {
  const auto file = parse_rule_file("[scan]\nthreads = 2\n[allowlist]\npaths = ['a']\n", "c.toml");
  REQUIRE(file.ok());
  CHECK(file->set.rules.empty());
  CHECK(file->warnings.empty());
  CHECK(file->extend_default);
  CHECK(parse_rule_file("", "e.toml").ok());
}

TEST_CASE("a file is laid over the rules it extends") {
  RuleSet base;
  for (const char* id : {"a", "b", "c"}) {
    Rule rule;
    rule.id = id;
    rule.regex = "old";
    rule.description = "old";
    base.rules.push_back(rule);
  }
  const auto file = parse_rule_file(
      "[extend]\ndisabledRules=['b']\n[[rules]]\nid='a'\nregex='new'\n[[rules]]\nid='c'\nentropy=2\n[[rules.allowlists]"
      "]\n"
      "stopwords=['x']\n[[rules]]\nid='0'\nregex='r'\n[allowlist]\npaths=['p']\n",
      "m.toml");
  REQUIRE(file.ok());
  const RuleSet merged = merge(base, *file);
  REQUIRE(merged.rules.size() == 3);
  CHECK(merged.rules[0].id == "0");
  CHECK(merged.rules[1].regex == "new");
  CHECK(merged.rules[1].description.empty());  // replaced as a whole
  CHECK(merged.rules[2].id == "c");            // changed: it gave no pattern
  CHECK(merged.rules[2].regex == "old");
  CHECK(merged.rules[2].entropy == 2.0);
  CHECK(merged.rules[2].allowlists.size() == 1);
  CHECK(merged.allowlists.size() == 1);
}

TEST_CASE("files extend files, not for ever and not in a circle") {
  const fs::path folder = fs::temp_directory_path() / "leaksieve-load-test";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };
  write("top.toml", "[extend]\npath='base.toml'\ndisabledRules=['x']\n[[rules]]\nid='a'\nregex='top'\n");
  write("base.toml",
        "[extend]\nuseDefault=false\n[[rules]]\nid='a'\nregex='base'\n[[rules]]\nid='x'\nregex='x'\n[[rules]]\nid='y'"
        "\nregex='y'\n");
  const auto file = load_rule_file(folder / "top.toml");
  REQUIRE(file.ok());
  REQUIRE(file->set.rules.size() == 2);
  CHECK(file->set.rules[0].regex == "top");
  CHECK(file->set.rules[1].id == "y");
  CHECK_FALSE(file->extend_default);

  write("ring.toml", "[extend]\npath='ring.toml'\n");
  const auto ring = load_rule_file(folder / "ring.toml");
  REQUIRE_FALSE(ring.ok());
  CHECK(ring.error().message.find("comes back") != std::string::npos);

  for (int i = 0; i < 5; ++i) {
    write(("deep" + std::to_string(i) + ".toml").c_str(), "[extend]\npath='deep" + std::to_string(i + 1) + ".toml'\n");
  }
  CHECK(load_rule_file(folder / "deep0.toml").error().message.find("deeper") != std::string::npos);
  CHECK(load_rule_file(folder / "none.toml").error().kind == ErrorKind::kNotFound);
  CHECK_FALSE(load_rule_file(folder).ok());
  fs::remove_all(folder);
}

}  // namespace
}  // namespace leaksieve::rules
