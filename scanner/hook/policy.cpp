#include "scanner/hook/policy.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/settings.h"

namespace leaksieve::hook {
namespace {

Error bad_value(std::string_view key, std::string_view value, std::string_view wanted) {
  return {ErrorKind::kUsage,
          fmt::format("git config {}: '{}' means nothing: it has to be {}", key, clean_line(value, 60), wanted)};
}

Status read_choice(const git::Repository& repository, const char* key, std::string_view block, std::string_view allow,
                   OnError& out) {
  const auto value = git::setting(repository, key);
  if (!value) return {};
  if (*value != block && *value != allow) return bad_value(key, *value, fmt::format("'{}' or '{}'", block, allow));
  out = *value == block ? OnError::kBlock : OnError::kAllow;
  return {};
}

// As git-config(1) reads booleans.
Status read_switch(const git::Repository& repository, const char* key, bool& out) {
  const auto value = git::setting(repository, key);
  if (!value) return {};
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, *value) != words.end();
  };
  out = is_one_of({"true", "yes", "on", "1", ""});
  if (!out && !is_one_of({"false", "no", "off", "0"})) return bad_value(key, *value, "'true' or 'false'");
  return {};
}

Status read_seconds(const git::Repository& repository, const char* key, std::chrono::seconds& out) {
  const auto value = git::setting(repository, key);
  if (!value) return {};
  constexpr std::size_t kMostDigits = 6;
  if (value->empty() || value->size() > kMostDigits || value->find_first_not_of("0123456789") != std::string::npos) {
    return bad_value(key, *value, "a number of seconds");
  }
  out = std::chrono::seconds(std::stol(*value));
  return {};
}

std::vector<std::string> skipped_rules() {
  std::vector<std::string> rules;
  const char* const variable = std::getenv("LEAKSIEVE_SKIP");
  std::string_view rest = variable == nullptr ? "" : variable;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (comma > 0) rules.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return rules;
}

}  // namespace

bool Policy::skips(std::string_view rule) const {
  return std::ranges::any_of(skipped_rules, [&](const std::string& name) { return name == rule || name == "all"; });
}

Result<Policy> read_policy(const git::Repository& repository) {
  Policy policy;
  policy.skipped_rules = skipped_rules();
  policy.audit_log = git::setting(repository, "leaksieve.auditLog").value_or("");
  for (const Status& status :
       {read_switch(repository, "leaksieve.strict", policy.strict),
        read_switch(repository, "leaksieve.allowPushOptions", policy.allow_push_options),
        read_choice(repository, "leaksieve.onError", "block", "allow", policy.on_error),
        read_choice(repository, "leaksieve.onTimeout", "reject", "accept-and-report", policy.on_timeout),
        read_seconds(repository, "leaksieve.timeout", policy.timeout)}) {
    if (!status) return status.error();
  }
  return policy;
}

}  // namespace leaksieve::hook
