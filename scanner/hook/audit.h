// One line of JSON for each decision of a server's hook, to a file or to syslog. Holds no secret.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/hook/ref_updates.h"
#include "scanner/hook/run.h"
#include "scanner/report/report.h"

namespace leaksieve::hook {

struct Audited {
  const std::vector<RefUpdate>& updates;
  const report::ScanReport& report;  // with secrets masked
  bool refused = false;
  std::vector<std::string> allowed;  // fingerprints that push options let pass
  std::chrono::milliseconds took{0};
};

// Appends to policy.audit_log, in one write. Does nothing when there is none. Errors: the file cannot be written.
[[nodiscard]] Status write_audit(const Situation& situation, const Audited& audited);

}  // namespace leaksieve::hook
