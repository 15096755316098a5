// What a scan of a whole store has learned and a scan of the same store need not learn again. It holds no secret and no
// text of the repository but paths and ref names without secrets: secrets are read again (scan/remembered.h).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/git/objects.h"
#include "scanner/scan/object_sinks.h"
#include "scanner/scan/remembered.h"

namespace leaksieve::scan {

// A name of a tree's entry that has findings, by where it stands.
struct NamePlace {
  Oid tree;
  std::uint32_t entry = 0;  // 0-based
};
using NamePlaces = std::map<std::string, NamePlace>;

struct Snapshot {
  ObjectCounts counts;
  std::uint64_t bytes = 0;             // of the objects' scanned text
  Remembered findings;                 // in blobs, commits and tags
  std::vector<NamePlace> names;        // with findings
  std::vector<finding::Skip> missing;  // what the repository should hold and does not
  std::vector<std::string> notes;      // about that
  struct Attributed {
    std::string places;                 // places_digest()
    attribution::Attribution all;       // from all roots
    attribution::Attribution in_scope;  // from those of the wanted sources; empty when all are wanted
  };
  std::vector<Attributed> leaks;
};

// Tells leaks apart by the objects and names that they stand in; nullopt: it has a name that `names` lacks.
[[nodiscard]] std::optional<std::string> places_digest(const attribution::LeakPlaces& places, const NamePlaces& names);

// Authors and summaries are left out, and a name of `names` in a path is replaced by its place.
[[nodiscard]] std::string to_bytes(const Snapshot& snapshot, const NamePlaces& names);

// The names at `places`, read again; nullopt: one is not there.
[[nodiscard]] std::optional<NamePlaces> read_names(const std::vector<NamePlace>& places, git::ObjectReader& reader);

// With authors, summaries and names read again. nullopt: these bytes are none, or something cannot be read.
[[nodiscard]] std::optional<Snapshot> from_bytes(std::string_view bytes, git::ObjectReader& reader, NamePlaces& names);

}  // namespace leaksieve::scan
