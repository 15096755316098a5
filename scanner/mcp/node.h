// What the readers of JSON, TOML and YAML make of a document: one tree for all formats, with the place of every byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/mcp/mapped_text.h"

namespace leaksieve::mcp {

struct Node {
  enum class Kind : std::uint8_t {
    kObject,
    kArray,
    kString,  // in quotes, or a block of text
    kBare     // a number, true, null, a plain scalar, an expression of a program
  };
  Kind kind = Kind::kBare;
  std::string key;             // decoded; "" in an array
  ByteSpan key_span;           // in the buffer, with quotes; empty in an array
  ByteSpan span;               // of the value in the buffer, with quotes or brackets
  MappedText value;            // of a scalar: decoded, without quotes
  char quote = 0;              // '"', '\'', '`', '|' (a block of text), 0 = none
  bool is_commented = false;   // stands in a comment
  bool is_expression = false;  // program text: a name, a call, a sum
  bool is_closed = true;       // false: the document ends before the value does
  std::vector<Node> children;

  [[nodiscard]] bool is_scalar() const { return kind == Kind::kString || kind == Kind::kBare; }
  // The first member of that name, or nullptr.
  [[nodiscard]] const Node* find(std::string_view name) const {
    for (const Node& child : children) {
      if (child.key == name) return &child;
    }
    return nullptr;
  }
};

// Deeper nesting is read past, not into.
inline constexpr unsigned kMaxDepth = 64;

}  // namespace leaksieve::mcp
