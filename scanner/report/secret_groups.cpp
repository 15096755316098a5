#include "scanner/report/secret_groups.h"

#include "scanner/report/words.h"

namespace leaksieve::report {

SecretGroups::SecretGroups(const RunReport& run) {
  std::unordered_map<std::string_view, std::uint64_t> leaks;
  const auto visit = [&run](const auto& with) {
    for (const ScanReport& scan : run.scans) {
      for (const auto* list : {&scan.leaks, &scan.settled}) {
        for (const finding::Leak& leak : *list) {
          if (!rule_of(run, leak).tells_files()) with(std::string_view(leak.secret.reveal()));
        }
      }
    }
  };
  visit([&](std::string_view secret) { ++leaks[secret]; });
  visit([&](std::string_view secret) {
    if (leaks[secret] > 1) groups_.try_emplace(secret, groups_.size() + 1);
  });
}

std::optional<std::uint64_t> SecretGroups::group_of(const RunReport& run, const finding::Leak& leak) const {
  if (rule_of(run, leak).tells_files()) return std::nullopt;
  const auto found = groups_.find(leak.secret.reveal());
  if (found == groups_.end()) return std::nullopt;
  return found->second;
}

}  // namespace leaksieve::report
