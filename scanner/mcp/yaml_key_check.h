// Keys without quotes, in lines of their own, that lead to no server: told by the lines around them. Inner header of
// the layer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "scanner/mcp/mapped_text.h"
#include "scanner/mcp/triggers.h"

namespace leaksieve::mcp {

// Every manifest of Kubernetes has a `command:`, and descriptions of its resources have hundreds.
class YamlKeyCheck {
 public:
  // `budget`: bytes that may still be read.
  YamlKeyCheck(const MappedText& text, std::size_t& budget) : text_(text), bytes_(text.text()), budget_(budget) {}

  // REQUIRED: the trigger ends with its ':', and no key goes on before it. False is no promise.
  [[nodiscard]] bool leads_nowhere(const Trigger& trigger);

 private:
  struct Key {
    std::string name;
    std::size_t line = 0;  // where it begins
    std::size_t indent = 0;
  };
  [[nodiscard]] bool holds_no_server(std::size_t line);
  [[nodiscard]] bool is_in_no_server(std::size_t line, std::size_t column);
  [[nodiscard]] bool is_in_table(std::size_t line, std::size_t column, bool is_item) const;
  [[nodiscard]] std::optional<Key> key_above(std::size_t line, std::size_t below) const;

  const MappedText& text_;
  Bytes bytes_;
  std::size_t& budget_;
};

// False when it is used up: then nothing is told.
[[nodiscard]] bool pay_for(std::size_t bytes, std::size_t& budget);
// Does the mapping that begins here describe values, as JSON Schema does? Then it is none itself.
[[nodiscard]] bool is_schema(Bytes mapping);

}  // namespace leaksieve::mcp
