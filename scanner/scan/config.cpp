#include "scanner/scan/config.h"

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "scanner/base/quote.h"
#include "scanner/git/repository.h"

namespace leaksieve::scan {
namespace {

namespace fs = std::filesystem;

constexpr std::array<SettingKey, 13> kKeys = {{
    {"source", SettingType::kTexts},
    {"since", SettingType::kText},
    {"until", SettingType::kText},
    {"path", SettingType::kTexts},
    {"exclude", SettingType::kTexts},
    {"max-blob-size", SettingType::kText},
    {"decode-depth", SettingType::kNumber},
    {"archive-depth", SettingType::kNumber},
    {"ignore-file", SettingType::kTexts},
    {"baseline", SettingType::kTexts},
    {"format", SettingType::kText},
    {"threads", SettingType::kNumber},
    {"exit-code", SettingType::kNumber},
}};

// An integer of the file as text; a negative one is left for the flag to refuse.
std::string number_text(const toml::node& node) { return std::to_string(node.as_integer()->get()); }

class SettingsReader {
 public:
  explicit SettingsReader(const std::string& name) : name_(name) {}

  Result<std::vector<Setting>> read(const toml::table& document) {
    const toml::node* node = document.get("scan");
    if (node == nullptr) return std::vector<Setting>{};
    if (!node->is_table()) return wrong(*node, "'scan' must be a table: [scan]");
    std::vector<Setting> settings;
    for (const auto& [key, value] : *node->as_table()) {
      Result<Setting> setting = read_one(std::string_view(key), key.source().begin, value);
      if (!setting) return setting.error();
      settings.push_back(std::move(*setting));
    }
    std::ranges::sort(settings, {}, &Setting::name);
    return settings;
  }

 private:
  std::string at(const toml::source_position& position) const {
    return fmt::format("{}:{}:{}", name_, position.line, position.column);
  }
  Error wrong(const toml::node& node, const std::string& text) const {
    return {ErrorKind::kUsage, fmt::format("{}: {}", at(node.source().begin), text)};
  }

  Result<Setting> read_one(std::string_view key, const toml::source_position& position, const toml::node& value) const {
    const auto known = std::ranges::find(kKeys, key, &SettingKey::name);
    if (known == kKeys.end()) {
      std::string names;
      for (const SettingKey& each : kKeys) names += (names.empty() ? "" : ", ") + std::string(each.name);
      return Error{ErrorKind::kUsage, fmt::format("{}: [scan] has no key '{}'; it may hold: {}", at(position),
                                                  clean_line(key, 60), names)};
    }
    Setting setting{std::string(key), {}, at(value.source().begin)};
    if (known->type == SettingType::kNumber) {
      if (!value.is_integer()) return wrong(value, fmt::format("'{}' must be a whole number", key));
      setting.values.push_back(number_text(value));
      return setting;
    }
    if (value.is_string()) {
      setting.values.push_back(value.as_string()->get());
      return setting;
    }
    if (value.is_integer() && known->type == SettingType::kText) {  // max-blob-size = 1000000
      setting.values.push_back(number_text(value));
      return setting;
    }
    if (known->type == SettingType::kText) return wrong(value, fmt::format("'{}' must be a string", key));
    if (!value.is_array()) return wrong(value, fmt::format("'{}' must be a string or a list of strings", key));
    for (const toml::node& element : *value.as_array()) {
      if (!element.is_string()) return wrong(element, fmt::format("'{}' must hold strings only", key));
      setting.values.push_back(element.as_string()->get());
    }
    return setting;
  }

  const std::string& name_;
};

// The file's [scan]; broken TOML has been told by the rules' reader before.
Result<std::vector<Setting>> read_settings(std::string_view toml, const std::string& name) {
  try {
    return SettingsReader(name).read(toml::parse(toml, name));
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    return Error{ErrorKind::kUsage, fmt::format("{}:{}:{}: {}", name, at.line, at.column, error.description())};
  } catch (const std::exception& error) {
    return Error{ErrorKind::kInternal, fmt::format("{}: {}", name, error.what())};
  }
}

}  // namespace

std::span<const SettingKey> setting_keys() { return kKeys; }

Result<Config> parse_config(std::string_view toml, const std::string& name) {
  Result<rules::RuleFile> rules = rules::parse_rule_file(toml, name);
  if (!rules) return rules.error();
  Result<std::vector<Setting>> settings = read_settings(toml, name);
  if (!settings) return settings.error();
  return Config{name, std::move(*rules), std::move(*settings)};
}

Result<Config> load_config(const fs::path& file) {
  return load_config(file, [](const fs::path& path) -> Result<std::string> {
    std::error_code code;
    if (!fs::exists(path, code)) {
      return Error{ErrorKind::kNotFound, fmt::format("cannot read '{}': no such file", quote_path(path.string()))};
    }
    const Error unreadable{ErrorKind::kUnreadable, fmt::format("cannot read '{}'", quote_path(path.string()))};
    if (fs::is_directory(path, code)) return unreadable;
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.is_open() || in.bad()) return unreadable;
    return text;
  });
}

Result<Config> load_config(const fs::path& file, const rules::ReadFile& read) {
  Result<rules::RuleFile> rules = rules::load_rule_file(file, read);
  if (!rules) return rules.error();
  const Result<std::string> text = read(file);
  if (!text) return text.error();
  Result<std::vector<Setting>> settings = read_settings(*text, file.string());
  if (!settings) return settings.error();
  return Config{file, std::move(*rules), std::move(*settings)};
}

std::optional<fs::path> find_config(const fs::path& folder) {
  std::error_code error;
  fs::path file = folder / kConfigName;
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  return file;
}

Result<std::optional<fs::path>> find_repository_config(const std::string& path, bool use_environment) {
  git::OpenOptions options;
  options.use_environment = use_environment;
  const Result<git::Repository> repository = git::Repository::open(path, options);
  if (!repository) return repository.error();
  return find_config(*repository);
}

std::optional<fs::path> find_config(const git::Repository& repository) {
  return repository.worktree() ? find_config(*repository.worktree()) : std::nullopt;
}

std::shared_ptr<const rules::RuleSet> rules_of(const Config& config) {
  if (config.file.empty()) return {std::shared_ptr<void>(), &rules::builtin_rules()};  // they live on, owned by nobody
  const bool extends = config.rules.extend_default;
  return std::make_shared<const rules::RuleSet>(
      rules::merge(extends ? rules::builtin_rules() : rules::RuleSet{}, config.rules));
}

}  // namespace leaksieve::scan
