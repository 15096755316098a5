#include "scanner/match/lazy_regex.h"

namespace leaksieve::match {
namespace {

constexpr std::int64_t kMaxRegexMemory = std::int64_t{64} << 20;

std::string joined(const std::vector<std::string>& alternatives) {
  std::string all;
  for (const std::string& one : alternatives) all += (all.empty() ? "(?:" : "|(?:") + one + ")";
  return all;
}

}  // namespace

std::unique_ptr<RE2> compile_regex(const std::string& pattern, Case letter_case) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(kMaxRegexMemory);
  options.set_case_sensitive(letter_case == Case::kSensitive);
  return std::make_unique<RE2>(pattern, options);
}

void LazyRegex::set(std::string pattern, Case letter_case) {
  pattern_ = std::move(pattern);
  case_ = letter_case;
}

void LazyRegex::set_any(const std::vector<std::string>& patterns) { set(joined(patterns)); }

void LazyRegex::set_words(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const std::string& word : words) quoted.push_back(RE2::QuoteMeta(word));
  set(joined(quoted), Case::kInsensitive);
}

const RE2& LazyRegex::get() const {
  std::call_once(once_, [this] { regex_ = compile_regex(pattern_, case_); });
  return *regex_;
}

bool LazyRegex::found_in(Bytes text) const {
  return !empty() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), get());
}

}  // namespace leaksieve::match
