// What the layer says of one value of a config.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

enum class Judgement : std::uint8_t {
  kReference,    // says where the value is
  kPlaceholder,  // stands for a value
  kHarmless,     // a path, a port, a mode, an identifier
  kPublic,       // public by design: publishable and anon keys
  kWeakLocal,    // a default password of a service on this machine
  kSecret
};
[[nodiscard]] const char* name_of(Judgement judgement);  // "reference", "placeholder", ...

enum class PlaceKind : std::uint8_t { kEnv, kHeader, kArgument, kUrl, kInput, kOther };
[[nodiscard]] const char* name_of(PlaceKind kind);  // "env", "header", "argument", "url", "input", "other"

struct JudgedValue {
  Judgement judgement = Judgement::kHarmless;
  PlaceKind kind = PlaceKind::kOther;
  ByteSpan span;        // of the value (or of the part of it that is the secret) in the text
  std::string value;    // decoded
  std::string reason;   // "value of `env.X` of server `s`, 40 characters, 5.1 bits each"; never holds the value
  std::string client;   // id from patterns/mcp-clients.toml, "" when neither path nor content names one
  std::string server;   // "" when it has no name
  std::string field;    // "env.X", "headers.Authorization", "args[2]", "url"
  std::string name;     // of the variable, header, flag or parameter; "" for a positional argument
  std::string service;  // whose secret (or public key) it is, "" when unknown
  bool is_commented = false;
};

}  // namespace leaksieve::mcp
