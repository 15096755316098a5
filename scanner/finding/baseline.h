// Accepted debt: leaks that a team knows of and has not rotated yet. A baseline holds fingerprints, no secrets.
//
// Our form (docs/baseline.md): {"format": "leaksieve-baseline", "version": 1}, then an entry a line, sorted. gitleaks'
// JSON reports, which `gitleaks detect --baseline-path` takes, are read too: by commit, path and line, because its
// fingerprints and rule names are not ours. Source: gitleaks' README, "Creating a baseline"; its report/finding.go.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/finding/leak.h"

namespace leaksieve::finding {

inline constexpr std::string_view kBaselineName = ".leaksieve-baseline.jsonl";  // at the root of a repository

struct BaselineEntry {
  std::string fingerprint;
  std::vector<std::string> aliases;  // of the leak's other places, sorted; see Leak::aliases
  std::string rule, path;            // for people; they decide nothing
  std::string owner, reason;
  std::string expires;  // "2030-01-31", the last day in UTC; "" = no end

  [[nodiscard]] bool is_expired(std::string_view today) const { return !expires.empty() && expires < today; }
};

class Baseline {
 public:
  // `name` stands for the file in messages. Errors (kUsage), with "name:line" where lines tell: neither of the forms,
  // an unknown key, no fingerprint, no date.
  static Result<Baseline> parse(std::string_view text, const std::string& name);

  // In our form: equal entries give equal bytes.
  [[nodiscard]] std::string text() const;

  // The entry that knows the leak by its fingerprint or an alias; of several the one that ends first. Null: none.
  [[nodiscard]] const BaselineEntry* find(const Leak& leak) const;
  // True when a gitleaks report has each of the leak's places. gitleaks tells the lines from which to which.
  [[nodiscard]] bool has_places_of(const Leak& leak) const;

  // Of several entries with one fingerprint (two branches were merged) the one that ends first stays.
  void add(BaselineEntry entry);
  void add(const Baseline& other);
  [[nodiscard]] const std::map<std::string, BaselineEntry>& entries() const { return entries_; }  // by fingerprint
  [[nodiscard]] bool empty() const { return entries_.empty() && places_.empty(); }

 private:
  struct Lines {
    std::uint32_t first = 0, last = 0;
  };
  Status read_gitleaks(std::string_view text, const std::string& name);

  std::map<std::string, BaselineEntry> entries_;
  std::multimap<std::string, std::string> by_alias_;                  // fingerprints of entries
  std::multimap<std::pair<std::string, std::string>, Lines> places_;  // by commit's hex ("" = none) and path
};

}  // namespace leaksieve::finding
