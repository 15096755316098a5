// Columns, colours and ASCII for the text format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/report/report.h"

namespace leaksieve::report {

enum class Style : std::uint8_t { kPlain, kBold, kDim, kAlarm, kWarn, kGood, kSecret };

// Columns that a text takes: one for each character (wide ones are not told apart).
[[nodiscard]] std::size_t columns(std::string_view text);
// The first characters of `text` that fit in `width` columns, with "…" as the last when something is cut.
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);

class TextStyle {
 public:
  explicit TextStyle(const WriteOptions& options) : options_(options) {}

  // With `unicode` off: known signs become ASCII ("…" is "...", "→" is "->"), other characters '?'. Call it before
  // columns().
  [[nodiscard]] std::string plain(std::string_view text) const;
  // `text` in that style; `text` must hold no colours and must be clean (base/quote.h).
  [[nodiscard]] std::string paint(Style style, std::string_view text) const;
  // Untrusted text: clean, at most `width` columns, plain.
  [[nodiscard]] std::string untrusted(std::string_view text, std::size_t width) const;
  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] const WriteOptions& options() const { return options_; }

 private:
  WriteOptions options_;
};

}  // namespace leaksieve::report
