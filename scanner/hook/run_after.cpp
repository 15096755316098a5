// Hooks that run when all is done: they tell, and never refuse.
#include <algorithm>
#include <optional>
#include <string_view>

#include "scanner/git/walk.h"
#include "scanner/hook/judge.h"

namespace leaksieve::hook {
namespace {

using Set = std::optional<scan::CommitSet>;

bool is_null_id(std::string_view hex) { return hex.find_first_not_of('0') == std::string_view::npos; }

// Lines of `<old id> <new id> [<extra>]`.
Set rewritten(std::string_view input) {
  scan::CommitSet set;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    const std::size_t first = line.find(' ');
    if (first == std::string_view::npos) continue;
    const std::size_t second = std::min(line.find(' ', first + 1), line.size());
    set.exclude.emplace_back(line.substr(0, first));
    set.include.emplace_back(line.substr(first + 1, second - first - 1));
  }
  if (set.include.empty()) return std::nullopt;
  return set;
}

Set what_is_new(const Situation& situation) {
  const Call& call = situation.call;
  const std::string_view type = call.type->name;
  const auto knows = [&](const char* revision) { return git::resolve_revision(situation.repository, revision).ok(); };
  if (type == "post-rewrite") return rewritten(call.input);
  if (type == "post-merge") return knows("ORIG_HEAD") ? Set({{"HEAD"}, {"ORIG_HEAD"}}) : std::nullopt;
  if (type == "post-checkout") {
    // A file's checkout (flag 0) and a clone (from nothing) bring no commits to compare.
    const bool moves = call.arguments.size() >= 3 && call.arguments[2] == "1" && !is_null_id(call.arguments[0]);
    return moves ? Set({{call.arguments[1]}, {call.arguments[0]}}) : std::nullopt;
  }
  if (!knows("HEAD")) return std::nullopt;
  return knows("HEAD^") ? Set({{"HEAD"}, {"HEAD^"}}) : Set({{"HEAD"}, {}});
}

std::string_view wording_of(std::string_view type) {
  if (type == "post-merge") return "the merge brought in {}";
  if (type == "post-checkout") return "what is checked out now has {} more than before";
  return "the commit holds {}";
}

}  // namespace

Result<Outcome> run_after(const Situation& situation) {
  const Set set = what_is_new(situation);
  if (!set) return Outcome{};
  scan::ScanOptions options = situation.context.options;
  options.commit_sets.push_back(*set);
  Result<report::ScanReport> report = scan_here(situation, options);
  if (!report) return report.error();
  return decide(situation, std::move(*report),
                {wording_of(situation.call.type->name), "Nothing was stopped.",
                 "leaksieve scan tells how far it got and what to do.\n"});
}

}  // namespace leaksieve::hook
