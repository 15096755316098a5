// What the next commit would add. The fast way of `scan --staged` and of the pre-commit hook: no history is read.
#pragma once

#include "scanner/base/result.h"
#include "scanner/git/repository.h"
#include "scanner/scan/decisions.h"
#include "scanner/scan/scan.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {

// Findings of the staged files that HEAD's version of the same file has not. Errors: a broken index or HEAD.
[[nodiscard]] Result<report::ScanReport> scan_staged(const git::Repository& repository, const ScanOptions& options,
                                                     const JobContext& context, const Decisions& decisions,
                                                     Sieve& sieve);

}  // namespace leaksieve::scan
