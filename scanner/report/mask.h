// Takes secrets out of everything in a report that is not a secret's own field.
#pragma once

#include "scanner/report/report.h"

namespace leaksieve::report {

// A copy of `run` in which no commit summary, path, ref name, author, note, skip or target holds a leak's secret: each
// is replaced by its redacted form. A commit's message is often exactly where a secret was found, and its first line is
// shown as the summary of every other leak of that commit. Secrets under 12 bytes are masked only in the summaries and
// notes of their own leak, and in the path when the secret was found in the file's name: a password "test" must not
// hide every folder of that name (and so tell what it is). Rules without a regex report files by their path, which is
// no secret and stays.
[[nodiscard]] RunReport mask_secrets(const RunReport& run);

}  // namespace leaksieve::report
