// What a rule is: plain data, read from TOML (rules/load.h), the same for built-in rules and the user's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leaksieve::rules {

enum class Severity : std::uint8_t { kLow, kMedium, kHigh, kCritical };
// high: the format alone proves it; medium: needs the vendor's word near by; low: generic.
enum class Confidence : std::uint8_t { kLow, kMedium, kHigh };

[[nodiscard]] const char* name_of(Severity severity);      // "low", "medium", "high", "critical"
[[nodiscard]] const char* name_of(Confidence confidence);  // "low", "medium", "high"

// What a match is whose secret fails one of its rule's checks: none, or one of low confidence.
enum class FailedCheck : std::uint8_t { kDrop, kLower };

// What an allowlist's regexes are held against.
enum class RegexTarget : std::uint8_t { kSecret, kMatch, kLine };

// Drops matches that the user (or the rule's author) knows to be harmless. Same meaning as gitleaks' [[allowlists]]:
// with `match_all` false one criterion is enough, with true every kind of criterion that is given has to hold.
struct Allowlist {
  std::string description;
  bool match_all = false;              // condition = "AND"
  std::vector<std::string> commits;    // full hex ids; compared case-insensitively
  std::vector<std::string> paths;      // RE2, searched in the path
  std::vector<std::string> regexes;    // RE2, searched in `target`
  std::vector<std::string> stopwords;  // contained in the secret, case-insensitively
  RegexTarget target = RegexTarget::kSecret;
  std::vector<std::string> target_rules;  // top-level allowlists only: rule ids it applies to; empty = all
};

// An example that proves the rule. `text` is the whole buffer; `secret` the exact secret expected in it (positive
// only). In TOML both may be a string or a list of strings that are joined, so that a rule file never holds a whole
// token.
struct Example {
  std::string text;
  std::string secret;             // empty for a negative
  std::string path;               // the file name the text is scanned under; empty = none
  std::string why;                // negative: the reason why it must not match
  std::vector<std::string> also;  // positive: other rules that may report in the same text
};

struct Rule {                  // NOLINT(clang-analyzer-optin.performance.Padding): fields stand by what they are about
  std::string id;              // "github-pat"; stable for ever: fingerprints are made of it
  std::string description;     // one sentence, for reports
  std::string service;         // "GitHub"; empty for generic rules
  std::string kind = "token";  // token | password | private-key | connection-string | webhook | hash | identifier
  Severity severity = Severity::kHigh;
  Confidence confidence = Confidence::kMedium;

  std::string regex;    // RE2 syntax; must compile in RE2 and (or `trigger`) in Hyperscan
  std::string trigger;  // optional: what Hyperscan searches instead of `regex`; the regex is then searched by RE2
                        // from `trigger_before` bytes before the trigger's end to `trigger_after` bytes behind it
  std::uint32_t trigger_before = 256;
  std::uint32_t trigger_after = 16384;
  unsigned secret_group = 0;  // 0: first capturing group if there is one, else the whole match (as gitleaks does)

  // A value rule (docs/rules-format.md) has these in place of a regex: it judges what assignments give a name to.
  std::string value;              // RE2; all of the value has to match. Group 1, if there is one, is the secret
  std::string name;               // RE2, searched in the name as match/name.h writes it: "client_secret"; empty: any
  std::vector<std::string> near;  // lower-case letters and digits; one has to stand near by; empty: no demand
  bool near_in_name = false;      // ... in the name itself
  bool quoted = false;            // the value has to stand in quotes

  // A rule of parts has neither: it tells findings of other rules, all near each other, as one.
  std::vector<std::string> parts;  // ids of rules; the last one's secret is told
  std::uint32_t within_lines = 10;
  bool alone = true;  // false: told only as a part

  std::string documents;  // "mcp": the regex finds no secret but the texts that scanner/mcp reads and judges
  double entropy = 0;     // least Shannon entropy of the secret, bits per byte; 0 = no demand
  std::vector<std::string> keywords;   // one has to be near, case-insensitively; empty = no demand
  std::uint32_t keyword_distance = 0;  // bytes before the match's begin or behind its end; 0 = anywhere in the buffer
  std::string path;  // RE2 that the path must match; empty = any. A rule with a path and no regex reports files.
  std::vector<std::string> checks;  // names from filter/checks.h; each must pass (checksums, structure)
  FailedCheck on_failed_check = FailedCheck::kDrop;
  bool placeholders = true;            // drop placeholder shapes (filter/placeholder.h)
  std::vector<std::string> stopwords;  // contained in the secret, case-insensitively: dropped
  std::vector<Allowlist> allowlists;
  int specificity = 0;       // overlapping matches: higher wins; then confidence, then longer secret, then id
  std::string slow_because;  // why it may cost more than its part of a scan's time; empty: `rules check` warns then

  std::vector<std::string> references;  // where the format is documented
  std::vector<Example> positives;
  std::vector<Example> negatives;

  [[nodiscard]] bool is_value_rule() const { return !value.empty(); }
  [[nodiscard]] bool has_parts() const { return !parts.empty(); }
  // It has a path and nothing to look for in texts.
  [[nodiscard]] bool tells_files() const { return regex.empty() && value.empty() && parts.empty(); }

  std::string source;      // file the rule came from, "built-in" for ours
  std::uint32_t line = 0;  // 1-based line of its table there
};

}  // namespace leaksieve::rules
