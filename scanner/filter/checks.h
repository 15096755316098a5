// Checks of a token's own structure, by name, as rules ask for them (`checks = ["github-crc32"]`): checksums that the
// vendor's format carries, and inner structure that can be verified offline.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/filter/verdict.h"

namespace leaksieve::filter {

// What a check learned beside its verdict: harmless facts for the report ("jwt: expired 2021-03-04, issuer x").
struct CheckResult {
  Verdict verdict;
  std::string note;  // "" = nothing to tell; never holds the secret
};

using Check = CheckResult (*)(Bytes secret);

// The check named `name`, or nullptr. Names: see all_checks().
[[nodiscard]] Check find_check(std::string_view name);

struct NamedCheck {
  std::string_view name;
  std::string_view description;
  Check check;
};
[[nodiscard]] const std::vector<NamedCheck>& all_checks();

}  // namespace leaksieve::filter
