// Allowlists, in two halves: what stands in the buffer is judged when it is scanned, paths and commits when they are
// known. Inner header of the finding layer.
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/match/compiled_rules.h"

namespace leaksieve::finding {

// What a match's allowlists are held against.
struct Candidate {
  Bytes secret;
  Bytes match;
  Bytes line;
  Bytes path;  // "" = unknown yet
};

// True when one of the rule's allowlists drops the candidate. Lists with condition AND whose criteria all hold but
// those on a path or commit that is not known yet go to `pending`, as indices into CompiledRule::allowlists, for
// allowed_at().
[[nodiscard]] bool is_allowlisted(const match::CompiledRule& rule, const Candidate& candidate,
                                  std::vector<std::uint32_t>& pending);

}  // namespace leaksieve::finding
