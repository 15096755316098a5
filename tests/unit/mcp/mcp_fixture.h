// What the tests of the layer share: secrets made at run time, and a config's judgements by their place.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scanner/mcp/judge_documents.h"

namespace leaksieve::mcp {

// Reads like a key; a new one for every number.
inline std::string fake_key(unsigned number) {
  constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  std::string key;
  std::uint64_t state = 0x9e3779b97f4a7c15U * (number + 7U);
  for (int i = 0; i < 32; ++i) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    key += kAlphabet[state % kAlphabet.size()];
  }
  return key;
}

// @SECRET@ in `text` becomes `secret`, other marks what a file of ours must not hold in one piece.
inline std::string with_secret(std::string text, const std::string& secret) {
  const std::vector<std::pair<std::string, std::string>> kMarks = {
      {"@SECRET@", secret},
      {"@PASSWORD@", std::string("Xk29") + "dkq1mZ"},
      {"@UUID@", std::string("a81bc81b-5ead-4e5d") + "-abff-90865d1e13b1"},
      {"@MYPASS@", std::string("MyDb") + "Pass99"},
      {"@APP@", std::string("wqzk rtyn") + " plmv bcxd"},
      {"@BASIC@", std::string("YW5uQGFjbWUuaW86") + "WGsyOWRrcTFtWg=="},
  };
  for (const auto& [mark, value] : kMarks) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

inline std::vector<JudgedValue> with_judgement(const std::vector<JudgedValue>& all, Judgement judgement) {
  std::vector<JudgedValue> some;
  for (const JudgedValue& value : all) {
    if (value.judgement == judgement) some.push_back(value);
  }
  return some;
}

// "server field" of each secret.
inline std::vector<std::string> secret_places(const std::string& text) {
  std::vector<std::string> places;
  for (const JudgedValue& value : with_judgement(judge_documents(text, ""), Judgement::kSecret)) {
    places.push_back(value.server + " " + value.field);
  }
  return places;
}

}  // namespace leaksieve::mcp
