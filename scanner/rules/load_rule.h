// One [[rules]] table and one allowlist table, read. Inner header of the rules layer.
#pragma once

#include "scanner/rules/rule.h"
#include "scanner/rules/toml_reader.h"

namespace leaksieve::rules {

// Errors go to `context`.
[[nodiscard]] Rule read_rule(const toml::table& table, TomlContext& context);

enum class AllowlistPlace { kInRule, kTopLevel };
[[nodiscard]] Allowlist read_allowlist(const toml::table& table, AllowlistPlace place, TomlContext& context);

}  // namespace leaksieve::rules
