// Keys that lead to no server: told by themselves, or by the object that they stand in. Inner header of the layer.
#pragma once

#include <optional>
#include <string>

#include "scanner/mcp/mapped_text.h"
#include "scanner/mcp/triggers.h"

namespace leaksieve::mcp {

// For one text. Every second JSON has a "url" or a "command", and some have megabytes: to read all of it for these
// takes a hundred times as long as to read what stands around them.
class KeyCheck {
 public:
  explicit KeyCheck(const MappedText& text) : text_(text), bytes_(text.text()), budget_(2 * text.size()) {}

  // True: a table or a server's field it may be by its word, but it is no key, or its value or the object that holds it
  // says that it is none. False is no promise.
  [[nodiscard]] bool leads_nowhere(const Trigger& trigger);

 private:
  [[nodiscard]] bool is_own_word(std::size_t at) const;
  [[nodiscard]] std::optional<std::size_t> begin_of_key(std::size_t at) const;
  [[nodiscard]] bool holds_no_server(std::size_t value, std::string key);
  [[nodiscard]] bool is_in_no_server(std::size_t key, bool is_url, std::size_t value);
  [[nodiscard]] std::optional<std::size_t> bracket_before(std::size_t at) const;
  bool pay(std::size_t bytes);

  const MappedText& text_;
  Bytes bytes_;
  std::size_t budget_;  // bytes that may still be read: objects may be in each other
};

// `"github": {`: the name before the bracket at `at`; "" when there is none.
[[nodiscard]] std::string key_before(Bytes text, std::size_t at);

}  // namespace leaksieve::mcp
