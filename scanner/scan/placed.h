// Findings with the place they were found at, gathered into leaks-to-be.
#pragma once

#include <cstdint>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/finding/finding.h"

namespace leaksieve::scan {

enum class Origin : std::uint8_t { kBlob, kCommit, kTag, kName, kStaged, kFile };

struct Placed {
  Origin origin = Origin::kBlob;
  Oid object;        // blob, commit or tag; the staged blob; null for names and files
  std::string path;  // kName: one tree entry's name; kStaged, kFile: the path; else ""
  finding::Finding finding;
};

// What makes two findings the same leak.
struct LeakKey {
  std::uint32_t rule = 0;
  std::string secret;
  friend auto operator<=>(const LeakKey&, const LeakKey&) = default;
};
[[nodiscard]] inline LeakKey key_of(const finding::Finding& finding) { return {finding.rule, finding.secret.reveal()}; }

// In a scan there may be a hundred thousand, which take 400 bytes and some strings each: they stay where they are.
using PlacedList = std::list<Placed>;

// One worker's (or one job's) part.
struct Findings {
  PlacedList placed;
  std::set<LeakKey> allowed;    // what a comment or an ignore file left out
  std::vector<Oid> read_again;  // objects of which there is more to tell than `placed`: allowed findings, skips

  void append(Findings&& other);
};

// All places of one leak, at least one, ordered by (origin, object, path, position): the same whatever the threads did.
// Borrowed from a PlacedList.
using PlacesOfLeak = std::vector<const Placed*>;

// Gathers by rule and secret, ordered by them. `placed` has to outlive the result.
[[nodiscard]] std::vector<PlacesOfLeak> group_by_leak(const PlacedList& placed);

}  // namespace leaksieve::scan
