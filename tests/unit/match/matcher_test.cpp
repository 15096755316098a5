#include "scanner/match/matcher.h"

#include <ctime>
#include <random>
#include <string>

#include "scanner/match/lazy_regex.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

rules::Rule rule_of(const std::string& id, const std::string& regex) {
  rules::Rule rule;
  rule.id = id;
  rule.regex = regex;
  rule.source = "test.toml";
  rule.line = 7;
  return rule;
}

Matcher matcher_for(std::vector<rules::Rule> rules) {
  auto db = PatternDb::compile({std::move(rules), {}}, {});
  if (!db) FAIL(db.error().message);
  auto matcher = Matcher::make(*db);
  if (!matcher) FAIL(matcher.error().message);
  return std::move(*matcher);
}

std::vector<Match> scan(Matcher& matcher, Bytes text, Bytes path = "") {
  std::vector<Match> found;
  const Status status = matcher.scan(text, path, found);
  if (!status) FAIL(status.error().message);
  return found;
}

// "begin-end:secret" of every match.
std::string told(const std::vector<Match>& found, Bytes text) {
  std::string all;
  for (const Match& match : found) {
    all += (all.empty() ? "" : " ") + std::to_string(match.whole.begin) + "-" + std::to_string(match.whole.end) + ":" +
           std::string(match.secret.of(text));
  }
  return all;
}

TEST_CASE("matches have the spans of a left-to-right RE2 search") {
  struct Row {
    std::string regex, text, expected;
  };
  const auto row = GENERATE(values<Row>({
      {"key=[a-z]{3,}", "xx key=abcdef", "3-13:key=abcdef"},         // several ends, one match
      {"key=([a-z]{3,})", "key=abc key=defg", "0-7:abc 8-16:defg"},  // first group
      {"(?:a(x)|b(y))z", "axz byz", "0-3:x 4-7:y"},                  // first group that takes part
      {"ab[ab]*c", "ababc abc", "0-5:ababc 6-9:abc"},                // unbounded
      {R"(\bkey\b)", "monkey key keys key", "7-10:key 16-19:key"},   // context on both sides
      {"^abc", "abc abc", "0-3:abc"},                                // ^ is the begin of the text
      {"abc$", "abc\nabc", "4-7:abc"},                               // $ is its end
      {"abc$", "abc\n", ""},                                         // not before a last newline, unlike in PCRE
      {"(?m)^k=(.*)$", "k=one\nk=two", "0-5:one 6-11:two"},
      {"(?i)ToKeN=([0-9]+)", "TOKEN=12 token=3", "0-8:12 9-16:3"},
      {"a.c", "a\nc abc", "4-7:abc"},                 // . is no newline
      {"\\xff(.)\\xfe", "\xff\xc3\xfe", "0-3:\xc3"},  // bytes, not UTF-8
      {"tok_([a-z]{4})(?:[^a-z]|$)", "tok_abcd tok_efgh", "0-9:abcd 9-17:efgh"},
      {"k=(a|ab)(c|bcd)", "k=abcd", "0-6:a"},  // leftmost-first: a, then bcd
      {"aa", "aaaaa", "0-2:aa 2-4:aa"},
  }));
  CAPTURE(row.regex, row.text);
  Matcher matcher = matcher_for({rule_of("r", row.regex)});
  CHECK(told(scan(matcher, row.text), row.text) == row.expected);
}

TEST_CASE("the rule's secret group counts") {
  rules::Rule rule = rule_of("r", "(a+)=(b+)");
  rule.secret_group = 2;
  Matcher matcher = matcher_for({rule});
  CHECK(told(scan(matcher, "aa=bbb"), "aa=bbb") == "0-6:bbb");
}

TEST_CASE("random texts: every rule finds exactly what RE2 alone finds") {
  const std::vector<std::string> patterns = {"ab{1,3}c", "a[bc]*d",    R"(\bcab?\b)",   "(?:ab|ba){2,4}",
                                             "c.{0,6}d", "a(?:bc|b)c", R"([^a]{2,5}a)", "d$",
                                             "^a[a-d]*", "b[^d]+?d"};
  std::vector<rules::Rule> rules;
  for (std::size_t i = 0; i < patterns.size(); ++i) rules.push_back(rule_of("r" + std::to_string(i), patterns[i]));
  Matcher matcher = matcher_for(rules);
  std::mt19937 random(20240607);
  for (int round = 0; round < 400; ++round) {
    std::string text;
    const std::size_t size = random() % 120;
    for (std::size_t i = 0; i < size; ++i) text += "abcd \n"[random() % 6];
    std::vector<std::vector<ByteSpan>> expected(patterns.size());
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const auto regex = compile_regex(patterns[i]);
      re2::StringPiece hit;
      for (std::size_t at = 0; at < text.size() && regex->Match(text, at, text.size(), RE2::UNANCHORED, &hit, 1);) {
        const auto begin = static_cast<std::size_t>(hit.data() - text.data());
        expected[i].push_back({begin, begin + hit.size()});
        at = begin + hit.size();
      }
    }
    std::vector<std::vector<ByteSpan>> found(patterns.size());
    for (const Match& match : scan(matcher, text)) found[match.rule].push_back(match.whole);
    CAPTURE(text);
    CHECK((found == expected));
  }
}

