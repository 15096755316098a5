#include "scanner/scan/baseline_update.h"

#include <algorithm>
#include <map>
#include <set>

#include "scanner/base/quote.h"
#include "scanner/report/mask.h"
#include "scanner/report/words.h"

namespace leaksieve::scan {
namespace {

using finding::BaselineEntry;

BaselineEntry entry_of(const report::RunReport& run, const finding::Leak& leak) {
  BaselineEntry entry;
  entry.fingerprint = leak.fingerprint;
  entry.aliases = leak.aliases;
  entry.rule = report::rule_of(run, leak).id;
  if (!leak.occurrences.empty()) entry.path = quote_path(leak.occurrences.front().path);
  return entry;
}

// The names that a leak has today; of those that it had, none is forgotten: another branch may still tell it by them.
void add_aliases(const finding::Leak& leak, BaselineEntry& entry) {
  std::set<std::string> names(entry.aliases.begin(), entry.aliases.end());
  names.insert(leak.aliases.begin(), leak.aliases.end());
  names.insert(leak.fingerprint);
  names.erase(entry.fingerprint);
  entry.aliases.assign(names.begin(), names.end());
}

}  // namespace

BaselineDiff compare_baseline(const finding::Baseline& baseline, const finding::Ledger& ledger,
                              const report::RunReport& run, std::string_view today) {
  const report::RunReport masked = report::mask_secrets(run);
  BaselineDiff diff;
  std::map<std::string, BaselineEntry> fresh, kept;
  for (const report::ScanReport& scan : masked.scans) {
    for (const finding::Leak& leak : scan.leaks) {
      if (ledger.find(leak) != nullptr) {
        ++diff.rotated;
        continue;
      }
      const BaselineEntry* known = baseline.find(leak);
      BaselineEntry entry = known != nullptr ? *known : entry_of(masked, leak);
      const auto [place, is_new] = (known != nullptr ? kept : fresh).try_emplace(entry.fingerprint, std::move(entry));
      add_aliases(leak, place->second);
    }
  }
  for (auto& [fingerprint, entry] : fresh) diff.fresh.push_back(std::move(entry));
  for (auto& [fingerprint, entry] : kept) {
    if (entry.is_expired(today)) diff.expired.push_back(entry);
    diff.kept.push_back(entry);
  }
  for (const auto& [fingerprint, entry] : baseline.entries()) {
    if (!kept.contains(fingerprint)) diff.gone.push_back(entry);
  }
  return diff;
}

}  // namespace leaksieve::scan
