#include "scanner/match/near_word.h"

#include <algorithm>
#include <random>
#include <string>
#include <tuple>

#include "scanner/match/letters.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

using Places = std::vector<std::tuple<std::uint32_t, std::size_t>>;

bool is_joint(char c) { return c == ' ' || c == '-' || c == '_' || c == '.'; }

bool is_border(Bytes text, std::size_t at) {
  if (at == 0 || at == text.size()) return true;
  if (is_digit(text[at - 1]) && is_digit(text[at])) return false;
  return !is_letter(text[at - 1]) || !is_letter(text[at]) || begins_word(text, at);
}

bool begins_behind_escape(Bytes text, std::size_t at) {
  return at > 1 && text[at - 2] == '\\' && std::string_view("ntr").find(text[at - 1]) != std::string_view::npos;
}

bool is_in_token(Bytes text, std::size_t begin, std::size_t end) {
  if (begin > 0 && text[begin - 1] == '&' && text.substr(end).starts_with(';')) return true;
  const auto is_of_token = [&](std::size_t at) { return is_letter(text[at]) || is_digit(text[at]); };
  std::size_t digits = 0, others = 0, size = end - begin;
  std::string run(text.substr(begin, size));
  for (std::size_t at = begin; at > 0 && begin - at < 20 && is_of_token(at - 1); --at) run += text[at - 1];
  for (std::size_t at = end; at < text.size() && at - end < 20 && is_of_token(at); ++at) run += text[at];
  for (const char c : run) {
    digits += is_digit(c) ? 1U : 0U;
    others += is_letter(c) && to_lower(c) > 'f' ? 1U : 0U;
  }
  return (run.size() >= 20 && digits >= 3) || (run.size() >= 8 && digits > 0 && others == 0);
}

// Letter by letter, each word by itself, as near_word.h says.
Places places_of(const std::vector<std::string_view>& words, Bytes text) {
  Places found;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_border(text, begin) && !begins_behind_escape(text, begin)) continue;
    for (std::uint32_t i = 0; i < words.size(); ++i) {
      std::size_t at = begin;
      bool is_parted = false, is_same = true;
      for (std::size_t letter = 0; letter < words[i].size() && is_same; ++letter) {
        for (; letter > 0 && at < text.size() && is_joint(text[at]); ++at) is_parted = true;
        is_same = at < text.size() && to_lower(text[at]) == words[i][letter];
        ++at;
      }
      const bool is_short = words[i].size() < 6;
      if (!is_same || (is_short && (is_parted || !is_border(text, at) || is_in_token(text, begin, at)))) continue;
      found.emplace_back(i, at);
    }
  }
  std::ranges::sort(found);
  return found;
}

Places found_by(const NearWords& near, Bytes text) {
  std::vector<NearWords::Place> places;
  near.append_places(text, places);
  Places found;
  for (const NearWords::Place& place : places) found.emplace_back(place.word, place.end);
  std::ranges::sort(found);
  return found;
}

TEST_CASE("words are found where they begin and end, whatever their length, case and joints") {
  const std::vector<std::string_view> words = {"a1", "abc", "abcd", "abcdef", "b", "b2c", "ba", "cab12", "sendgrid"};
  const NearWords near(words);
  for (const std::string text :
       {"abc",       "ABC",        "abcd",  "abc_d",  "abcD",    "abc2", "xabc", "x_abc", "xAbc",      "\\nabc",
        "a1",        "a1b",        "a12",   "A1B2C",  "b",       "B_a",  "ba.",  "bA",    "send-grid", "SEND_GRID key",
        "sendGrids", "se.n.d gri", "cab12", "cab123", "abc-def", "2abc"}) {
    CAPTURE(text);
    CHECK(found_by(near, text) == places_of(words, text));
  }
  CHECK(found_by(near, "my send.Grid") == Places{{8, 12}});
  CHECK(found_by(near, "inbox abcs").empty());
}

TEST_CASE("a short word is none in a token, a digest or an entity") {
  const NearWords near({"cf", "lt", "sendgrid"});
  for (const std::string text : {"token=>\"7b64e61ffdb145fc9d887cf0daef2\"", "x9 9f3cf07d", "&lt;ann@acme.io&gt;",
                                 "Tq7ZkLt4MvWx29PqRsUv", "Zk3Lt4MvWx29PqRsUvTq"}) {
    CAPTURE(text);
    CHECK(found_by(near, text).empty());
  }
  for (const std::string text : {"cf_key", "oauth2CfToken", "1cf2", "LT_ACCESS_KEY", "&lt=", "lt;", "a-cf-9f3c107d",
                                 "myCompany2LtAccessKeyOfProduction1"}) {
    CAPTURE(text);
    CHECK(found_by(near, text).size() == 1);
  }
  CHECK(found_by(near, "7b64e61ffdb1SendGrid9d887c").size() == 1);
}

TEST_CASE("in random texts the same words are found as letter by letter") {
  const std::vector<std::string_view> words = {"a",    "a1",    "aa",   "aab",    "ab1",      "abab",    "abb", "b",
                                               "b1a1", "baaab", "bb1b", "bbaba",  "bbabab",   "bbbbb",   "1a",  "1ab1",
                                               "11",   "1b",    "b11",  "ababab", "bababab1", "aaaaaaaa"};
  std::vector<std::string_view> sorted = words;
  std::ranges::sort(sorted);
  const NearWords near(sorted);
  std::mt19937 random(7);
  constexpr std::string_view kBytes = "aaabbbABAB11_-. \\nz\n";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::size_t size = random() % 24;
    while (text.size() < size) text += kBytes[random() % kBytes.size()];
    CAPTURE(text);
    REQUIRE(found_by(near, text) == places_of(sorted, text));
  }
}

}  // namespace
}  // namespace leaksieve::match
