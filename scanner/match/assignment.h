// Assignments as code and configuration write them: a name, and the value that it is given. Inner header of the match
// layer.
//
// Known: NAME=value, name: value, "name": "value", name => 'value', <name>value</name>, <x name="NAME">value</x>,
// name("value"), f("name", "value"), x["name"] = "value", name: Type = "value", --name value, ENV NAME value,
// "Authorization: Scheme value", ?name=value&, and names that stand apart: `- name: NAME`, then `value: value`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

struct Assignment {
  ByteSpan name;      // in the text, as written
  std::string plain;  // match/assigned_name.h
  ByteSpan value;     // without its quotes
  bool is_quoted = false;
};

// The assignment whose value begins at `value_begin`, if there is one and its name may be a secret's. Looks at some
// hundred bytes on either side (kAssignmentReach at most), in the same line; but for a name that stands apart, in up to
// three lines before it.
[[nodiscard]] std::optional<Assignment> assignment_at(Bytes text, std::size_t value_begin);

// False: there is none, and its own line says so, in the kAssignmentReach bytes on either side.
[[nodiscard]] bool may_be_assignment_at(Bytes text, std::size_t value_begin);
inline constexpr std::size_t kAssignmentReach = 600;

}  // namespace leaksieve::match
