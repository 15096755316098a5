// Findings as a snapshot keeps them: where they are, and none of the text. Each leak's secret is taken out of one
// object, where it stands as it is; it is given to all places where the leak was seen. What depends on more than the
// secret (decoded findings, MCP configs, notes, allowances, skipped parts) is not remembered: those objects are scanned
// again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/byte_stream.h"
#include "scanner/base/bytes.h"
#include "scanner/base/secret.h"
#include "scanner/scan/ignore_list.h"
#include "scanner/scan/placed.h"

namespace leaksieve::scan {

struct Remembered {
  // The finding that tells a leak's secret.
  struct Leak {
    std::uint32_t rule = 0;
    Oid object;
    LineColumn position;
    std::string fingerprint;
    ByteSpan secret;  // in the object's content; empty: it is found again, the object is among `objects`
    bool is_lowered = false;
  };
  struct Place {
    std::uint32_t leak = 0;  // index into `leaks`
    Origin origin = Origin::kBlob;
    Oid object;
    ByteSpan whole, span;
    LineColumn position;
    std::string fingerprint;  // "": the leak's
  };
  std::vector<Oid> objects;  // to be scanned again, sorted
  std::vector<Leak> leaks;
  std::vector<Place> places;  // in all other objects
};

// `found`: all of a store's blobs, commits and tags, in any order; the first finding of a leak is the cheapest to read.
[[nodiscard]] Remembered remember(const Findings& found);

// The objects that hold secrets as they are, sorted, once each.
[[nodiscard]] std::vector<Oid> sources_of(const Remembered& known);
// Takes out of `content`, which is that of `object`, the secrets that stand there; `secrets` has a place for each leak.
void take_secrets(const Remembered& known, const Oid& object, Bytes content,
                  std::vector<std::optional<Secret>>& secrets);

// Adds the places to `found`, which has what was found in the objects that were scanned again. False: something in them
// is not what it was, or allowed now, or a secret was not taken.
[[nodiscard]] bool recall(const Remembered& known, const std::vector<std::optional<Secret>>& secrets,
                          const IgnoreList& ignored, Findings& found);

void write(const Remembered& known, ByteWriter& out);
// What is wrong with the bytes, `in` tells; nullopt: they are none that write() makes.
[[nodiscard]] std::optional<Remembered> read_remembered(ByteReader& in);

}  // namespace leaksieve::scan
