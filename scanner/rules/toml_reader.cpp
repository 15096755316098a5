#include "scanner/rules/toml_reader.h"

#include <cstdint>
#include <limits>

#include <fmt/format.h>

namespace leaksieve::rules {

void TomlContext::fail(const toml::source_region& at, const std::string& message) {
  if (error) return;
  error = Error{ErrorKind::kUsage, fmt::format("{}:{}:{}: {}", name, at.begin.line, at.begin.column, message)};
}

void TomlContext::warn(const toml::source_region& at, const std::string& message) {
  warnings.push_back(fmt::format("{}:{}: {}", name, at.begin.line, message));
}

const toml::node* TableReader::find(std::string_view key) {
  known_.emplace(key);
  return table_.get(key);
}

void TableReader::fail_type(const toml::node& node, std::string_view key, std::string_view expected) {
  context_.fail(node.source(), fmt::format("{}: '{}' has to be {}", what_, key, expected));
}

void TableReader::read(std::string_view key, std::string& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (const auto* value = node->as_string()) {
    out = value->get();
  } else {
    fail_type(*node, key, "a string");
  }
}

void TableReader::read(std::string_view key, bool& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (const auto* value = node->as_boolean()) {
    out = value->get();
  } else {
    fail_type(*node, key, "true or false");
  }
}

void TableReader::read(std::string_view key, double& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (const auto value = node->value<double>(); value && node->is_number()) {
    out = *value;
  } else {
    fail_type(*node, key, "a number");
  }
}

void TableReader::read(std::string_view key, int& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const auto* value = node->as_integer();
  if (value != nullptr && value->get() >= std::numeric_limits<int>::min() &&
      value->get() <= std::numeric_limits<int>::max()) {
    out = static_cast<int>(value->get());
  } else {
    fail_type(*node, key, "a whole number");
  }
}

void TableReader::read(std::string_view key, std::uint32_t& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const auto* value = node->as_integer();
  if (value != nullptr && value->get() >= 0 && value->get() <= std::numeric_limits<std::uint32_t>::max()) {
    out = static_cast<std::uint32_t>(value->get());
  } else {
    fail_type(*node, key, "a whole number, not negative");
  }
}

void TableReader::append_strings(const toml::node& node, std::string_view key, std::vector<std::string>& out) {
  const auto* list = node.as_array();
  if (list == nullptr) return fail_type(node, key, "a list of strings");
  for (const toml::node& element : *list) {
    const auto* value = element.as_string();
    if (value == nullptr) return fail_type(element, key, "a list of strings");
    out.push_back(value->get());
  }
}

void TableReader::read(std::string_view key, std::vector<std::string>& out) {
  if (const toml::node* node = find(key)) append_strings(*node, key, out);
}

void TableReader::read_joined(std::string_view key, std::string& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (node->is_string()) return read(key, out);
  std::vector<std::string> parts;
  append_strings(*node, key, parts);
  out.clear();
  for (const std::string& part : parts) out += part;
}

std::optional<std::size_t> TableReader::read_choice(std::string_view key, const std::vector<std::string_view>& names) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* value = node->as_string()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (value->get() == names[i]) return i;
    }
  }
  fail_type(*node, key, fmt::format("one of \"{}\"", fmt::join(names, "\", \"")));
  return std::nullopt;
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
  std::vector<const toml::table*> found;
  const toml::node* node = find(key);
  if (node == nullptr) return found;
  if (const auto* one = node->as_table()) return {one};
  const auto* list = node->as_array();
  if (list == nullptr) {
    fail_type(*node, key, "a table");
    return found;
  }
  for (const toml::node& element : *list) {
    if (const auto* one = element.as_table()) {
      found.push_back(one);
    } else {
      fail_type(element, key, "a list of tables");
    }
  }
  return found;
}

void TableReader::finish() {
  for (const auto& [key, node] : table_) {
    if (!known_.contains(key.str())) {
      context_.warn(key.source(), fmt::format("{}: key '{}' is not known and was ignored", what_, key.str()));
    }
  }
}

}  // namespace leaksieve::rules
