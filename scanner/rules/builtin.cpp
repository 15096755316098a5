#include "scanner/rules/builtin.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "scanner/rules/load.h"
#include "scanner/rules/serialize.h"

namespace leaksieve::rules {

Result<RuleSet> combine_rule_files(std::span<const embedded::TomlFile> files, std::vector<std::string>& warnings) {
  RuleSet all;
  std::map<std::string, std::string> places;  // id -> file:line
  for (const embedded::TomlFile& toml : files) {
    Result<RuleFile> file = parse_rule_file(toml.text, std::string(toml.name));
    if (!file) return file.error();
    warnings.insert(warnings.end(), file->warnings.begin(), file->warnings.end());
    for (Rule& rule : file->set.rules) {
      const std::string place = fmt::format("{}:{}", rule.source, rule.line);
      const auto [first, added] = places.emplace(rule.id, place);
      if (!added) {
        return Error{ErrorKind::kUsage, fmt::format("{}: rule id '{}' is taken by {}", place, rule.id, first->second)};
      }
      all.rules.push_back(std::move(rule));
    }
    for (Allowlist& list : file->set.allowlists) all.allowlists.push_back(std::move(list));
  }
  std::sort(all.rules.begin(), all.rules.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  return all;
}

const RuleSet& builtin_rules() {
  // Never destroyed: giving back what was read costs the end of a scan time for nothing.
  static const RuleSet& set = *new RuleSet(from_blob(embedded::rules_blob()).value_or(RuleSet{}));
  return set;
}

Result<RuleSet> builtin_rules_with_examples() {
  std::vector<std::string> warnings;  // told when the program was built
  Result<RuleSet> all = combine_rule_files(embedded::toml_files(), warnings);
  if (!all) return all;
  for (Rule& rule : all->rules) rule.source = "built-in";
  return all;
}

}  // namespace leaksieve::rules
