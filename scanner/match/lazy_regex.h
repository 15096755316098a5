// A regex that is compiled when it is first needed: most rules never hit, and compiling all of them would cost a start
// tens of milliseconds. Bytes in, bytes out (Latin-1 mode): a scanned buffer need not be UTF-8. What it matches is what
// RE2 says. Searches of short windows are left to PCRE2: the first to its interpreter, the others to machine code, as
// long as that is no slower than RE2. What it loses may be as much as RE2 takes to make its automaton.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "scanner/base/bytes.h"
#include "scanner/match/backtracker.h"

namespace leaksieve::match {

// How every regex of a rule file is compiled.
[[nodiscard]] std::unique_ptr<RE2> compile_regex(const std::string& pattern, Case letter_case = Case::kSensitive);

class LazyRegex {
 public:
  LazyRegex() = default;
  LazyRegex(const LazyRegex&) = delete;
  LazyRegex& operator=(const LazyRegex&) = delete;

  // Before any thread calls get(). An empty pattern is "no regex".
  void set(std::string pattern, Case letter_case = Case::kSensitive);
  // One regex that matches where any of `patterns` does.
  void set_any(const std::vector<std::string>& patterns);
  // Matches any of `words`, in either case.
  void set_words(const std::vector<std::string>& words);

  [[nodiscard]] bool empty() const { return pattern_.empty(); }
  // Searches `window` of `text`, as RE2::Match() with start and end positions: the leftmost match, whose groups (0 is
  // the whole) are put into `groups`, one that took no part with data() == nullptr. False when empty. Thread-safe.
  bool match(Bytes text, const ByteSpan& window, std::span<Bytes> groups) const {
    return match(text, window, Extent::kPart, groups);
  }
  [[nodiscard]] bool found_in(Bytes text) const { return match(text, {0, text.size()}, Extent::kPart, {}); }
  // All of `text` matches.
  bool fits(Bytes text, std::span<Bytes> groups = {}) const {
    return match(text, {0, text.size()}, Extent::kWhole, groups);
  }
  // RE2 was asked, and could not compile it: it has found nothing.
  [[nodiscard]] bool is_broken() const { return is_broken_; }
  // For RE2's own questions. Thread-safe. REQUIRED: !empty().
  [[nodiscard]] const RE2& get() const;

 private:
  bool match(Bytes text, const ByteSpan& window, Extent extent, std::span<Bytes> groups) const;

  // PCRE2 with one of its engines, until `left` is used up.
  struct Early {
    Early(Engine how, std::chrono::nanoseconds time) : engine(how), left(time) {}
    const Engine engine;
    std::atomic<std::chrono::nanoseconds> left;
    std::atomic<std::uint32_t> asked = 0;  // threads may miss each other's
    std::once_flag once;
    std::unique_ptr<const Backtracker> code;
  };
  static constexpr std::chrono::microseconds kInterpreterTime{100}, kMachineCodeLoss{800};
  Backtracker::Answer ask(Early& early, Bytes text, const ByteSpan& window, Extent extent,
                          std::span<Bytes> groups) const;

  std::string pattern_;
  Case case_ = Case::kSensitive;
  mutable Early interpreter_{Engine::kInterpreter, kInterpreterTime};
  mutable Early machine_code_{Engine::kMachineCode, kMachineCodeLoss};
  mutable std::once_flag once_;
  mutable std::unique_ptr<RE2> regex_;
  mutable std::atomic<bool> is_broken_ = false;
};

}  // namespace leaksieve::match
