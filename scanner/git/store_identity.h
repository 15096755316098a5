// Whether the files that hold objects are those of another time: what a cache has to know before it is believed.
//
// git never changes a pack, an index or a loose object in place; who does (a broken disk, an editor, a test) changes
// the file's times. So a file is named by where it is and by what stat(2) tells of it. Times tick coarsely: what was
// changed shortly before it was looked at may be changed again without a sign, which `youngest` is for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scanner/git/pack/pack_store.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

struct StoreIdentity {
  std::string digest;         // 64 hex digits, of all packs, indexes and loose objects in all object directories
  std::int64_t youngest = 0;  // the last change of any of them, nanoseconds since 1970
};

// nullopt: something of the store cannot be looked at, or is broken. Opens the packs.
[[nodiscard]] std::optional<StoreIdentity> identify_store(const Repository& repository, unsigned threads);

// The same for one pack with its index.
[[nodiscard]] std::optional<StoreIdentity> identify_pack(const pack::Pack& pack);

// What refs, reflogs and indexes name, and where a shallow clone ends: 64 hex digits.
[[nodiscard]] std::string identify_roots(const Repository& repository, const Roots& roots);

}  // namespace leaksieve::git
