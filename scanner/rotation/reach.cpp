#include "scanner/rotation/reach.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace leaksieve::rotation {
namespace {

using finding::Exposure;

// Refs that a forge makes of what was pushed to it: GitHub's, GitLab's, Gerrit's.
bool is_forge_ref(std::string_view ref) {
  return ref.starts_with("refs/pull/") || ref.starts_with("refs/merge-requests/") ||
         ref.starts_with("refs/pull-requests/") || ref.starts_with("refs/changes/");
}

bool is_fetched(std::string_view ref) { return ref == "FETCH_HEAD" || ref.ends_with("/FETCH_HEAD"); }

// "v1.2", "release-3.0.1", "2024.01": digits, a dot, digits.
bool looks_like_release(std::string_view tag) {
  const auto digit = [&](std::size_t at) { return at < tag.size() && tag[at] >= '0' && tag[at] <= '9'; };
  for (std::size_t at = 1; at + 1 < tag.size(); ++at) {
    if (tag[at] == '.' && digit(at - 1) && digit(at + 1)) return true;
  }
  return false;
}

// "origin" of "refs/remotes/origin/main"; a remote's name may hold slashes, so the configured ones are asked first.
std::string remote_of(std::string_view ref, const PlanTarget& target) {
  constexpr std::string_view kRemotes = "refs/remotes/";
  if (!ref.starts_with(kRemotes)) return {};
  ref.remove_prefix(kRemotes.size());
  for (const std::string& name : target.remotes) {
    if (ref.starts_with(name + "/")) return name;
  }
  return std::string(ref.substr(0, ref.find('/')));
}

struct Judged {
  Left left = Left::kNo;
  std::string because;
};

const std::string* find_ref(const RefList& list, bool (*wanted)(std::string_view)) {
  const auto found = std::find_if(list.names.begin(), list.names.end(), wanted);
  return found == list.names.end() ? nullptr : &*found;
}

bool was_committed(const ScannedLeak& leak, Exposure exposure) {
  return std::any_of(leak.places.begin(), leak.places.end(), [&](const Place& place) {
    return place.exposure.has(exposure) && (!place.commit.id.empty() || place.kind == "tag-message");
  });
}

Judged judge_signs(const ScannedLeak& leak, const PlanTarget& target) {
  if (leak.exposure.has(Exposure::kPushed)) {
    return {Left::kYes, leak.refs.remotes.names.empty() ? "a remote-tracking ref holds it"
                                                        : leak.refs.remotes.names.front() + " holds it"};
  }
  if (const std::string* ref = find_ref(leak.refs.other, is_forge_ref)) {
    return {Left::kYes, *ref + " holds it: it was pushed for a review"};
  }
  if (const std::string* ref = find_ref(leak.refs.other, is_fetched)) {
    return {Left::kYes, *ref + " holds it: it was fetched from another repository"};
  }
  const auto of_remote = [](std::string_view ref) { return ref.starts_with("refs/remotes/"); };
  if (const std::string* entry = find_ref(leak.refs.reflogs, of_remote)) {
    return {Left::kYes, *entry + " holds it: it was on the remote and was taken back"};
  }
  if (target.bare.value_or(false)) {
    return {Left::kYes, "the repository is bare: what is in it was pushed to it"};
  }
  return {};
}

Judged judge_doubts(const ScannedLeak& leak, const PlanTarget& target) {
  if (leak.exposure.has(Exposure::kInput)) return {Left::kUnknown, "it was not read from git"};
  if (!target.is_repository || leak.exposure.empty()) {
    return {Left::kUnknown, "the scan does not tell what else is known of the repository"};
  }
  if (leak.exposure.has(Exposure::kTag)) {
    const std::string tag = leak.refs.tags.names.empty() ? "a tag" : leak.refs.tags.names.front();
    return {Left::kUnknown, tag + " holds it, and git does not record whether a tag was pushed"};
  }
  if (leak.exposure.has(Exposure::kOtherRef)) {
    const std::string ref = leak.refs.other.names.empty() ? "a ref" : leak.refs.other.names.front();
    return {Left::kUnknown, ref + " holds it, and git does not record whether that was pushed"};
  }
  for (const std::string& branch : leak.refs.branches.names) {
    if (std::binary_search(target.gone_upstreams.begin(), target.gone_upstreams.end(), branch)) {
      return {Left::kUnknown, branch + " holds it, whose branch on the remote is gone: it may have been there"};
    }
  }
  const bool drifts = was_committed(leak, Exposure::kReflogOnly) || was_committed(leak, Exposure::kUnreachable);
  if (drifts && !target.remotes.empty()) {
    return {Left::kUnknown, "a commit that no branch holds any more has it: it may have been pushed before"};
  }
  return {Left::kNo, target.remotes.empty() ? "no remote is configured, and no ref came from one"
                                            : "no remote-tracking ref, tag or review ref holds it"};
}

Judged judge(const LeakIn& in) {
  Judged signs = judge_signs(*in.leak, *in.target);
  return signs.left == Left::kYes ? signs : judge_doubts(*in.leak, *in.target);
}

void add(RefList& to, const RefList& from) {
  to.total += std::max<std::uint64_t>(from.total, from.names.size());
  to.names.insert(to.names.end(), from.names.begin(), from.names.end());
}

std::vector<std::string> list(const std::set<std::string>& names) { return {names.begin(), names.end()}; }

}  // namespace

Reach reach_of(const std::vector<LeakIn>& leaks) {
  Reach reach;
  reach.left_machine = Left::kNo;
  std::set<std::string> remotes, forks, releases;
  for (const LeakIn& in : leaks) {
    const Refs& refs = in.leak->refs;
    reach.exposure.add(in.leak->exposure);
    for (const std::string& ref : refs.remotes.names) {
      const std::string remote = remote_of(ref, *in.target);
      if (remote.empty()) continue;
      remotes.insert(remote);
      // Who has a remote "origin" and others beside it works with forks, or is one.
      if (remote != "origin" && in.target->remotes.size() > 1) forks.insert(remote);
    }
    for (const std::string& ref : refs.other.names) {
      if (is_forge_ref(ref)) forks.insert(ref);
    }
    for (const std::string& ref : refs.tags.names) {
      const std::string_view tag = std::string_view(ref).substr(ref.starts_with("refs/tags/") ? 10 : 0);
      if (looks_like_release(tag)) releases.insert(std::string(tag));
    }
    add(reach.refs.branches, refs.branches);
    add(reach.refs.remotes, refs.remotes);
    add(reach.refs.tags, refs.tags);
    add(reach.refs.stashes, refs.stashes);
    add(reach.refs.reflogs, refs.reflogs);
    add(reach.refs.other, refs.other);
    const auto further = [](Left left) { return left == Left::kYes ? 2 : left == Left::kUnknown ? 1 : 0; };
    const Judged judged = judge(in);
    if (reach.because.empty() || further(judged.left) > further(reach.left_machine)) {
      reach.left_machine = judged.left;
      reach.because = judged.because;
    }
  }
  reach.remotes = list(remotes);
  reach.forks = list(forks);
  reach.releases = list(releases);
  return reach;
}

}  // namespace leaksieve::rotation
