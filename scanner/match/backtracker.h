// A regex for short windows: PCRE2's backtracking matcher is compiled in microseconds (in some hundred to machine code,
// which is then faster than RE2), where RE2 unrolls bounded repeats and builds an automaton, which takes milliseconds.
// It answers as RE2 does or not at all. Inner header of the match layer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "scanner/base/bytes.h"

struct pcre2_real_code_8;  // pcre2_code, of <pcre2.h>

namespace leaksieve::match {

enum class Case { kSensitive, kInsensitive };
inline constexpr std::size_t kMostGroups = 16;  // of a match that can be asked for, the whole among them
enum class Engine : std::uint8_t { kInterpreter, kMachineCode };
enum class Extent : std::uint8_t { kPart, kWhole };  // the match may be part of the window, or has to be all of it

class Backtracker {
 public:
  enum class Answer : std::uint8_t { kNo, kYes, kUnknown };

  // Null when PCRE2 may read `pattern`, which RE2 takes, in another way: what both read alike is in
  // https://github.com/google/re2/wiki/Syntax and in pcre2pattern(3). Also when no machine code can be made: some
  // systems let no program write what it runs.
  [[nodiscard]] static std::unique_ptr<const Backtracker> compile(const std::string& pattern, Case letter_case,
                                                                  Engine engine);

  // The leftmost match in `window` of `text`, as RE2::Match() with start and end positions; its groups, 0 being the
  // whole, into as many `groups` as there are, one that took no part with data() == nullptr. kUnknown: RE2 has to be
  // asked, for it would take long or an answer might differ. Any thread. REQUIRED: for kWhole the window is all of
  // `text`.
  [[nodiscard]] Answer match(Bytes text, const ByteSpan& window, Extent extent, std::span<Bytes> groups) const;

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const;
  };
  explicit Backtracker(pcre2_real_code_8* code) : code_(code) {}

  std::unique_ptr<pcre2_real_code_8, Free> code_;
};

}  // namespace leaksieve::match
