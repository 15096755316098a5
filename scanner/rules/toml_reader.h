// Reads one TOML table key by key: remembers which keys were asked for, so that what nobody understood can be told, and
// keeps the first wrong type as the error. Inner header of the rules layer: the only one that sees toml++.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "scanner/base/result.h"

namespace leaksieve::rules {

// Shared by the readers of one file.
struct TomlContext {
  std::string name;                   // the file's, for messages
  std::vector<std::string> warnings;  // "name:line: ..."
  std::optional<Error> error;         // the first one

  void fail(const toml::source_region& at, const std::string& message);
  void warn(const toml::source_region& at, const std::string& message);
};

class TableReader {
 public:
  TableReader(const toml::table& table, std::string_view what, TomlContext& context)
      : table_(table), what_(what), context_(context) {}

  // Each leaves `out` alone when the key is absent, and fails the context when its type is wrong.
  void read(std::string_view key, std::string& out);
  void read(std::string_view key, bool& out);
  void read(std::string_view key, double& out);  // an integer will do
  void read(std::string_view key, int& out);
  void read(std::string_view key, std::uint32_t& out);             // not negative
  void read(std::string_view key, std::vector<std::string>& out);  // a list of strings; appended
  void read_joined(std::string_view key, std::string& out);        // a string, or a list of strings that are joined

  // The value of `key` when it is one of `names`: its index; else nullopt, with an error when it is anything else.
  std::optional<std::size_t> read_choice(std::string_view key, const std::vector<std::string_view>& names);

  // The table or tables under `key`: a table, or an array of tables.
  std::vector<const toml::table*> tables(std::string_view key);

  void ignore(std::string_view key) { known_.insert(std::string(key)); }
  // Warns of every key that was not asked for.
  void finish();

  [[nodiscard]] const toml::table& table() const { return table_; }
  [[nodiscard]] std::uint32_t line() const { return table_.source().begin.line; }
  [[nodiscard]] TomlContext& context() { return context_; }

 private:
  const toml::node* find(std::string_view key);
  void fail_type(const toml::node& node, std::string_view key, std::string_view expected);
  void append_strings(const toml::node& node, std::string_view key, std::vector<std::string>& out);

  const toml::table& table_;
  std::string what_;  // "rule 'x'", for messages
  TomlContext& context_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace leaksieve::rules
