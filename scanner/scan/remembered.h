// Findings as a snapshot keeps them: where they are, and none of the text. Of each leak one finding is found again, in
// one object that is read; it gives the secret to all places where the leak was seen. What depends on more than the
// secret (decoded findings, MCP configs, allowances, skipped parts) is not remembered: those objects are read again
// too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/byte_stream.h"
#include "scanner/scan/ignore_list.h"
#include "scanner/scan/placed.h"

namespace leaksieve::scan {

struct Remembered {
  // The finding that tells a leak's secret; its object is among `objects`.
  struct Leak {
    std::uint32_t rule = 0;
    Oid object;
    LineColumn position;
    std::string fingerprint;
  };
  struct Place {
    std::uint32_t leak = 0;  // index into `leaks`
    Origin origin = Origin::kBlob;
    Oid object;
    ByteSpan whole, span;
    LineColumn position;
    std::string fingerprint;  // "": the leak's
  };
  std::vector<Oid> objects;  // to be read again, sorted
  std::vector<Leak> leaks;
  std::vector<Place> places;  // in all other objects
};

// `found`: all of a store's blobs, commits and tags, in any order; the first finding of a leak is the cheapest to read.
[[nodiscard]] Remembered remember(const Findings& found);

// Adds the places to `found`, which has what was found in the objects that were read again. False: something in them is
// not what it was, or allowed now.
[[nodiscard]] bool recall(const Remembered& known, const IgnoreList& ignored, Findings& found);

void write(const Remembered& known, ByteWriter& out);
// What is wrong with the bytes, `in` tells; nullopt: they are none that write() makes.
[[nodiscard]] std::optional<Remembered> read_remembered(ByteReader& in);

}  // namespace leaksieve::scan
