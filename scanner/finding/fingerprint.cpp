#include "scanner/finding/fingerprint.h"

#include <string_view>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/filter/entropy.h"

namespace leaksieve::finding {
namespace {

constexpr std::string_view kVersion = "leaksieve-fp-1";
constexpr std::size_t kDigits = 20;
constexpr double kUnguessableBits = 72;
constexpr std::size_t kShortPassword = 24;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Runs of white space become one blank; none at the ends.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

bool is_guessable(const rules::Rule& rule, const Secret& secret) {
  const bool chosen_by_people = rule.kind == "password" || rule.kind == "connection-string";
  if (chosen_by_people && secret.size_bytes() < kShortPassword) return true;
  return static_cast<double>(secret.size_bytes()) * filter::shannon_entropy(secret.reveal()) < kUnguessableBits;
}

std::string make_fingerprint(const rules::Rule& rule, const Secret& secret, Bytes line, ByteSpan in_line) {
  if (!is_guessable(rule, secret)) {
    return "s" + sha256_hex({kVersion, rule.id, secret.reveal()}).substr(0, kDigits);
  }
  const std::string masked = std::string(line.substr(0, in_line.begin)) + std::string(line.substr(in_line.end));
  const std::string size = fmt::format("{}", secret.size_bytes());
  return "w" + sha256_hex({kVersion, rule.id, secret.redacted(), size, folded(masked)}).substr(0, kDigits);
}

bool is_fingerprint(std::string_view text) {
  if (text.size() != kDigits + 1 || (text.front() != 's' && text.front() != 'w')) return false;
  return text.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

}  // namespace leaksieve::finding
