// Strings, each once, numbered from 0 in the order of their arrival.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace leaksieve::attribution {

class NameTable {
 public:
  [[nodiscard]] std::uint32_t number_of(std::string_view name);
  [[nodiscard]] const std::deque<std::string>& names() const { return names_; }

 private:
  std::deque<std::string> names_;  // a deque: views of its strings stay valid
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::array<std::uint32_t, 4096> recent_{};  // number + 1, by a cheap hash: the same few names come again and again
};

}  // namespace leaksieve::attribution
