// Reads rule files: the TOML layout of .gitleaks.toml ([[rules]], [[rules.allowlists]], [extend], [allowlist]) with
// leaksieve's own keys beside them. docs/rules-format.md is the reference.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::rules {

// What one file says, before it is merged with the built-in rules.
struct RuleFile {
  RuleSet set;
  bool extend_default = true;  // [extend] useDefault; true also when there is no [extend] (leaksieve adds to
                               // the built-in rules; `useDefault = false` replaces them)
  std::vector<std::string> disabled_rules;  // [extend] disabledRules
  std::filesystem::path extend_path;        // [extend] path, relative to the file; empty = none
  std::vector<std::string> warnings;        // keys that were not understood, with file and line; never silent
};

// Parses `toml`. `name` is the file's name in messages. Errors (kUsage): broken TOML or a wrong type, each with
// "name:line:column: ..."; a rule without id; an id given twice.
[[nodiscard]] Result<RuleFile> parse_rule_file(std::string_view toml, const std::string& name);

// Reads and parses the file and what it extends (depth at most 2, a cycle is an error).
[[nodiscard]] Result<RuleFile> load_rule_file(const std::filesystem::path& path);
// The same, with the files' texts from `read`: of a commit, say. Errors: its own too.
using ReadFile = std::function<Result<std::string>(const std::filesystem::path&)>;
[[nodiscard]] Result<RuleFile> load_rule_file(const std::filesystem::path& path, const ReadFile& read);

// The rules under patterns/, embedded at build time. Never fails in a build whose tests passed.
// Without their examples, for these would cost each start milliseconds.
// They live until the process ends.
[[nodiscard]] const RuleSet& builtin_rules();

// The same rules with positives and negatives, parsed from the embedded TOML on each call (tens of milliseconds).
[[nodiscard]] Result<RuleSet> builtin_rules_with_examples();

// The built-in rules as changed by `file`: rules of the same id replaced, disabled ones removed, allowlists added. A
// rule with neither regex nor path changes the rule of that id in `base`: what it gives replaces that rule's, its
// allowlists and stop words come on top.
[[nodiscard]] RuleSet merge(const RuleSet& base, const RuleFile& file);

}  // namespace leaksieve::rules
