// What a value looks like, whatever its name is. Inner header of the layer.
#pragma once

#include <optional>
#include <string_view>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

// Where a value is taken from in place of the value: ${VAR}, {env:X}, op://..., $(command), process.env.X. The text
// names the sort of reference. `default_value` receives the span of what stands behind `:-` in ${VAR:-x}, when that is
// there.
[[nodiscard]] std::optional<std::string_view> find_reference(Bytes value, ByteSpan& default_value);

// Something that stands for a secret and is none; the text says why. `is_password`: people think them up, so they may
// be made of letters alone.
[[nodiscard]] std::optional<std::string_view> find_placeholder(Bytes value, Bytes name, bool is_password);

// A number, a path, a version, a host, an e-mail address, ...
[[nodiscard]] std::optional<std::string_view> find_harmless(Bytes value);

// Meant to be public: pk_live_, sb_publishable_, Mapbox pk., a JWT whose role is anon.
[[nodiscard]] std::optional<std::string_view> find_public(Bytes value);

// A part between separators that only a generator of random text makes.
[[nodiscard]] bool has_random_part(Bytes value);

// Reads as a token under any name: a vendor's prefix in front of enough random text, a JWT, a private key.
[[nodiscard]] bool has_token_format(Bytes value);

// One long random part, as keys have it; but identifiers, digests and names of files do as well.
[[nodiscard]] bool is_long_random(Bytes value);

[[nodiscard]] bool is_uuid(Bytes value);

// What stands without quotes where a document may be a program as well as YAML: a name, a type, a call. Nearly every
// token has a digit and no blank, bracket or quote.
[[nodiscard]] bool reads_like_program(Bytes bare);

// A password that anyone would try first, or that is short and plain: harmless at localhost.
[[nodiscard]] bool is_weak_password(Bytes password, Bytes user);

}  // namespace leaksieve::mcp
