// The parts of a URL or connection string that can hold a secret. Inner header of the layer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/mcp/mapped_text.h"

namespace leaksieve::mcp {

struct UrlParts {
  std::string scheme;  // lower case
  MappedText user;
  MappedText password;
  bool has_password = false;
  std::string host;  // lower case, without its port
  std::vector<MappedText> segments;
  struct Parameter {
    std::string name;
    MappedText value;
  };
  std::vector<Parameter> query;  // and those of the fragment
};

// nullopt when the text is no `scheme://...`. Blanks in it do not matter.
[[nodiscard]] std::optional<UrlParts> parse_url(const MappedText& text);

// localhost, a loopback or private address, a name without a dot (a container's), *.local.
[[nodiscard]] bool is_local_host(const std::string& host);

}  // namespace leaksieve::mcp
