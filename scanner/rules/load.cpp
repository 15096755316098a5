// A rule file is one TOML document. toml++ parses it (its exceptions end here), TableReader takes the known keys out of
// each table and tells of the others, and merge() lays a file over the rules it extends.
#include "scanner/rules/load.h"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include "scanner/rules/load_rule.h"
#include "scanner/rules/merged_rules.h"
#include "scanner/rules/toml_reader.h"

namespace leaksieve::rules {
namespace {

constexpr int kMaxExtendDepth = 2;

void read_extend(const toml::table& table, RuleFile& file, TomlContext& context) {
  TableReader reader(table, "[extend]", context);
  reader.read("useDefault", file.extend_default);
  reader.read("disabledRules", file.disabled_rules);
  std::string path;
  reader.read("path", path);
  file.extend_path = path;
  if (const toml::node* url = table.get("url")) {
    reader.ignore("url");
    context.warn(url->source(), "[extend]: 'url' is ignored: nothing is fetched from the network");
  }
  reader.finish();
}

void sort_rules(RuleSet& set) {
  std::sort(set.rules.begin(), set.rules.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
}

RuleFile read_document(const toml::table& document, TomlContext& context) {
  RuleFile file;
  TableReader reader(document, "rule file", context);
  // [scan] is read by the scan layer; the others are a file's own facts, in gitleaks' layout.
  for (const std::string_view key : {"scan", "title", "description", "version", "minVersion"}) reader.ignore(key);
  for (const toml::table* table : reader.tables("extend")) read_extend(*table, file, context);
  for (const std::string_view key : {"allowlist", "allowlists"}) {
    for (const toml::table* table : reader.tables(key)) {
      file.set.allowlists.push_back(read_allowlist(*table, AllowlistPlace::kTopLevel, context));
    }
  }
  std::map<std::string, std::uint32_t> lines;
  for (const toml::table* table : reader.tables("rules")) {
    Rule rule = read_rule(*table, context);
    const auto [first, added] = lines.emplace(rule.id, rule.line);
    if (!added) {
      context.fail(table->source(),
                   fmt::format("rule id '{}' is taken by the rule in line {}", rule.id, first->second));
    }
    file.set.rules.push_back(std::move(rule));
  }
  reader.finish();
  sort_rules(file.set);
  return file;
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) {
    return Error{ErrorKind::kNotFound, fmt::format("cannot read '{}': no such file", path.string())};
  }
  const Error unreadable{ErrorKind::kUnreadable, fmt::format("cannot read '{}'", path.string())};
  if (std::filesystem::is_directory(path, code)) return unreadable;
  try {
    std::ifstream in(path, std::ios::binary);
    if (!in) return unreadable;
    return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  } catch (const std::ios_base::failure&) {  // libstdc++ throws on a read error
    return unreadable;
  }
}

// `seen` holds the files on the way here, canonical.
Result<RuleFile> load_with_extended(const std::filesystem::path& path, const ReadFile& read,
                                    std::vector<std::filesystem::path>& seen) {
  std::error_code code;
  const std::filesystem::path canonical = std::filesystem::weakly_canonical(path, code);
  if (std::find(seen.begin(), seen.end(), canonical) != seen.end()) {
    return Error{ErrorKind::kUsage, fmt::format("{}: [extend] path comes back to this file", path.string())};
  }
  if (seen.size() > kMaxExtendDepth) {
    return Error{ErrorKind::kUsage,
                 fmt::format("{}: [extend] path goes deeper than {} files", path.string(), kMaxExtendDepth)};
  }
  seen.push_back(canonical);
  Result<std::string> text = read(path);
  if (!text) return text.error();
  Result<RuleFile> parsed = parse_rule_file(*text, path.string());
  if (!parsed || parsed->extend_path.empty()) return parsed;

  Result<RuleFile> base = load_with_extended(path.parent_path() / parsed->extend_path, read, seen);
  if (!base) return base;
  RuleFile merged = *parsed;
  merged.set = merge(base->set, *parsed);
  merged.extend_default = parsed->extend_default && base->extend_default;
  merged.disabled_rules.insert(merged.disabled_rules.end(), base->disabled_rules.begin(), base->disabled_rules.end());
  merged.warnings.insert(merged.warnings.end(), base->warnings.begin(), base->warnings.end());
  return merged;
}

}  // namespace

Result<RuleFile> parse_rule_file(std::string_view toml, const std::string& name) {
  try {
    const toml::table document = toml::parse(toml, name);
    TomlContext context{name, {}, std::nullopt};
    RuleFile file = read_document(document, context);
    if (context.error) return *context.error;
    file.warnings = std::move(context.warnings);
    return file;
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    return Error{ErrorKind::kUsage, fmt::format("{}:{}:{}: {}", name, at.line, at.column, error.description())};
  } catch (const std::exception& error) {
    return Error{ErrorKind::kInternal, fmt::format("{}: {}", name, error.what())};
  }
}

Result<RuleFile> load_rule_file(const std::filesystem::path& path) { return load_rule_file(path, read_text); }

Result<RuleFile> load_rule_file(const std::filesystem::path& path, const ReadFile& read) {
  std::vector<std::filesystem::path> seen;
  return load_with_extended(path, read, seen);
}

RuleSet merge(const RuleSet& base, const RuleFile& file) {
  RuleSet merged;
  merged.allowlists = base.allowlists;
  merged.allowlists.insert(merged.allowlists.end(), file.set.allowlists.begin(), file.set.allowlists.end());
  const bool has_rules = !file.set.rules.empty() || !file.disabled_rules.empty();
  merged.rules = has_rules ? merge_rules(base.rules, file.set.rules, file.disabled_rules) : base.rules;
  return merged;
}

}  // namespace leaksieve::rules
