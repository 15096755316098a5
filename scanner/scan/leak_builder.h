// From places to leaks: what attribution said of the objects, what the index and the worktree hold, without what paths,
// commits and ignore files allow; then the order of the report.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/finding/leak.h"
#include "scanner/match/matcher.h"
#include "scanner/report/report.h"
#include "scanner/scan/ignore_list.h"
#include "scanner/scan/options.h"
#include "scanner/scan/placed.h"

namespace leaksieve::scan {

using StagedPaths = std::unordered_map<Oid, std::vector<std::string>, OidHash>;

struct BuildInput {
  const match::PatternDb& db;
  const ScanOptions& options;
  const IgnoreList& ignored;
  // Paths of the index by staged blob, for blobs that were scanned as objects; empty when the index is no source.
  StagedPaths index;
  // All blobs of the indexes, a source or not: what only an index holds is not unreachable.
  OidSet index_blobs = {};
  finding::Exposure file_exposure = finding::Exposure::kWorktree;  // of Origin::kFile
};

// One leak, or none when nothing of it is left. `attribution` may be null: then only staged files and files are told,
// and objects without their history.
struct BuiltLeak {
  finding::Leak leak;
  bool kept = false;
  bool allowed = false;  // something the user wrote left a place out
};
[[nodiscard]] BuiltLeak build_leak(const BuildInput& input, const PlacesOfLeak& places,
                                   const attribution::Attribution* attribution);

// Builds leaks from places that need no attribution (staged files, a folder, a text) and puts them into the report.
void add_leaks(const BuildInput& input, Findings found, report::ScanReport& report);

// Most exposed and most severe first.
void sort_leaks(const rules::RuleSet& rules, std::vector<finding::Leak>& leaks);

// For attribution: the places that are in objects.
[[nodiscard]] attribution::LeakPlaces object_places(const PlacesOfLeak& places);

}  // namespace leaksieve::scan
