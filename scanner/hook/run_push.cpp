// What a push would give away: the commits that the remote does not have. What it has is told by the ids that git gives
// with the refs, and by the remote-tracking refs of the remote that is pushed to.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "scanner/git/refs.h"
#include "scanner/git/remotes.h"
#include "scanner/git/walk.h"
#include "scanner/hook/judge.h"
#include "scanner/hook/ref_updates.h"
#include "scanner/hook/removal_advice.h"

namespace leaksieve::hook {
namespace {

// The patterns of the refs that tell what the remote had at the last fetch or push. A URL on the command line is the
// remote that has it.
std::vector<std::string> tracking_patterns(const std::vector<git::Remote>& remotes,
                                           const std::vector<std::string>& arguments) {
  std::vector<std::string> patterns;
  for (const git::Remote& remote : remotes) {
    const bool is_named = !arguments.empty() && remote.name == arguments[0];
    const bool has_url = arguments.size() > 1 && std::ranges::find(remote.urls, arguments[1]) != remote.urls.end();
    if (is_named || has_url) {
      patterns.insert(patterns.end(), remote.tracking_patterns.begin(), remote.tracking_patterns.end());
    }
  }
  return patterns;
}

Result<std::vector<Oid>> known_to_remote(const Situation& situation, const std::vector<RefUpdate>& updates) {
  std::vector<Oid> known;
  for (const RefUpdate& update : updates) known.push_back(update.old_id);
  const Result<std::vector<git::Remote>> remotes = git::read_remotes(situation.repository);
  if (!remotes) return remotes.error();
  const std::vector<std::string> patterns = tracking_patterns(*remotes, situation.call.arguments);
  if (patterns.empty()) return known;
  const Result<git::Roots> roots = git::read_roots(situation.repository);
  if (!roots) return roots.error();
  for (const git::Ref& ref : roots->refs) {
    const auto names = [&ref](const std::string& pattern) { return git::matches_refspec(pattern, ref.name); };
    // A mirror's refs are its own: "refs/*" says nothing of what the other side has.
    const bool is_own = ref.name.starts_with("refs/heads/") || ref.name.starts_with("refs/tags/");
    if (!is_own && std::ranges::any_of(patterns, names)) known.push_back(ref.target);
  }
  return known;
}

}  // namespace

Result<Outcome> run_pre_push(const Situation& situation) {
  const Result<std::vector<RefUpdate>> updates = parse_push(situation.call.input);
  if (!updates) return updates.error();
  scan::CommitSet set;
  set.include = new_tips(*updates);
  if (set.include.empty()) return Outcome{};  // deletions only
  const Result<std::vector<Oid>> known = known_to_remote(situation, *updates);
  if (!known) return known.error();
  Result<std::vector<std::string>> exclude = present(situation.repository, *known);
  if (!exclude) return exclude.error();
  set.exclude = std::move(*exclude);
  scan::ScanOptions options = situation.context.options;
  options.commit_sets.push_back(std::move(set));
  Result<report::ScanReport> report = scan_here(situation, options);
  if (!report) return report.error();
  const std::string advice = advise_removal(situation.repository, report->leaks);
  return decide(situation, std::move(*report), {"this push would publish {}", "It is stopped.", advice});
}

}  // namespace leaksieve::hook
