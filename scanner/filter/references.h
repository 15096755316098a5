// Where a value comes from, in place of the value: templates, variables, secret managers, encrypted values, program
// text. Inner header of the filter layer.
#pragma once

#include <string_view>

#include "scanner/base/bytes.h"
#include "scanner/filter/verdict.h"

namespace leaksieve::filter {

// `lower` is `secret` in lower case, `span` its place in `line`. For values whose text is free (passwords, generic
// ones).
[[nodiscard]] Verdict check_reference(Bytes secret, std::string_view lower, Bytes line, ByteSpan span);

}  // namespace leaksieve::filter
