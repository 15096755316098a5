// From bytes to matches, in two stages.
//
// Hyperscan runs all rules over a buffer in one pass and says where a match ENDS, often several ends for one match
// (tried: `key=[a-z]{3,}` on "xx key=abcdef" reports four ends). It has no lookaround, no back-references, and its
// length is an unsigned int. RE2 then searches each rule that hit, in a window around the reported ends, and gives
// exact spans and groups. Within one rule, matches are those of a left-to-right, non-overlapping RE2 search.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/result.h"
#include "scanner/match/edit.h"
#include "scanner/match/encoded_spots.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::match {

// One rule that hit in one buffer. Spans count from the buffer's first byte.
struct Match {
  std::uint32_t rule = 0;  // index into RuleSet::rules
  ByteSpan whole;
  ByteSpan secret;  // inside `whole`
};

// Where compiled databases are kept. An empty path: nowhere.
struct CacheOptions {
  std::filesystem::path directory;  // default_cache_directory()
};
[[nodiscard]] std::filesystem::path default_cache_directory();  // $XDG_CACHE_HOME/leaksieve or ~/.cache/leaksieve

class CompiledRules;

// A compiled rule set; immutable, shared by all threads. Keeps its rules.
class PatternDb {
 public:
  // Uses, in this order: the database serialised at build time (if `set` is the built-in one), the cache, a fresh
  // compilation (written back to the cache). A stale, truncated or foreign cache file is rebuilt, never trusted.
  // Errors (kUsage): a rule that Hyperscan or RE2 cannot compile, with its id, file:line and the engine's text.
  // REQUIRED: `set` is not null.
  static Result<std::shared_ptr<const PatternDb>> compile(std::shared_ptr<const rules::RuleSet> set,
                                                          const CacheOptions& cache);
  static Result<std::shared_ptr<const PatternDb>> compile(rules::RuleSet set, const CacheOptions& cache);

  [[nodiscard]] const rules::RuleSet& rule_set() const;
  [[nodiscard]] const CompiledRules& compiled() const;  // match/compiled_rules.h: for allowlists and path demands

  ~PatternDb();
  PatternDb(const PatternDb&) = delete;  // owns the Hyperscan database
  PatternDb& operator=(const PatternDb&) = delete;

 private:
  friend class Matcher;
  friend class RuleCounter;
  friend struct PatternDbBuilder;
  struct Impl;
  explicit PatternDb(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Scans buffers; one per thread (it owns Hyperscan's scratch).
class Matcher {
 public:
  static Result<Matcher> make(std::shared_ptr<const PatternDb> db);
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // Appends every match in `text` to `out`, ordered by (whole.begin, rule). `path` serves the rules' `path` demand; ""
  // is an unknown path, which meets every demand. A rule without regex matches by path alone, with empty spans. Errors:
  // kLimit if text.size() > kMaxScanBytes; kInternal with Hyperscan's code.
  [[nodiscard]] Status scan(Bytes text, Bytes path, std::vector<Match>& out);

  // The same matches, for less where `text` was made from a text whose trace is known. `edit` may be null; `keep` may
  // be null and receives the trace of `text` (it has to be new).
  [[nodiscard]] Status scan(Bytes text, Bytes path, const Edit* edit, Trace* keep, std::vector<Match>& out);

  // Also look for encoded text, from the next scan on; off at first. A trace serves only scans that look for the same.
  void look_for_spots(bool wanted);
  // What the last scan found of it, by place.
  [[nodiscard]] const std::vector<Spot>& spots() const;

  static constexpr std::size_t kMaxScanBytes = 0xffffffffU;

 private:
  struct Impl;
  explicit Matcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// "5.4.0 2023-..." : for --version and cache keys.
[[nodiscard]] std::string hyperscan_version();

}  // namespace leaksieve::match
