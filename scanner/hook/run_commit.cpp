// What a commit is about to add: its files, and its message.
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/hook/commit_message.h"
#include "scanner/hook/judge.h"
#include "scanner/scan/scan.h"

namespace leaksieve::hook {

Result<Outcome> run_pre_commit(const Situation& situation) {
  scan::ScanOptions options = situation.context.options;
  options.staged = true;
  Result<report::ScanReport> report = scan_here(situation, options);
  if (!report) return report.error();
  return decide(
      situation, std::move(*report),
      {"this commit would add {}", "It is stopped.",
       "Take the secret out of the file, `git add` the file again, and commit. Was it shared? Then rotate it.\n"});
}

Result<Outcome> run_commit_msg(const Situation& situation) {
  if (situation.call.arguments.empty()) {
    return Error{ErrorKind::kUsage, "commit-msg needs the message's file, as git gives it"};
  }
  const std::string& file = situation.call.arguments.front();
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) return Error{ErrorKind::kUnreadable, fmt::format("cannot read the message in '{}'", quote_path(file))};
  const std::string message = without_comments(content.str(), message_form(situation.repository));
  Result<report::ScanReport> report = scan::scan_text(message, "commit message", situation.context.options,
                                                      {situation.context.db, situation.context.stop, {}});
  if (!report) return report.error();
  return decide(
      situation, std::move(*report),
      {"the commit message holds {}", "The commit is stopped.",
       "Commit again without it in the message; git kept yours: git commit -e -F \"$(git rev-parse --git-path "
       "COMMIT_EDITMSG)\"\n"});
}

}  // namespace leaksieve::hook
