#include "scanner/rotation/checklist.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::rotation {
namespace {

using finding::Exposure;

constexpr std::size_t kPathsTold = 5;

std::string paths_of(const PlanLeak& leak, Exposure exposure) {
  std::vector<std::string> paths;
  for (const Place& place : leak.places) {
    if (!place.exposure.has(exposure) || place.path.empty()) continue;
    const std::string path = quote_path(place.path);
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), kPathsTold); ++i) text += (i == 0 ? "" : ", ") + paths[i];
  if (paths.size() > kPathsTold) text += fmt::format(" and {} more", paths.size() - kPathsTold);
  return text;
}

std::string head_paths_of(const PlanLeak& leak) {
  std::string text;
  for (std::size_t i = 0; i < std::min(leak.head_paths.size(), kPathsTold); ++i) {
    text += (i == 0 ? "" : ", ") + quote_path(leak.head_paths[i]);
  }
  if (leak.head_paths.size() > kPathsTold) text += fmt::format(" and {} more", leak.head_paths.size() - kPathsTold);
  return text;
}

// "since 2024-01-31": from when on a log has to be read.
std::string since(const PlanLeak& leak) {
  for (const Place& place : leak.places) {
    if (place.commit.date.known()) return " since " + place.commit.date.text.substr(0, 10);
  }
  return "";
}

void add_cleaning(const PlanLeak& leak, std::vector<std::string>& list) {
  const finding::ExposureSet& exposure = leak.reach.exposure;
  if (exposure.has(Exposure::kStaged)) {
    list.push_back(
        fmt::format("Take it out of the index: git restore --staged -- {}", paths_of(leak, Exposure::kStaged)));
  }
  if (exposure.has(Exposure::kWorktree)) {
    list.push_back(
        fmt::format("Move it out of the worktree, or ignore the file: {}", paths_of(leak, Exposure::kWorktree)));
  }
  if (exposure.has(Exposure::kStash)) {
    const std::string stash = leak.reach.refs.stashes.names.empty() ? "" : leak.reach.refs.stashes.names.front();
    list.push_back(fmt::format("Drop the stash: git stash drop {}", stash));
  }
  const bool in_commits = exposure.has(Exposure::kHead) || exposure.has(Exposure::kLocalBranch) ||
                          exposure.has(Exposure::kTag) || exposure.has(Exposure::kOtherRef);
  if (in_commits) {
    list.push_back(
        fmt::format("Rewrite the commits that hold it before anything is pushed: leaksieve purge-plan {} "
                    "gives the inputs and the steps",
                    leak.fingerprint));
  }
  if (in_commits || exposure.has(Exposure::kReflogOnly) || exposure.has(Exposure::kStash)) {
    list.emplace_back("Forget what reflogs hold: git reflog expire --expire=now --all");
  }
  list.emplace_back("Drop what nothing holds any more: git gc --prune=now");
  list.emplace_back("Scan again: leaksieve scan");
}

void add_rotation(const PlanLeak& leak, std::vector<std::string>& list) {
  list.insert(list.end(), leak.guide->steps.begin(), leak.guide->steps.end());
  list.push_back("In its place: " + leak.guide->replacement);
  if (!leak.guide->audit_log.empty()) {
    list.push_back(fmt::format("Look for use that was not yours{}: {}", since(leak), leak.guide->audit_log));
  }
}

}  // namespace

const char* name_of(Action action) {
  switch (action) {
    case Action::kRotate:
      return "rotate";
    case Action::kRotateOrClean:
      return "rotate-or-clean";
    case Action::kClean:
      return "clean";
    case Action::kNothing:
      return "nothing";
  }
  return "rotate";
}

Action action_of(const PlanLeak& leak) {
  if (leak.state.name == "rotated") return Action::kNothing;
  switch (leak.reach.left_machine) {
    case Left::kYes:
      return Action::kRotate;
    case Left::kNo:
      return Action::kClean;
    case Left::kUnknown:
      break;
  }
  return Action::kRotateOrClean;
}

std::vector<std::string> checklist_of(const PlanLeak& leak) {
  std::vector<std::string> list;
  if (leak.action == Action::kNothing) return list;
  if (leak.confidence == rules::Confidence::kLow) {
    list.push_back(fmt::format("Look whether it is a secret at all; if not: leaksieve allow {}", leak.fingerprint));
  }
  if (leak.action == Action::kClean) {
    add_cleaning(leak, list);
    return list;
  }
  if (leak.action == Action::kRotateOrClean) {
    list.push_back(
        fmt::format("Find out whether it left this machine ({}); if it surely did not, cleaning will do: "
                    "leaksieve purge-plan {}",
                    leak.reach.because, leak.fingerprint));
  }
  add_rotation(leak, list);
  if (leak.in_head) list.push_back("Take it out of HEAD's files: " + head_paths_of(leak));
  list.push_back(fmt::format("Record that it is dead: leaksieve rotated {} --note '...'", leak.fingerprint));
  return list;
}

}  // namespace leaksieve::rotation
