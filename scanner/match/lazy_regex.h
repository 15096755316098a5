// An RE2 regex that is compiled when it is first needed: most rules never hit, and compiling all of them would cost a
// start tens of milliseconds. Bytes in, bytes out (Latin-1 mode): a scanned buffer need not be UTF-8.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

enum class Case { kSensitive, kInsensitive };

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
  // Thread-safe. REQUIRED: !empty().
  [[nodiscard]] const RE2& get() const;
  // False when empty.
  [[nodiscard]] bool found_in(Bytes text) const;

 private:
  std::string pattern_;
  Case case_ = Case::kSensitive;
  mutable std::once_flag once_;
  mutable std::unique_ptr<RE2> regex_;
};

}  // namespace leaksieve::match
