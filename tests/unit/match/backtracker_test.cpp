#include "scanner/match/backtracker.h"

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <vector>

#include "scanner/match/lazy_regex.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

using Answer = Backtracker::Answer;
using Groups = std::array<Bytes, 4>;

struct Search {
  Bytes text;
  ByteSpan window;
  Extent extent = Extent::kPart;
};

std::string shown(const Search& search) {
  return std::to_string(search.window.begin) + ".." + std::to_string(search.window.end) +
         " of: " + std::string(search.text);
}

// RE2's own answer.
Answer asked(const RE2& regex, const Search& search, Groups& groups) {
  std::array<re2::StringPiece, std::tuple_size_v<Groups>> found;
  const re2::StringPiece piece(search.text.data(), search.text.size());
  const RE2::Anchor anchor = search.extent == Extent::kWhole ? RE2::ANCHOR_BOTH : RE2::UNANCHORED;
  if (!regex.Match(piece, search.window.begin, search.window.end, anchor, found.data(), found.size()))
    return Answer::kNo;
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = {found[i].data(), found[i].size()};
  return Answer::kYes;
}

// Both give the same groups in the same places.
bool is_same(const Groups& a, const Groups& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].data() != b[i].data() || a[i].size() != b[i].size()) return false;
  }
  return true;
}

// Both engines.
std::vector<std::unique_ptr<const Backtracker>> compiled(const std::string& pattern) {
  std::vector<std::unique_ptr<const Backtracker>> engines;
  for (const Engine engine : {Engine::kInterpreter, Engine::kMachineCode}) {
    auto made = Backtracker::compile(pattern, Case::kSensitive, engine);
    if (made != nullptr) engines.push_back(std::move(made));
  }
  return engines;
}

struct Told {
  std::size_t yes = 0, no = 0, unknown = 0;
};

void compare(const Backtracker& early, const RE2& regex, const Search& search, Told& told) {
  Groups mine{}, theirs{};
  const Answer answer = early.match(search.text, search.window, search.extent, mine);
  if (answer == Answer::kUnknown) {
    ++told.unknown;
    return;
  }
  ++(answer == Answer::kYes ? told.yes : told.no);
  if (answer != asked(regex, search, theirs) || (answer == Answer::kYes && !is_same(mine, theirs))) {
    FAIL_CHECK(regex.pattern() << "\n" << shown(search));
  }
}

// `text` with a byte taken out, put in, or changed here and there.
std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::string_view kBytes("\v\n\r\t \"'=:;.-_/aZ0\x80\xC3\xE3\xFF\0", 22);
  for (int i = 0; i < 3 && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    switch (random() % 3) {
      case 0:
        text.erase(at, 1 + random() % 3);
        break;
      case 1:
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
        break;
      default:
        text[at] = static_cast<char>(text[at] ^ 0x20);
    }
  }
  return text;
}

