#include "scanner/match/backtracker.h"

#include <algorithm>
#include <new>
#include <string_view>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "scanner/base/alphabets.h"
#include "scanner/match/letters.h"

namespace leaksieve::match {
namespace {

constexpr std::uint32_t kMostSteps = 2000;  // of backtracking from one byte on: some twenty microseconds

struct FreeContext {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeContext>;

template <class T>
Owned<T> owned(T* made) {
  if (made == nullptr) throw std::bad_alloc();
  return Owned<T>(made);
}

pcre2_match_context* limits() {
  static const Owned<pcre2_match_context> kContext = [] {
    Owned<pcre2_match_context> context = owned(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(context.get(), kMostSteps);
    return context;
  }();
  return kContext.get();
}

// What follows a backslash. Not alike are, among others, \v, \h and \p.
bool is_alike_escape(std::string_view rest) {
  constexpr std::string_view kAlike = "AbBdDfnrsStwWz";
  if (rest.empty()) return false;
  if (rest[0] == 'x') return rest.size() > 2 && rest[1] >= '0' && rest[1] <= '7' && hex_value(rest[2]) >= 0;
  return !(is_letter(rest[0]) || is_digit(rest[0])) || kAlike.find(rest[0]) != std::string_view::npos;
}

// What follows an opening parenthesis.
bool is_alike_group(std::string_view rest) {
  if (rest.starts_with('*')) return false;
  return !rest.starts_with('?') ||
         (rest.size() > 1 && std::string_view("imsP:-").find(rest[1]) != std::string_view::npos);
}

// Escapes, groups and bytes that mean the same to both. Bytes over 0x7f RE2 folds as Latin-1, PCRE2 does not.
bool reads_alike(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const std::string_view rest = pattern.substr(at + 1);
    const char c = pattern[at];
    if (static_cast<unsigned char>(c) > 0x7f || (c == '(' && !is_alike_group(rest)) ||
        (c == '{' && rest.starts_with(',')))
      return false;
    if (c == '\\' && !is_alike_escape(rest)) return false;
    if (c == '\\') ++at;
  }
  return true;
}

}  // namespace

void Backtracker::Free::operator()(pcre2_real_code_8* code) const { pcre2_code_free(code); }

std::unique_ptr<const Backtracker> Backtracker::compile(const std::string& pattern, Case letter_case, Engine engine) {
  if (!reads_alike(pattern)) return nullptr;
  const Owned<pcre2_compile_context> context = owned(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  const std::uint32_t options =
      PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX | (letter_case == Case::kInsensitive ? PCRE2_CASELESS : 0U);
  int error = 0;
  PCRE2_SIZE place = 0;
  pcre2_code* const code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error,
                                         &place, context.get());
  if (code == nullptr) return nullptr;
  std::unique_ptr<const Backtracker> made(new Backtracker(code));
  if (engine == Engine::kMachineCode && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) != 0) return nullptr;
  return made;
}

// PCRE2 is shown one byte behind the window, so that assertions at the window's end see what RE2 lets them see. A match
// that takes this byte is none for RE2, which then may prefer another; without such a match both have tried the same in
// the same order.
Backtracker::Answer Backtracker::match(Bytes text, const ByteSpan& window, Extent extent,
                                       std::span<Bytes> groups) const {
  const std::size_t seen_end = std::min(text.size(), window.end + 1);
  if (text.substr(window.begin, seen_end - window.begin).find('\v') != Bytes::npos) return Answer::kUnknown;  // \s
  std::uint32_t options = seen_end < text.size() ? PCRE2_NOTEOL : 0;
  if (extent == Extent::kWhole) options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  thread_local const Owned<pcre2_match_data> kData = owned(pcre2_match_data_create(kMostGroups, nullptr));
  const int count = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), seen_end, window.begin, options,
                                kData.get(), limits());
  if (count == PCRE2_ERROR_NOMATCH) return Answer::kNo;
  if (count < 0) return Answer::kUnknown;
  const PCRE2_SIZE* const places = pcre2_get_ovector_pointer(kData.get());
  if (places[1] > window.end) return Answer::kUnknown;
  const std::size_t known =
      count == 0 ? kMostGroups : static_cast<std::size_t>(count);  // 0: the pattern has more groups
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool is_set = i < known && places[2 * i] != PCRE2_UNSET;
    groups[i] = is_set ? text.substr(places[2 * i], places[2 * i + 1] - places[2 * i]) : Bytes();
  }
  return Answer::kYes;
}

}  // namespace leaksieve::match
