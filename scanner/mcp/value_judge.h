// Judges one value by its text, its name and its place. Inner header of the layer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/mcp/judged_value.h"
#include "scanner/mcp/mapped_text.h"

namespace leaksieve::mcp {

struct ValueContext {
  std::string_view name;  // "" = none
  PlaceKind kind = PlaceKind::kOther;
  bool is_expression = false;  // program text, not a string
  bool is_sensitive = false;   // the document says that it is a password
  bool is_local = true;        // nothing in the server's config names a host elsewhere
};

// What was found in a value: the whole of it, or the parts that matter.
struct JudgedPart {
  Judgement judgement = Judgement::kHarmless;
  MappedText part;
  std::string why;      // "an example word", "password of a URL"
  std::string name;     // the part's own name: a query parameter, a member of nested JSON; "" = the value's
  std::string service;  // a gateway's
};

// At least one part.
[[nodiscard]] std::vector<JudgedPart> judge_value(const MappedText& value, const ValueContext& context);

}  // namespace leaksieve::mcp