TEST_CASE("of every built-in rule's texts and of damaged ones, PCRE2 says what RE2 says") {
  const Result<rules::RuleSet> set = rules::builtin_rules_with_examples();
  REQUIRE(set.ok());
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same texts in each run
  Told told;
  std::size_t regexes = 0, alike = 0;
  for (const rules::Rule& rule : set->rules) {
    for (const auto& [pattern, extent] : {std::pair(&rule.regex, Extent::kPart), {&rule.value, Extent::kWhole}}) {
      if (pattern->empty()) continue;
      ++regexes;
      const auto engines = compiled(*pattern);
      if (engines.size() < 2) continue;
      ++alike;
      const auto regex = compile_regex(*pattern);
      const auto compare_all = [&](const Search& search) {
        for (const auto& early : engines) compare(*early, *regex, search, told);
      };
      for (const auto* examples : {&rule.positives, &rule.negatives}) {
        for (const rules::Example& example : *examples) {
          std::vector<std::string> texts{example.text};
          if (!example.secret.empty()) texts.push_back(example.secret);
          for (int i = 0; i < 4; ++i) texts.push_back(damaged(texts[i % 2U % texts.size()], random));
          for (const std::string& text : texts) {
            compare_all({text, {0, text.size()}, extent});
            if (extent == Extent::kWhole || text.empty()) continue;
            const std::size_t begin = random() % text.size();
            compare_all({text, {begin, begin + random() % (text.size() - begin + 1)}, extent});
            compare_all({text, {0, random() % text.size()}, extent});
          }
        }
      }
    }
  }
  CHECK(regexes > 2000);
  CHECK(alike > regexes * 9 / 10);
  CHECK(told.yes > 5000);
  CHECK(told.no > 10'000);
  CHECK(told.unknown < (told.yes + told.no) / 5);
}

TEST_CASE("what the two read in different ways is left to RE2") {
  const auto is_read = [](const std::string& pattern) {
    return Backtracker::compile(pattern, Case::kSensitive, Engine::kInterpreter) != nullptr;
  };
  for (const char* pattern :
       {"a\\vb", "\\pL", "\\h", "(?i)\xC3", "\\xC3", "\\x{41}", "a{,3}", "(?=a)", "(?>a)", "\\1", "\\"})
    CHECK_FALSE(is_read(pattern));
  for (const char* pattern : {"a\\x41b", "(?i:a)", "(?P<name>a)", "[\\s\\S]", "(?-i:a)\\.", "a{2,}?", "\\bkey\\z"})
    CHECK(is_read(pattern));
}

// What both of PCRE2's engines tell of `pattern` in a window, and RE2 the same, or PCRE2 nothing.
Answer told_in(const std::string& pattern, const Search& search) {
  const auto engines = compiled(pattern);
  REQUIRE(engines.size() == 2);
  Told told;
  for (const auto& early : engines) compare(*early, *compile_regex(pattern), search, told);
  REQUIRE(std::max({told.yes, told.no, told.unknown}) == 2);
  return told.yes > 0 ? Answer::kYes : told.no > 0 ? Answer::kNo : Answer::kUnknown;
}

TEST_CASE("assertions at the edges of a window see the bytes behind them, matches do not take them") {
  CHECK(told_in("key\\b", {"a key1", {0, 5}}) == Answer::kNo);
  CHECK(told_in("key\\b", {"a key 1", {0, 5}}) == Answer::kYes);
  CHECK(told_in("\\bkey", {"akey", {1, 4}}) == Answer::kNo);
  CHECK(told_in("key(?:[^a-z]|$)", {"key\n", {0, 3}}) == Answer::kUnknown);
  CHECK(told_in("key(?:[^a-z]|$)", {"keya", {0, 3}}) == Answer::kNo);
  CHECK(told_in("key$", {"key\n", {0, 3}}) == Answer::kNo);
  CHECK(told_in("key$", {"key\n", {0, 4}}) == Answer::kNo);
  CHECK(told_in("key$", {"key", {0, 3}}) == Answer::kYes);
  CHECK(told_in("key(?m:$)", {"key\nb", {0, 3}}) == Answer::kYes);
  CHECK(told_in("\n(?m:^)", {"key\n", {0, 4}}) == Answer::kYes);
  CHECK(told_in("^key", {"\nkey", {1, 4}}) == Answer::kNo);
  CHECK(told_in("(?m:^)key", {"\nkey", {1, 4}}) == Answer::kYes);
  CHECK(told_in("[a-z]{3,5}", {"abcdef", {0, 4}}) == Answer::kUnknown);
  CHECK(told_in("a|ab|abc", {"abc", {0, 3}, Extent::kWhole}) == Answer::kYes);
  CHECK(told_in("", {"", {0, 0}}) == Answer::kYes);
}

TEST_CASE("a search that would take long and a vertical tab, which is a space to one of them only, are left to RE2") {
  CHECK(told_in("(?:a|a){1,60}b", {std::string(60, 'a') + "cb", {0, 62}}) == Answer::kUnknown);
  CHECK(told_in("a\\sb", {"a\vb", {0, 3}}) == Answer::kUnknown);
}

TEST_CASE("a regex answers alike when it is asked for the first time and later") {
  LazyRegex regex;
  regex.set("(x)?key=([a-z]{2,9}?)(;|$)");
  const std::string text = "some key=value; key=";
  for (int i = 0; i < 3000; ++i) {  // the first are the interpreter's
    Groups groups{};
    REQUIRE(regex.match(text, {3, text.size()}, groups));
    REQUIRE(groups[0] == "key=value;");
    REQUIRE(groups[1].data() == nullptr);
    REQUIRE(groups[2] == "value");
    REQUIRE_FALSE(regex.fits(text));
  }
}

TEST_CASE(
    "a regex whose searches take milliseconds is RE2's before long, also when no place of a text takes many steps") {
  LazyRegex regex;
  regex.set("(?:x|y|xy){0,7}zq|a{1,3000}");  // RE2 cannot compile it, and says so when it is asked
  std::string text;
  while (text.size() < 16'000) text += "xy";
  // The first search is the interpreter's, the next are machine code's: a hundred times slower than RE2's would be.
  for (int i = 0; i < 100 && !regex.is_broken(); ++i) CHECK_FALSE(regex.found_in(text + "z"));
  CHECK_FALSE(regex.found_in("xyxyz"));
  CHECK(regex.is_broken());
}

TEST_CASE("a regex that RE2 cannot compile says so once RE2 is asked") {
  LazyRegex regex;
  regex.set("a{1,3000}");
  CHECK_FALSE(regex.is_broken());
  const std::string text(std::size_t{1} << 20, 'a');
  CHECK_FALSE(regex.found_in(text));
  CHECK(regex.is_broken());
}

}  // namespace
}  // namespace leaksieve::match
