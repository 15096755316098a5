#include "scanner/hook/audit.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <syslog.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/report/words.h"

namespace leaksieve::hook {
namespace {

using Json = nlohmann::ordered_json;

// Who pushes, as the server software tells it: Gitolite, HTTP servers, GitLab, ssh.
std::string pusher() {
  for (const char* name : {"GL_USERNAME", "GL_USER", "REMOTE_USER", "LOGNAME", "USER"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return to_valid_utf8(value);
  }
  return "";
}

Json line_of(const Situation& situation, const Audited& audited) {
  Json refs = Json::array(), leaks = Json::array(), skipped = Json::array();
  for (const RefUpdate& update : audited.updates) {
    refs.push_back({{"ref", to_valid_utf8(update.ref)},
                    {"old", update.old_id.is_null() ? "" : update.old_id.hex()},
                    {"new", update.new_id.is_null() ? "" : update.new_id.hex()}});
  }
  const auto& rules = situation.context.db->rule_set().rules;
  for (const finding::Leak& leak : audited.report.leaks) {
    Json one = {{"fingerprint", leak.fingerprint}, {"rule", rules[leak.rule].id}};
    if (!leak.occurrences.empty()) {
      const finding::Occurrence& place = leak.occurrences.front();
      one["path"] = to_valid_utf8(quote_path(place.path));
      one["line"] = place.position.line;
      one["commit"] = place.commit.is_null() ? "" : place.commit.hex();
    }
    leaks.push_back(std::move(one));
  }
  for (const finding::Skip& skip : audited.report.skipped)
    skipped.push_back(to_valid_utf8(skip.what + ": " + skip.reason));
  return {{"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
          {"hook", situation.call.type->name},
          {"repository", to_valid_utf8(situation.repository.common_dir().string())},
          {"pusher", pusher()},
          {"decision", audited.refused ? "rejected" : "accepted"},
          {"complete", audited.report.complete},
          {"refs", std::move(refs)},
          {"leaks", std::move(leaks)},
          {"allowed", audited.allowed},
          {"skipped", std::move(skipped)},
          {"milliseconds", audited.took.count()}};
}

Status append(const std::string& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  const bool written = file >= 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const int code = errno;
  if (file >= 0) ::close(file);
  if (written) return {};
  return Error{ErrorKind::kUnreadable,
               fmt::format("cannot write the audit log '{}' (git config leaksieve.auditLog): {}", quote_path(path),
                           std::strerror(code))};
}

}  // namespace

Status write_audit(const Situation& situation, const Audited& audited) {
  const std::string& log = situation.policy.audit_log;
  if (log.empty()) return {};
  const std::string line = line_of(situation, audited).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (log != "syslog") return append(log, line + "\n");
  ::openlog("leaksieve", LOG_PID, LOG_AUTH);
  ::syslog(audited.refused ? LOG_WARNING : LOG_INFO, "%s", line.c_str());
  ::closelog();
  return {};
}

}  // namespace leaksieve::hook