TEST_CASE("a trigger opens a window for the regex") {
  rules::Rule rule = rule_of("r", "BEGIN ([a-z]+) END");
  rule.trigger = "BEGIN";
  rule.trigger_before = 5;
  rule.trigger_after = 20;
  Matcher matcher = matcher_for({rule});
  const std::string text = "END BEGIN abc END BEGIN abcdefghijklmnopqrstuvwxyz END BEGIN x END BEGIN y END";
  CHECK(told(scan(matcher, text), text) == "4-17:abc 55-66:x 67-78:y");
  CHECK(scan(matcher, "no trig abc END").empty());
}

TEST_CASE("keywords have to be near, in either case") {
  rules::Rule rule = rule_of("r", "[0-9]{6}");
  rule.keywords = {"Acme", "x.y"};
  rule.keyword_distance = 10;
  Matcher near = matcher_for({rule});
  const std::string text = "ACME 123456 ............ 234567 ............. 345678 x.y 456789 xzy";
  CHECK(told(scan(near, text), text) == "5-11:123456 46-52:345678 57-63:456789");
  rule.keyword_distance = 0;
  Matcher anywhere = matcher_for({rule});
  CHECK(scan(anywhere, text).size() == 4);
  CHECK(scan(anywhere, "123456 xzy").empty());
}

TEST_CASE("a rule's path demand is met by an unknown path") {
  rules::Rule rule = rule_of("r", "pw=(.+)");
  rule.path = R"(\.env$)";
  rules::Rule file;
  file.id = "file";
  file.path = R"((?:^|/)id_rsa$)";
  Matcher matcher = matcher_for({file, rule});
  CHECK(scan(matcher, "pw=a", "a.env").size() == 1);
  CHECK(scan(matcher, "pw=a", "a.envx").empty());
  CHECK(scan(matcher, "pw=a", "").size() == 1);
  const auto found = scan(matcher, "pw=a", "home/id_rsa");
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == 0);
  CHECK(found[0].whole.empty());
  CHECK(scan(matcher, "", "id_rsa").size() == 1);
}

TEST_CASE("matches of all rules are in order, and a matcher forgets the last buffer") {
  Matcher matcher = matcher_for({rule_of("a", "xyz"), rule_of("b", "[x-z]{2}"), rule_of("c", "w.*")});
  const std::string text = "xyz w xyz";
  for (int i = 0; i < 2; ++i) {
    const auto found = scan(matcher, text);
    REQUIRE(found.size() == 5);
    CHECK(found[0].rule == 0);
    CHECK(found[1].rule == 1);
    CHECK(found[2].rule == 2);
    CHECK(found[3].rule == 0);
    CHECK(found[4].rule == 1);
    CHECK(scan(matcher, "nothing").empty());
  }
  CHECK(scan(matcher, "").empty());
}

TEST_CASE("a set without rules finds nothing") {
  Matcher matcher = matcher_for({});
  CHECK(scan(matcher, "abc", "p").empty());
}

// Seconds of the processor for one scan of about 10 MB.
double seconds_for(Matcher& matcher, const std::string& text, std::size_t expected) {
  const std::clock_t begin = std::clock();
  const auto found = scan(matcher, text);
  const std::clock_t end = std::clock();
  CHECK(found.size() == expected);
  return static_cast<double>(end - begin) / CLOCKS_PER_SEC;
}

TEST_CASE("hostile input costs linear time") {
  constexpr std::size_t kSize = 10'000'000;
  constexpr double kPatience = 120;  // seconds; the quadratic way would take hours, sanitizers a few
  const std::string as(kSize, 'a');
  {
    // An end at every byte for Hyperscan, and RE2 says no: its $ does not match before a last newline.
    Matcher matcher = matcher_for({rule_of("r", "a{1,40}$"), rule_of("s", "a+$")});
    CHECK(seconds_for(matcher, as + "\n", 0) < kPatience);
  }
  {
    Matcher matcher = matcher_for({rule_of("r", "a{8}"), rule_of("s", "a[^b]*")});
    CHECK(seconds_for(matcher, as, kSize / 8 + 1) < kPatience);
  }
  {
    // Triggers everywhere, a match nowhere.
    rules::Rule rule = rule_of("r", "a{1,100}(?:[^a]{0,100}b)");
    rule.trigger = "a";
    Matcher matcher = matcher_for({rule});
    CHECK(seconds_for(matcher, as, 0) < kPatience);
  }
  {
    rules::Rule rule = rule_of("r", "a{8}");
    rule.keywords = {"zzz"};
    rule.keyword_distance = 40;
    rules::Rule anywhere = rule;
    anywhere.id = "s";
    anywhere.keyword_distance = 0;
    Matcher matcher = matcher_for({rule, anywhere});
    CHECK(seconds_for(matcher, as, 0) < kPatience);
  }
}

}  // namespace
}  // namespace leaksieve::match
