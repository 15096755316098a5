// Values that stand for a secret and are none: YOUR_API_KEY, xxxx, <token>, ${VAR}, {{ var }}, "example", 12345678.
#pragma once

#include "scanner/base/bytes.h"
#include "scanner/filter/verdict.h"

namespace leaksieve::filter {

// `secret` is the candidate alone; `line` the whole line it stands in and `secret_in_line` its span there (the
// characters around tell a template or a reference). Drops only what cannot be a real value; the reason names the
// shape. `structured` is true for a secret of a distinctive format (a vendor's prefix): then only shapes that no random
// token has drop it (repeats, sequences, "example" as a word, x runs), not the looser word lists that serve passwords.
[[nodiscard]] Verdict check_placeholder(Bytes secret, Bytes line, ByteSpan secret_in_line, bool structured);

}  // namespace leaksieve::filter
