// Small stores to damage, made in memory: packs of every make, loose objects, and lies that no bit flip would hit upon.
#pragma once

#include <map>
#include <set>
#include <string>

#include "scanner/base/oid.h"

namespace leaksieve::test {

struct SampleStore {
  std::map<std::string, std::string> files;  // below the object directory: "pack/pack-1.idx", "ab/cdef..."
  std::set<Oid> ids;                         // of the objects that are stored as they should be
  bool is_part_gone = false;                 // whole files were taken away: what only they named is nowhere
};

// Equal seeds give equal stores: some thirty objects of all types in one to three packs and loose, as whole entries and
// as deltas of both kinds, also from other packs and from loose objects; indexes of both versions; a multi-pack-index
// beside them or in their place; files that hold nothing to read. One of three also lies: see add_lies().
[[nodiscard]] SampleStore make_sample_store(std::uint64_t seed);

}  // namespace leaksieve::test
