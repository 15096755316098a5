// The variables of a CI job.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace leaksieve::gate {

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> variables) : variables_(std::move(variables)) {}
  // This process's.
  static Environment of_process();

  [[nodiscard]] std::string get(std::string_view name) const;  // "" = unset
  [[nodiscard]] bool has(std::string_view name) const { return !get(name).empty(); }
  [[nodiscard]] bool is(std::string_view name, std::string_view value) const { return get(name) == value; }
  // "true", "True" or "1": systems differ.
  [[nodiscard]] bool is_true(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace leaksieve::gate
