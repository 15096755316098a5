// Each holds a key word: the literal that makes it cheap. What stands between the word and the value is bounded, and
// the part of the value that is taken has a fixed length, so that an end tells where the value begins.
#include "scanner/match/assignment_triggers.h"

namespace leaksieve::match {
namespace {

// Blanks are common in aligned files.
const std::string kOperator = R"([ \t]{0,16}(?:=>|[:?|+]{0,2}={1,3}|[:,(>])[ \t]{0,16})";
const std::string kType = R"((?:[ \t]{0,2}:?[ \t]{0,2}[\w&'<>\[\]*|?. ]{2,32})?)";  // Rust, Go, Python, C, ...
const std::string kClose = R"([\\"'`\]?!]{0,4})";
const std::string kOpen = R"([\[{]?[bruBRUfFL@]{0,2}\\?["'`]{0,3})";
const std::string kKeyValue = R"([^\s"'`<>{}()\[\],;=:|\\>?][^\s"'`<>{}()\[\],;|\\]{9})";
const std::string kPasswordValue = R"([^\s"'`<>{}()\[\],;=:|\\>][^\s"'`<>\\]{4})";

std::vector<AssignmentTrigger> make() {
  const std::string keys =
      R"((?i:key|token|secret|auth|credential|cookie|session|webhook|signature|bearer|private|access|client|license))";
  const std::string last_words = R"((?i:sid|pat|api|dsn|salt|pass|creds?|(?:app|tenant|account|application)[_-]?id))";
  const std::string passwords = R"((?i:passw(?:or)?d|passphrase|pwd|[_-]pass|[_-]pw|secret|requirepass|masterauth))";
  return {
      {keys + R"([\w.-]{0,24})" + kClose + kType + kOperator + kOpen + kKeyValue, 10},
      {last_words + kClose + kOperator + kOpen + kKeyValue, 10},
      {passwords + R"([\w.-]{0,16})" + kClose + kType + kOperator + kOpen + kPasswordValue, 5},
      // --token x, ENV TOKEN x, Bearer x: nothing but blanks
      {R"((?i:key|token|secret|bearer|passw(?:or)?d|pass|masterauth)[ \t]{1,8}["']?)" + kKeyValue, 10},
      {R"((?i:passw(?:or)?d|pass|by)[ \t]{1,8}["'])" + kPasswordValue, 5},
      // The name stands elsewhere: `- name: X`, then `value: y`.
      {R"((?i:value|default|<string)["'\\]{0,2}[ \t]{0,8}[=:>][ \t]{0,8}\\?["']?)" + kPasswordValue, 5},
  };
}

}  // namespace

const std::vector<AssignmentTrigger>& assignment_triggers() {
  static const std::vector<AssignmentTrigger> kTriggers = make();
  return kTriggers;
}

}  // namespace leaksieve::match
