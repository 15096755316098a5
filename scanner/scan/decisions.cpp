#include "scanner/scan/decisions.h"

namespace leaksieve::scan {

Result<Decisions> load_decisions(const std::filesystem::path& folder, const ScanOptions& options, const Debt* debt) {
  Result<IgnoreList> ignored = IgnoreList::load(folder, options.ignore_files);
  if (!ignored) return ignored.error();
  if (!options.settle_debt) return Decisions{std::move(*ignored), {}};
  if (debt != nullptr) return Decisions{std::move(*ignored), *debt};
  Result<Debt> own = load_debt(folder, options.baselines);
  if (!own) return own.error();
  return Decisions{std::move(*ignored), std::move(*own)};
}

}  // namespace leaksieve::scan
