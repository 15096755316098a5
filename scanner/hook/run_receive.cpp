// What a push brings to a server: the commits that no ref of the repository reaches yet. The pushed objects are in
// quarantine; git tells where by GIT_OBJECT_DIRECTORY and GIT_ALTERNATE_OBJECT_DIRECTORIES, which the repository obeys.
// Source: git-receive-pack(1), "Quarantine Environment".
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "scanner/git/refs.h"
#include "scanner/hook/audit.h"
#include "scanner/hook/judge.h"
#include "scanner/hook/ref_updates.h"
#include "scanner/report/mask.h"

namespace leaksieve::hook {
namespace {

constexpr unsigned kMostOptions = 1000;

Result<std::vector<RefUpdate>> updates_of(const Call& call) {
  if (call.type->name == "pre-receive") return parse_receive(call.input);
  if (call.arguments.size() != 3)
    return Error{ErrorKind::kUsage, "update needs a ref, the old and the new id, as git gives them"};
  return parse_receive(fmt::format("{} {} {}", call.arguments[1], call.arguments[2], call.arguments[0]));
}

// `git push -o leaksieve.allow=FINGERPRINT`. Source: githooks(5), pre-receive.
std::vector<std::string> allowed_by_push() {
  constexpr std::string_view kOption = "leaksieve.allow=";
  std::vector<std::string> allowed;
  const char* const count = std::getenv("GIT_PUSH_OPTION_COUNT");
  const unsigned long options = count == nullptr ? 0 : std::strtoul(count, nullptr, 10);
  for (unsigned i = 0; i < options && i < kMostOptions; ++i) {
    const char* const value = std::getenv(fmt::format("GIT_PUSH_OPTION_{}", i).c_str());
    const std::string_view option = value == nullptr ? "" : value;
    if (option.starts_with(kOption)) allowed.emplace_back(option.substr(kOption.size()));
  }
  return allowed;
}

// Takes what push options name out of the report; gives the fingerprints that were there.
std::vector<std::string> take_allowed(const Situation& situation, report::ScanReport& report) {
  std::vector<std::string> taken;
  if (!situation.policy.allow_push_options) return taken;
  const std::vector<std::string> wanted = allowed_by_push();
  std::erase_if(report.leaks, [&](const finding::Leak& leak) {
    const bool is_wanted = std::ranges::find(wanted, leak.fingerprint) != wanted.end();
    if (is_wanted) taken.push_back(leak.fingerprint);
    return is_wanted;
  });
  return taken;
}

Result<scan::CommitSet> new_commits(const Situation& situation, const std::vector<RefUpdate>& updates) {
  scan::CommitSet set;
  set.include = new_tips(updates);
  if (set.include.empty()) return set;
  const Result<git::Roots> roots = git::read_roots(situation.repository);
  if (!roots) return roots.error();
  std::vector<Oid> known;
  for (const git::Ref& ref : roots->refs) known.push_back(ref.target);
  Result<std::vector<std::string>> here = present(situation.repository, known);
  if (!here) return here.error();
  set.exclude = std::move(*here);
  return set;
}

}  // namespace

Result<Outcome> run_receive(const Situation& situation) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<std::vector<RefUpdate>> updates = updates_of(situation.call);
  if (!updates) return updates.error();
  Result<scan::CommitSet> set = new_commits(situation, *updates);
  if (!set) return set.error();
  if (set->include.empty()) return Outcome{};
  scan::ScanOptions options = situation.context.options;
  options.commit_sets.push_back(std::move(*set));
  Result<report::ScanReport> report = scan_here(situation, options);
  if (!report) return report.error();
  const std::vector<std::string> allowed = take_allowed(situation, *report);
  report::RunReport masked;
  masked.rules = &situation.context.db->rule_set();
  masked.scans.push_back(*report);
  masked = report::mask_secrets(masked);
  Outcome outcome =
      decide(situation, std::move(*report),
             {"this push brings {}", "It is refused.",
              "Take it out of the commits and push again; your own leaksieve tells how: leaksieve hook install.\n"});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  if (Status status = write_audit(situation, {*updates, masked.scans.front(), outcome.refused, allowed, took});
      !status) {
    return status.error();
  }
  return outcome;
}

}  // namespace leaksieve::hook
