#include "scanner/mcp/services.h"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>
#include <toml++/toml.h>

#include "scanner/mcp/clients.h"
#include "scanner/mcp/names.h"

namespace leaksieve::mcp {
namespace {

std::shared_ptr<const RE2> compile(const std::string& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  return std::make_shared<const RE2>(pattern, options);
}

}  // namespace

Result<Services> Services::parse(std::string_view toml, const std::string& name) {
  Services services;
  try {
    const toml::table file = toml::parse(toml);
    const toml::array* rows = file["services"].as_array();
    const toml::array* gateways = file["gateways"].as_array();
    if (rows == nullptr || gateways == nullptr) return Error{ErrorKind::kUsage, name + ": no services or no gateways"};
    for (const toml::node& row : *rows) {
      const toml::array* cells = row.as_array();
      if (cells == nullptr || cells->size() < 2)
        return Error{ErrorKind::kUsage, name + ": a service is a list: name, words"};
      for (std::size_t i = 1; i < cells->size(); ++i) {
        services.words_.push_back({(*cells)[i].value_or(std::string()), (*cells)[0].value_or(std::string())});
      }
    }
    for (const toml::node& node : *gateways) {
      const toml::table* table = node.as_table();
      if (table == nullptr) continue;
      Gateway gateway{(*table)["service"].value_or(std::string()), compile((*table)["host"].value_or(std::string())),
                      compile((*table)["segment"].value_or(std::string()))};
      if (gateway.service.empty() || !gateway.host->ok() || !gateway.segment->ok()) {
        return Error{ErrorKind::kUsage, fmt::format("{}: gateway '{}' is not complete", name, gateway.service)};
      }
      services.gateways_.push_back(std::move(gateway));
    }
  } catch (const toml::parse_error& error) {
    return Error{ErrorKind::kUsage, fmt::format("{}:{}: {}", name, error.source().begin.line, error.description())};
  }
  return services;
}

std::string_view Services::in_name(std::string_view name) const {
  const std::vector<std::string> words = words_of(name);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string pair = i + 1 < words.size() ? words[i] + words[i + 1] : std::string();
    for (const Word& known : words_) {
      const bool inside = known.word.size() > 5 && words[i].find(known.word) != std::string::npos;
      if (words[i] == known.word || pair == known.word || inside) return known.service;
    }
  }
  return {};
}

std::string_view Services::of(std::string_view variable, std::string_view server) const {
  const std::string_view by_variable = in_name(variable);
  return by_variable.empty() ? in_name(server) : by_variable;
}

const Services::Gateway* Services::gateway(std::string_view host) const {
  const auto found = std::find_if(gateways_.begin(), gateways_.end(), [&](const Gateway& gateway) {
    return RE2::PartialMatch(re2::StringPiece(host.data(), host.size()), *gateway.host);
  });
  return found == gateways_.end() ? nullptr : &*found;
}

const Services& builtin_services() {
  static const Services kServices = [] {
    Result<Services> parsed = Services::parse(embedded_services(), "patterns/mcp-services.toml");
    return parsed ? std::move(*parsed) : Services();
  }();
  return kServices;
}

}  // namespace leaksieve::mcp
