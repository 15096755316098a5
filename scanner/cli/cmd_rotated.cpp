// leaksieve rotated: entries of the ledger at the root of the worktree.
#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "scanner/base/day.h"
#include "scanner/base/quote.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/values.h"
#include "scanner/finding/fingerprint.h"
#include "scanner/finding/ledger.h"
#include "scanner/git/repository.h"
#include "scanner/git/settings.h"
#include "scanner/scan/debt.h"

namespace leaksieve::cli {
namespace {

constexpr std::size_t kLongestText = 500;  // bytes

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

Error usage(const std::string& text) { return {ErrorKind::kUsage, text}; }

std::string user_of(const git::Repository& repository) {
  const std::string name = git::setting(repository, "user.name").value_or("");
  const std::string email = git::setting(repository, "user.email").value_or("");
  if (name.empty() || email.empty()) return name + email;
  return fmt::format("{} <{}>", name, email);
}

// What the flags say of a rotation, but for its fingerprint.
Result<finding::Rotation> make_rotation(const Invocation& invocation, const git::Repository& repository) {
  const std::int64_t now = std::time(nullptr);
  std::int64_t date = now;
  if (const Given* given = invocation.find("date")) {
    const Result<std::int64_t> begin = parse_date(given->values.back(), DayEdge::kBegin, now);
    if (!begin) return error_of(*given, begin.error());
    if (*begin > now) return error_of(*given, usage("it is still to come: what comes back until then would pass"));
    const Result<std::int64_t> end = parse_date(given->values.back(), DayEdge::kEnd, now);
    date = end ? std::min(*end, now) : *begin;
    if (date < 0) return error_of(*given, usage("it is before 1970"));
  }
  finding::Rotation rotation;
  rotation.date = moment_text(date);
  rotation.by = clean_line(invocation.text("by", user_of(repository)), kLongestText);
  rotation.note = clean_line(invocation.text("note"), kLongestText);
  return rotation;
}

Result<std::string> change(const Invocation& invocation, const git::Repository& repository, finding::Ledger& ledger) {
  std::string told;
  if (invocation.has("undo")) {
    for (const std::string& fingerprint : invocation.operands()) {
      if (!ledger.remove(fingerprint)) return usage(fmt::format("{} is not in {}", fingerprint, finding::kLedgerName));
      told += fmt::format("{} is no longer in {}\n", fingerprint, finding::kLedgerName);
    }
    return told;
  }
  Result<finding::Rotation> rotation = make_rotation(invocation, repository);
  if (!rotation) return rotation.error();
  for (const std::string& fingerprint : invocation.operands()) {
    if (ledger.rotations().contains(fingerprint)) {
      told += fmt::format("{} was already in {}\n", fingerprint, finding::kLedgerName);
      continue;
    }
    rotation->fingerprint = fingerprint;
    ledger.add(*rotation);
    told += fmt::format("{} is in {}: commit it, so that it counts for others\n", fingerprint, finding::kLedgerName);
  }
  return told;
}

Status check(const Invocation& invocation) {
  if (invocation.operands().empty()) return usage("which leak? leaksieve rotated FINGERPRINT --note \"...\"");
  for (const std::string& text : invocation.operands()) {
    if (finding::is_fingerprint(text)) continue;
    return usage(
        fmt::format("'{}' is no fingerprint: 's' or 'w' and 20 hex digits, as reports show it", clean_line(text, 60)));
  }
  for (const char* flag : {"note", "by", "date"}) {
    if (invocation.has("undo") && invocation.has(flag))
      return usage(fmt::format("--undo and --{} do not go together: leave one out", flag));
  }
  return {};
}

}  // namespace

int run_rotated(const Invocation& invocation) {
  if (const Status status = check(invocation); !status) return fail(status.error());
  git::OpenOptions open;
  open.use_environment = true;
  const Result<git::Repository> repository = git::Repository::open(".", open);
  if (!repository) return fail(repository.error());
  if (!repository->worktree()) {
    return fail(usage(fmt::format("a bare repository has no {}: record it where you work", finding::kLedgerName)));
  }
  Result<finding::Ledger> ledger = scan::load_ledger(*repository->worktree());
  if (!ledger) return fail(ledger.error());
  const Result<std::string> told = change(invocation, *repository, *ledger);
  if (!told) return fail(told.error());
  const std::string file = (*repository->worktree() / finding::kLedgerName).string();
  if (const Status status = scan::write_shared_file(file, ledger->text()); !status) return fail(status.error());
  const Status status = write_stdout(*told);
  return status ? kExitClean : fail(status.error());
}

}  // namespace leaksieve::cli
