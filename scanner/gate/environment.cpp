#include "scanner/gate/environment.h"

#include <unistd.h>

namespace leaksieve::gate {

Environment Environment::of_process() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return Environment(std::move(variables));
}

std::string Environment::get(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? "" : found->second;
}

bool Environment::is_true(std::string_view name) const {
  const std::string value = get(name);
  return value == "true" || value == "True" || value == "1";
}

}  // namespace leaksieve::gate
