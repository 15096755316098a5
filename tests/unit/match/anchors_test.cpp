#include "scanner/match/anchors.h"

#include <algorithm>
#include <string>

#include "scanner/match/hyperscan.h"
#include "scanner/match/lazy_regex.h"
#include "scanner/match/line_bound.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

using Texts = std::vector<std::string>;

Texts sorted(Texts texts) {
  std::ranges::sort(texts);
  return texts;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return text;
}

TEST_CASE("anchors are literals of which every match holds one") {
  CHECK(anchors_of(R"(mistral[\w.-]{0,10}(?:key|token)\s=\s([a-z]{32}))") == Texts{"mistral"});
  CHECK(sorted(anchors_of(R"((?:AKIA|ASIA)[A-Z]{16}\s{1,4}[a-z]{40})")) == Texts{"akia", "asia"});
  CHECK(anchors_of(R"((?i:Authorization)\s?:)") == Texts{"authorization"});
  CHECK(anchors_of(R"((?:turso|libsql)\s*token)").size() == 2);  // not "token": texts are full of it
  CHECK(anchors_of(R"(abc\ndefghi)") == Texts{"defghi"});        // anchors lie in one line
}

TEST_CASE("a regex without a literal of three bytes has no anchor") {
  CHECK(anchors_of(R"([0-9a-f]{32}\s[0-9a-f]{32})").empty());
  CHECK(anchors_of(R"(ab\s+cd)").empty());
  CHECK(anchors_of(R"((?:secret)?\s*[a-z]+)").empty());
  CHECK(anchors_of("(").empty());
}

// Each makes every line with its anchor be looked at together with its neighbours.
TEST_CASE("few built-in rules may lie in several lines") {
  const auto crosses = [](const Expression& expression) { return !stays_in_line(*expression.text); };
  CHECK(std::ranges::count_if(expressions_of(rules::builtin_rules()), crosses) <= 20);
}

// Of each built-in rule that needs them: what its examples prove.
TEST_CASE("every match of a built-in rule that may lie in several lines holds an anchor of it") {
  const auto set = rules::builtin_rules_with_examples();
  REQUIRE(set);
  std::size_t rules_checked = 0;
  for (const Expression& expression : expressions_of(*set)) {
    if (stays_in_line(*expression.text)) continue;
    const rules::Rule& rule = set->rules[expression.rule];
    CAPTURE(rule.id);
    const Texts anchors = anchors_of(*expression.text);
    CHECK_FALSE(anchors.empty());
    const auto regex = compile_regex(*expression.text);
    for (const rules::Example& example : rule.positives) {
      re2::StringPiece match;
      const re2::StringPiece text(example.text.data(), example.text.size());
      if (!regex->Match(text, 0, text.size(), RE2::UNANCHORED, &match, 1)) continue;
      const std::string held = lower(std::string(match.data(), match.size()));
      CHECK(std::ranges::any_of(anchors, [&](const std::string& a) { return held.find(a) != std::string::npos; }));
      ++rules_checked;
    }
  }
  CHECK(rules_checked > 20);
}

TEST_CASE("every match of a built-in rule begins with its head") {
  const auto set = rules::builtin_rules_with_examples();
  REQUIRE(set);
  std::size_t matches_checked = 0;
  for (const Expression& expression : expressions_of(*set)) {
    if (stays_in_line(*expression.text)) continue;
    const std::string head = head_in_line(*expression.text);
    if (head.empty()) continue;
    const rules::Rule& rule = set->rules[expression.rule];
    CAPTURE(rule.id, head);
    const auto regex = compile_regex(*expression.text);
    const auto head_regex = compile_regex(head);
    REQUIRE(head_regex->ok());
    for (const rules::Example& example : rule.positives) {
      re2::StringPiece match;
      const re2::StringPiece text(example.text.data(), example.text.size());
      if (!regex->Match(text, 0, text.size(), RE2::UNANCHORED, &match, 1)) continue;
      const auto begin = static_cast<std::size_t>(match.data() - text.data());
      CHECK(head_regex->Match(text, begin, text.size(), RE2::ANCHOR_START, nullptr, 0));
      ++matches_checked;
    }
  }
  CHECK(matches_checked > 20);
}

}  // namespace
}  // namespace leaksieve::match
