// How strict a hook is: `git config leaksieve.*` and the environment.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::hook {

enum class OnError { kBlock, kAllow };

struct Policy {
  bool strict = false;                     // leaksieve.strict: what HEAD held already blocks too
  OnError on_error = OnError::kBlock;      // leaksieve.onError: what could not be checked
  std::chrono::seconds timeout{0};         // leaksieve.timeout, in seconds; 0: none
  OnError on_timeout = OnError::kBlock;    // leaksieve.onTimeout: "reject" or "accept-and-report"
  bool allow_push_options = false;         // leaksieve.allowPushOptions: `git push -o leaksieve.allow=FINGERPRINT`
  std::string audit_log;                   // leaksieve.auditLog: a file, or "syslog"; empty: none
  std::vector<std::string> skipped_rules;  // LEAKSIEVE_SKIP=rule,rule; "all" stands for every rule

  [[nodiscard]] bool skips(std::string_view rule) const;
};

// Errors (kUsage): a value that means nothing, with its key.
[[nodiscard]] Result<Policy> read_policy(const git::Repository& repository);

}  // namespace leaksieve::hook
