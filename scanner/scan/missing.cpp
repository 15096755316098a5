#include "scanner/scan/missing.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_set>

#include <fmt/format.h>

#include "scanner/attribution/lost_objects.h"
#include "scanner/git/objects.h"
#include "scanner/scan/selection.h"

namespace leaksieve::scan {
namespace {

constexpr std::size_t kNamed = 20;  // objects of one kind that a clone never had

// Losses are told one by one; what the clone was made without is counted.
bool is_by_design(const std::string& reason) { return reason.starts_with("promised") || reason.starts_with("beyond"); }

void tell(const git::Repository& repository, const std::vector<git::Missing>& missing,
          const std::vector<finding::Skip>& told_before, MissingTold& out) {
  std::map<std::string, std::size_t> promised;  // by kind of object
  std::size_t boundary = 0;
  std::unordered_set<std::string> told;  // the stream of objects may have met it before, and knows more
  for (const finding::Skip& skip : told_before) told.insert(skip.what.substr(skip.what.rfind(' ') + 1));
  for (const git::Missing& lost : missing) {
    if (told.contains(lost.id.hex())) continue;
    const bool counted = is_by_design(lost.reason);
    std::size_t& count = lost.reason.starts_with("beyond") ? boundary : promised[lost.what];
    if (counted && ++count > kNamed) continue;
    out.skips.push_back({fmt::format("{} {}", lost.what, lost.id.hex()), lost.reason});
  }
  std::erase_if(promised, [](const auto& entry) { return entry.second == 0; });
  for (const auto& [what, count] : promised) {
    if (count > kNamed)
      out.skips.push_back({fmt::format("{} more {}s", count - kNamed, what), "promised by the partial clone's remote"});
    out.notes.push_back(fmt::format("partial clone: {} {}{} not here; `git fetch --refetch --no-filter` brings all",
                                    count, what, count == 1 ? " is" : "s are"));
  }
  if (boundary > kNamed)
    out.skips.push_back({fmt::format("{} more commits", boundary - kNamed), "beyond the shallow boundary"});
  if (const std::size_t commits = repository.shallow_commits().size(); boundary > 0) {
    out.notes.push_back(
        fmt::format("shallow clone: the history before {} commit{} is not here; `git fetch --unshallow` brings it",
                    commits, commits == 1 ? "" : "s"));
  }
}

}  // namespace

void add_missing(const git::Repository& repository, const std::vector<git::Missing>& missing, SkipList& skips,
                 std::vector<std::string>& notes) {
  MissingTold told;
  tell(repository, missing, skips.all(), told);
  for (finding::Skip& skip : told.skips) skips.add(std::move(skip.what), std::move(skip.reason));
  std::ranges::move(told.notes, std::back_inserter(notes));
}

Result<MissingTold> find_missing(const git::Repository& repository, const git::Roots& roots, const StoreHistory& known,
                                 const std::stop_token& stop, const std::vector<finding::Skip>& told) {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  git::WalkOptions walk;
  walk.stop = stop;
  walk.known = &known.store;
  git::Roots current = roots;
  current.reflogs.clear();
  walk.include = tips_of(current);
  // A reflog may outlive its commits: git prunes them, and they are nobody's loss.
  git::Roots past;
  past.reflogs = roots.reflogs;
  std::size_t pruned = 0;
  for (const Oid& id : tips_of(past)) {
    if (reader->exists(id)) {
      walk.include.push_back(id);
    } else {
      ++pruned;
    }
  }
  MissingTold out;
  if (pruned > 0) {
    out.notes.push_back(fmt::format("{} commit{} named by reflogs {} gone from the repository", pruned,
                                    pruned == 1 ? "" : "s", pruned == 1 ? "is" : "are"));
  }
  // Of what a clone was made without, the first few that a walk meets are named: only a walk knows which.
  if (!repository.is_shallow() && !repository.is_partial()) {
    if (const auto lost = attribution::find_lost_objects(known.history, walk.include, known.store, *reader)) {
      tell(repository, *lost, told, out);
      return out;
    }
  }
  const Result<git::Reached> reached = git::walk(repository, walk);
  if (!reached) return reached.error();
  tell(repository, reached->missing, told, out);
  return out;
}

}  // namespace leaksieve::scan
