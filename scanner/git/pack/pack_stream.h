// The pack stream: objects of a store in the order of its delta trees, each made once, on several threads.
//
// Order: of each delta tree the base comes before what is made from it; trees in no fixed order when there are several
// threads. Memory: contents that are held are bounded by StreamOptions::max_memory_bytes, whatever the trees look like,
// but for the one or two objects that each thread works on. An object larger than that is a skip with kLimit.
// Trust: nothing in the files is believed; what cannot be made is a skip with its name and reason, and everything else
// is read, also what hangs below it when another copy of it is in the store. That content hashes to its name is not
// checked: a sink that wants to know hashes what it takes.
#pragma once

#include <span>

#include "scanner/git/object_stream.h"
#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/pack/pack_store.h"

namespace leaksieve::git::pack {

// Every object of the wanted types: packed, loose, in any directory of the store; one name once. Types that are not
// wanted are not inflated (a loose object's first bytes are). What store.problems() tells is not told again.
// Errors: kInternal when the sink throws or no thread can be made; never a bad object. Returns early when stopped.
[[nodiscard]] Status stream_packs(const PackStore& store, const StreamOptions& options, ObjectSink& sink);
[[nodiscard]] Status stream_packs(const PackStore& store, const StreamOptions& options, DeltaSink& sink);

// The same for these objects only (names that come twice count once). One that is not there is a skip with kNotFound.
[[nodiscard]] Status stream_packs(const PackStore& store, std::span<const Oid> ids, const StreamOptions& options,
                                  ObjectSink& sink);
[[nodiscard]] Status stream_packs(const PackStore& store, std::span<const Oid> ids, const StreamOptions& options,
                                  DeltaSink& sink);

}  // namespace leaksieve::git::pack
