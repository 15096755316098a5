// The stable name of a leak in baselines, ignore files and reports.
//
// Recipe (docs/formats.md tells it to users). Two kinds, 20 lower-case hex digits each behind a letter:
//   "s" strong: sha256("leaksieve-fp-1", rule id, secret): for secrets that nobody can guess (see is_guessable). The
//   same
//       secret has one name in every repository.
//   "w" weak: sha256("leaksieve-fp-1", rule id, secret.redacted(), size, masked line): for secrets that could be
//   guessed. It
//       is made only of what a report shows anyway, so it cannot confirm a guess. The masked line is the secret's line
//       with the secret cut out and white space folded: it survives moves, rebases and indentation. The detector gives
//       at most 1 KiB of line on either side of the secret (finding/context.h), with the other secrets found there cut
//       out too: else one secret's name could confirm a guess of its neighbour.
#pragma once

#include <string>
#include <string_view>

#include "scanner/base/bytes.h"
#include "scanner/base/secret.h"
#include "scanner/rules/rule.h"

namespace leaksieve::finding {

// True when a dictionary or brute force could find the secret: less than 72 bits by length x Shannon entropy, and any
// password-like kind (kind "password" or "connection-string") under 24 bytes.
[[nodiscard]] bool is_guessable(const rules::Rule& rule, const Secret& secret);

// `line` is the whole line and `in_line` the secret's span there.
[[nodiscard]] std::string make_fingerprint(const rules::Rule& rule, const Secret& secret, Bytes line, ByteSpan in_line);

// "s" or "w" and 20 lower-case hex digits.
[[nodiscard]] bool is_fingerprint(std::string_view text);

}  // namespace leaksieve::finding
