// Whose secret it is, from patterns/mcp-services.toml.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/result.h"

namespace re2 {
class RE2;
}

namespace leaksieve::mcp {

class Services {
 public:
  // Errors (kUsage): what is wrong in the file.
  static Result<Services> parse(std::string_view toml, const std::string& name);

  // The service that the variable's name names, else the server's; "" when neither does.
  [[nodiscard]] std::string_view of(std::string_view variable, std::string_view server) const;

  // A host whose URLs hold a secret in their path.
  struct Gateway {
    std::string service;
    std::shared_ptr<const re2::RE2> host;
    std::shared_ptr<const re2::RE2> segment;
  };
  [[nodiscard]] const Gateway* gateway(std::string_view host) const;

 private:
  struct Word {
    std::string word;
    std::string service;
  };
  [[nodiscard]] std::string_view in_name(std::string_view name) const;

  std::vector<Word> words_;
  std::vector<Gateway> gateways_;
};

// The built-in ones; parsed at the first call. Thread-safe.
[[nodiscard]] const Services& builtin_services();

}  // namespace leaksieve::mcp
