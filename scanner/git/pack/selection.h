// Which entries a run goes through. Inner header of git/pack.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/pack/delta_tree.h"
#include "scanner/git/pack/entry_reader.h"

namespace leaksieve::git::pack {

// By node: what a run does with it.
inline constexpr std::uint8_t kTold = 1;    // goes to the sink
inline constexpr std::uint8_t kNeeded = 2;  // that, or a base of one

struct Selection {
  std::vector<std::uint8_t> marks;
  std::uint64_t told = 0;    // how many nodes
  std::vector<Oid> missing;  // of those that were asked for, each once
};

// All of these types but those that `known` (which may be null) passes over; a node of unknown type counts as wanted.
[[nodiscard]] Selection select_all(const DeltaTree& tree, TypeSet types, KnownRows* known, unsigned threads);
// Those of them with these ids, in all of their copies that are to be told.
[[nodiscard]] Selection select_ids(const DeltaTree& tree, TypeSet types, std::span<const Oid> ids);

}  // namespace leaksieve::git::pack
