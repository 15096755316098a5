// What is true of rules that are the program's own.
#pragma once

#include "scanner/rules/rule_list.h"

namespace leaksieve::rules {

class EmbeddedSource : public RuleSource {
 public:
  [[nodiscard]] bool is_embedded() const final { return true; }
  [[nodiscard]] bool is_validated(std::size_t) const final { return true; }
  [[nodiscard]] std::optional<std::uint32_t> embedded_expression(std::size_t index) const final {
    return static_cast<std::uint32_t>(index);
  }
};

}  // namespace leaksieve::rules
