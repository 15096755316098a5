// The only place that compiles and loads Hyperscan databases. Inner header of the match layer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <hs.h>

#include "scanner/base/result.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::match {

// What Hyperscan runs for one rule: its trigger, or its regex.
struct Expression {
  static constexpr std::uint32_t kNoRule = 0xffffffffU;  // it serves all value rules (match/assignment_triggers.h)
  std::uint32_t rule = 0;                                // index into RuleSet::rules
  const std::string* text = nullptr;
};
// The expressions of `set`, in rule order, then those that serve all value rules, if it has any. An expression's number
// is its id in the database. The result points into `set`.
[[nodiscard]] std::vector<Expression> expressions_of(const rules::RuleSet& set);

// The rule of each of expressions_of(), without reading the rules.
[[nodiscard]] std::vector<std::uint32_t> owners_of_expressions(const rules::RuleSet& set);

// Equal for two sets exactly when the database (and the rules' regexes) of one serves the other: made of every regex
// and trigger in order, and of Hyperscan's version.
[[nodiscard]] std::string database_key(const rules::RuleSet& set);

struct HsFree {
  void operator()(hs_database_t* db) const { hs_free_database(db); }
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};

inline constexpr std::uint32_t kUnbounded = 0xffffffffU;

// A database with what has to be known of each expression in it. Behind the expressions, it reports anchors of those
// that may match in several lines: their heads (match/line_bound.h) or literals (match/anchors.h). Anchors with the
// same reach share an id.
struct HsDatabase {
  std::shared_ptr<const hs_database_t> db;    // null when there are no expressions
  std::vector<std::uint32_t> max_widths;      // longest match of each expression in bytes, or kUnbounded
  std::vector<std::uint32_t> in_line;         // 1 for an expression whose matches stay in one line
  std::vector<std::uint32_t> anchor_reaches;  // by id, less the expressions: bytes of the longest match around it
  std::uint32_t longest_anchor = 0;           // bytes
  std::uint32_t is_anchored = 1;              // 0: some expression neither stays in a line nor has an anchor
};

// HS_CPU_FEATURES_* of this machine.
[[nodiscard]] std::uint64_t host_cpu_features();

// Compiles in block mode for a machine with `cpu_features`. Errors (kUsage): the rule, its place and Hyperscan's text.
[[nodiscard]] Result<HsDatabase> compile_database(const rules::RuleSet& set, std::uint64_t cpu_features);

// The database as bytes and back; load_database fails (kCorrupt) on bytes that are broken or of another version or
// platform.
[[nodiscard]] Result<std::string> save_database(const HsDatabase& database);
[[nodiscard]] Result<HsDatabase> load_database(std::string_view payload);

// The same in two parts, for a database that is used where it lies: the numbers beside it, and what Hyperscan keeps in
// memory. That is free of addresses: hs_deserialize_database_at() makes it for a place that the caller chooses, and it
// serves at every place with the same alignment. Errors of use_image (kCorrupt): the image is of another version.
// REQUIRED: `image` lies at a multiple of rules::embedded::kImageAlignment, is trusted, and outlives the result.
[[nodiscard]] std::string facts_of(const HsDatabase& database);
[[nodiscard]] Result<std::string> image_of(const HsDatabase& database);
[[nodiscard]] Result<HsDatabase> use_image(std::string_view facts, std::string_view image);

// Hyperscan's return codes as errors; `doing` says what failed.
[[nodiscard]] Error from_hs(hs_error_t code, std::string_view doing);

}  // namespace leaksieve::match
