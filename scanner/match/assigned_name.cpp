#include "scanner/match/assigned_name.h"

#include <re2/re2.h>

#include "scanner/match/letters.h"

namespace leaksieve::match {

std::string plain_name(Bytes name) {
  std::string plain;
  plain.reserve(name.size() + 4);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_letter(c) && !is_digit(c)) {
      if (!plain.empty() && plain.back() != '_') plain.push_back('_');
      continue;
    }
    if (i > 0 && begins_word(name, i) && !plain.empty() && plain.back() != '_') plain.push_back('_');
    plain.push_back(to_lower(c));
  }
  while (!plain.empty() && plain.back() == '_') plain.pop_back();
  return plain;
}

bool may_name_secret(const std::string& plain) {
  static const RE2 kKeyWord(
      "key|token|secret|passw|passphrase|pwd|auth|bearer|credential|cookie|session|webhook|signature|private|access|"
      "client|license|requirepass|(?:^|_)(?:sid|pat|api|dsn|salt|pass|pw|creds?|pin|otp)(?:_|$)|pass$|"
      "(?:app|application|tenant|account)_?id$");
  return RE2::PartialMatch(plain, kKeyWord);
}

}  // namespace leaksieve::match
