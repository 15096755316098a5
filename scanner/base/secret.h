// A secret's text, kept from leaving by accident: it has no implicit conversion and no operator<< that shows it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace leaksieve {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  // The whole value. Call it only to compare, to hash, or when the user asked for it (--show-secrets).
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] std::size_t size_bytes() const { return text_.size(); }

  // What every output shows by default: a hint of the beginning and the end that lets its owner recognise it, at most a
  // quarter of the whole and never more than 10 bytes, with control and non-ASCII bytes as '?': "ghp_Ab…9xYz".
  // Under 8 bytes nothing is shown but stars. Multi-line secrets (keys) show their first line's hint only.
  [[nodiscard]] std::string redacted() const;

  friend bool operator==(const Secret&, const Secret&) = default;
  friend auto operator<=>(const Secret&, const Secret&) = default;

 private:
  std::string text_;
};

}  // namespace leaksieve
