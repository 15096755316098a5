// A list with condition OR drops a match when one of its criteria holds: its content criteria are judged at the scan,
// its paths and commits in allowed_at(), and no half needs the other. A list with AND needs all kinds that it gives:
// the scan judges the content and, when it holds, leaves the list's number in Finding::pending; allowed_at() judges the
// rest of the pending lists.
#include "scanner/finding/allowlists.h"

#include <algorithm>

#include "scanner/finding/detector.h"

namespace leaksieve::finding {
namespace {

Bytes target_of(const rules::Allowlist& list, const Candidate& candidate) {
  switch (list.target) {
    case rules::RegexTarget::kMatch:
      return candidate.match;
    case rules::RegexTarget::kLine:
      return candidate.line;
    case rules::RegexTarget::kSecret:
      break;
  }
  return candidate.secret;
}

bool same_letters(Bytes a, Bytes b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool names_commit(const rules::Allowlist& list, Bytes commit_hex) {
  return !commit_hex.empty() && std::any_of(list.commits.begin(), list.commits.end(), [&](const std::string& commit) {
    return same_letters(commit, commit_hex);
  });
}

bool names_path(const match::CompiledAllowlist& compiled, Bytes path) {
  return !path.empty() && compiled.paths.found_in(path);
}

enum class Answer { kNo, kYes, kPending };

Answer judge_all(const match::CompiledAllowlist& compiled, const Candidate& candidate) {
  const rules::Allowlist& list = *compiled.list;
  if (!compiled.regexes.empty() && !compiled.regexes.found_in(target_of(list, candidate))) return Answer::kNo;
  if (!compiled.stopwords.empty() && !compiled.stopwords.found_in(candidate.secret)) return Answer::kNo;
  const bool path_known = list.paths.empty() || !candidate.path.empty();
  if (!list.paths.empty() && path_known && !names_path(compiled, candidate.path)) return Answer::kNo;
  const bool gives_any =
      !compiled.regexes.empty() || !compiled.stopwords.empty() || !list.paths.empty() || !list.commits.empty();
  if (!gives_any) return Answer::kNo;
  return path_known && list.commits.empty() ? Answer::kYes : Answer::kPending;
}

Answer judge(const match::CompiledAllowlist& compiled, const Candidate& candidate) {
  if (compiled.list->match_all) return judge_all(compiled, candidate);
  const bool allowed = compiled.stopwords.found_in(candidate.secret) ||
                       compiled.regexes.found_in(target_of(*compiled.list, candidate)) ||
                       names_path(compiled, candidate.path);
  return allowed ? Answer::kYes : Answer::kNo;
}

// The path and commit half of one list.
bool drops_at(const match::CompiledAllowlist& compiled, bool pending, Bytes path, Bytes commit_hex) {
  const rules::Allowlist& list = *compiled.list;
  if (!list.match_all) return names_path(compiled, path) || names_commit(list, commit_hex);
  return pending && (list.paths.empty() || names_path(compiled, path)) &&
         (list.commits.empty() || names_commit(list, commit_hex));
}

bool meets_path_demand(const match::PatternDb& db, std::uint32_t rule, Bytes path) {
  const match::LazyRegex& demand = db.compiled().rule(rule).path;
  return demand.empty() || (!path.empty() && demand.found_in(path));
}

}  // namespace

bool is_allowlisted(const match::CompiledRule& rule, const Candidate& candidate, std::vector<std::uint32_t>& pending) {
  for (std::uint32_t i = 0; i < rule.allowlists.size(); ++i) {
    const Answer answer = judge(*rule.allowlists[i], candidate);
    if (answer == Answer::kYes) return true;
    if (answer == Answer::kPending) pending.push_back(i);
  }
  return false;
}

bool allowed_at(const match::PatternDb& db, const Finding& finding, Bytes path, Bytes commit_hex) {
  const bool is_member = !finding.inner_path.empty();
  if (!is_member && !meets_path_demand(db, finding.rule, path)) return false;  // a member's was met at the scan
  for (const std::uint32_t rule : finding.outranked_by) {
    if (meets_path_demand(db, rule, path)) return false;
  }
  const auto& lists = db.compiled().rule(finding.rule).allowlists;
  for (std::uint32_t i = 0; i < lists.size(); ++i) {
    const bool pending = std::find(finding.pending.begin(), finding.pending.end(), i) != finding.pending.end();
    if (drops_at(*lists[i], pending, path, commit_hex)) return false;
  }
  return true;
}

}  // namespace leaksieve::finding
