// Everything that people decided about leaks of the target.
#pragma once

#include <filesystem>

#include "scanner/base/result.h"
#include "scanner/scan/debt.h"
#include "scanner/scan/ignore_list.h"
#include "scanner/scan/options.h"

namespace leaksieve::scan {

struct Decisions {
  IgnoreList ignored;
  Debt debt;
};

// The files of `folder` (empty: none) and those that the options name. Errors (kUsage): one that cannot be understood.
// `debt`, when it is not null, counts instead of the folder's.
[[nodiscard]] Result<Decisions> load_decisions(const std::filesystem::path& folder, const ScanOptions& options,
                                               const Debt* debt);

}  // namespace leaksieve::scan
