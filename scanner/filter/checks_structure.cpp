// Structure inside a secret that can be read without the vendor: what decodes is kept, and what it says is noted.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "scanner/filter/base64.h"
#include "scanner/filter/check_families.h"
#include "scanner/filter/placeholder.h"
#include "scanner/filter/shapes.h"
#include "scanner/filter/words.h"

namespace leaksieve::filter {
namespace {

bool is_printable(Bytes text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7f'; });
}

}  // namespace

// An id is base 32; behind the prefix, bits 1 to 40 of its first 6 bytes are the account's number (ids made since
// 2019). The account's number is no secret, and it tells whose key this is.
CheckResult check_aws_account(Bytes secret) {
  constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  if (secret.size() != 20) return {Verdict::dropped("no AWS access key id"), ""};
  const Bytes body = secret.substr(4);
  if (body.find_first_not_of(kBase32) != Bytes::npos) return {Verdict::dropped("no AWS access key id"), ""};
  std::uint64_t bits = 0;
  for (const char c : body.substr(0, 10)) bits = (bits << 5) | kBase32.find(c);  // 50 bits hold the first 6 bytes
  if (secret[4] < 'Q' || secret[4] > 'Z') return {Verdict::kept(), ""};          // an old id: no account in it
  const std::uint64_t account = ((bits >> 2) & 0x7fffffffff80ULL) >> 7;
  return {Verdict::kept(), fmt::format("aws: account {:012}", account)};
}

CheckResult check_basic_credentials(Bytes secret) {
  const std::optional<std::string> text = base64_decode(secret);
  if (!text || !is_printable(*text)) return {Verdict::dropped("no user:password in base64"), ""};
  const std::size_t colon = text->find(':');
  if (colon == std::string::npos) return {Verdict::dropped("no user:password in base64"), ""};
  Bytes value = Bytes(*text).substr(colon + 1);
  if (value.empty()) value = Bytes(*text).substr(0, colon);  // a key given as the user: "sk_live_...:"
  if (value.size() < 4) return {Verdict::dropped("placeholder: too short"), ""};
  if (bytes_in_words(lower_case(value)) == value.size()) return {Verdict::dropped("placeholder: a word"), ""};
  const std::string line = "\"" + std::string(value) + "\"";
  return {check_placeholder(value, line, {1, 1 + value.size()}, false), ""};
}

CheckResult check_discord_snowflake(Bytes secret) {
  const std::optional<std::string> id = base64_decode(secret.substr(0, secret.find('.')));
  if (!id || id->size() < 17 || id->size() > 20 || !std::all_of(id->begin(), id->end(), is_digit)) {
    return {Verdict::dropped("no bot id in the token"), ""};
  }
  return {Verdict::kept(), "discord: bot " + *id};
}

}  // namespace leaksieve::filter
