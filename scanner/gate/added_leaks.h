// What a change adds to the repository: the secrets that its commits introduce, the ones that a later commit takes out
// again too. What its parents' files held already (a line beside it changed, a file moved) is no news.
#pragma once

#include <memory>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/finding/finding.h"
#include "scanner/finding/leak.h"
#include "scanner/gate/change.h"
#include "scanner/report/report.h"
#include "scanner/scan/ignore_list.h"
#include "scanner/scan/options.h"
#include "scanner/scan/scan.h"

namespace leaksieve::gate {

struct AddedLeak {
  finding::Leak leak;                      // its occurrences are introductions by commits of the change
  std::vector<finding::Finding> findings;  // of leak.occurrences, in that order
  bool is_in_head = false;                 // false: a commit of the change took it out again (leak.removals)
  bool head_has_comments = false;          // in the files of the head an allow comment stands on each of its lines
};

struct Added {
  std::vector<AddedLeak> leaks;  // most severe first
  report::ScanReport report;     // counts, skips, notes; without leaks
};

struct AddedOptions {
  scan::ScanOptions scan;           // threads, limits, pathspecs
  const scan::IgnoreList& ignored;  // of the base; borrowed
  bool is_pushed = true;            // the change has left the machine it was made on
};

// REQUIRED: `change` has a head and no obstacle. Errors: the store cannot be read at all; the rest is in the report.
[[nodiscard]] Result<Added> find_added_leaks(const git::Repository& repository, const Change& change,
                                             const AddedOptions& options, const scan::JobContext& context);

}  // namespace leaksieve::gate
