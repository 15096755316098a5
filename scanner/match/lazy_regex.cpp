#include "scanner/match/lazy_regex.h"

#include <algorithm>
#include <array>

namespace leaksieve::match {
namespace {

constexpr std::int64_t kMaxRegexMemory = std::int64_t{64} << 20;
constexpr std::uint32_t kEachTimed = 8;                       // searches
constexpr std::size_t kLongestEarly = std::size_t{16} << 10;  // bytes of a window

// What RE2 takes for a search that finds nothing, once its automaton is made (AMD EPYC: the median of 30 rules).
constexpr std::chrono::nanoseconds time_of_re2(std::size_t bytes) {
  return std::chrono::nanoseconds(50 + bytes * 5 / 4);
}

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
  std::call_once(once_, [this] {
    regex_ = compile_regex(pattern_, case_);
    is_broken_ = !regex_->ok();
  });
  return *regex_;
}

Backtracker::Answer LazyRegex::ask(Early& early, Bytes text, const ByteSpan& window, Extent extent,
                                   std::span<Bytes> groups) const {
  using Clock = std::chrono::steady_clock;
  std::call_once(early.once, [&] { early.code = Backtracker::compile(pattern_, case_, early.engine); });
  if (early.code == nullptr) {
    early.left.store({}, std::memory_order_relaxed);
    return Backtracker::Answer::kUnknown;
  }
  // To read the clock takes as long as a short search: later on one search in eight stands for all.
  const std::uint32_t asked = early.asked.load(std::memory_order_relaxed);
  early.asked.store(asked + 1, std::memory_order_relaxed);
  const bool is_first = asked < kEachTimed;
  if (!is_first && asked % kEachTimed != 0) return early.code->match(text, window, extent, groups);
  const Clock::time_point begin = Clock::now();
  const auto answer = early.code->match(text, window, extent, groups);
  std::chrono::nanoseconds used = Clock::now() - begin;
  const bool is_done = answer != Backtracker::Answer::kUnknown;
  if (is_done && early.engine == Engine::kMachineCode) used -= time_of_re2(window.size());
  if (!is_first) used *= kEachTimed;
  // What another thread takes off in the meantime may be lost: it is a budget, not an account.
  if (used.count() > 0) early.left.store(early.left.load(std::memory_order_relaxed) - used, std::memory_order_relaxed);
  return answer;
}

bool LazyRegex::match(Bytes text, const ByteSpan& window, Extent extent, std::span<Bytes> groups) const {
  if (empty()) return false;
  for (Early* const early : {&interpreter_, &machine_code_}) {
    if (window.size() > kLongestEarly || early->left.load(std::memory_order_relaxed).count() <= 0) continue;
    const Backtracker::Answer answer = ask(*early, text, window, extent, groups);
    if (answer != Backtracker::Answer::kUnknown) return answer == Backtracker::Answer::kYes;
    break;
  }
  std::array<re2::StringPiece, kMostGroups> found;
  const std::size_t count = std::min(groups.size(), found.size());
  const re2::StringPiece piece(text.data(), text.size());
  const RE2::Anchor anchor = extent == Extent::kWhole ? RE2::ANCHOR_BOTH : RE2::UNANCHORED;
  if (!get().Match(piece, window.begin, window.end, anchor, found.data(), static_cast<int>(count))) return false;
  std::transform(found.begin(), found.begin() + count, groups.begin(),
                 [](const re2::StringPiece& group) { return Bytes(group.data(), group.size()); });
  return true;
}

}  // namespace leaksieve::match
