// Names of variables, keys, headers and flags, written one way. Inner header of the match layer.
#pragma once

#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

// Lower case, words apart by '_': "clientSecret" and "CLIENT-SECRET" are "client_secret", "X-Api-Key" is "x_api_key".
[[nodiscard]] std::string plain_name(Bytes name);

// A plain name holds a word such as key, token, password: what it names may be a secret.
[[nodiscard]] bool may_name_secret(const std::string& plain);

}  // namespace leaksieve::match
