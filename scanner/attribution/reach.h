// What the repository's refs and reflogs reach, and through what kind of ref.
//
// Weak tips are told only where nothing better reaches: a stash is a child of a branch's commit and so reaches all of
// its history, but what it exposes is its own commits; the same holds for FETCH_HEAD and its like, and for reflogs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/context.h"
#include "scanner/finding/leak.h"
#include "scanner/git/refs.h"

namespace leaksieve::attribution {

using ReachMask = std::uint8_t;
inline constexpr ReachMask kByRemote = 1, kByTag = 2, kByBranch = 4, kByOther = 8;  // branch: or a detached HEAD
inline constexpr ReachMask kByStash = 16, kByPseudo = 32, kByReflog = 64;           // pseudo: FETCH_HEAD, ...
inline constexpr ReachMask kByStrong = kByRemote | kByTag | kByBranch | kByOther;

// The ways that make a tip of the kind `by` not worth telling.
[[nodiscard]] ReachMask better_than(ReachMask by);
[[nodiscard]] finding::ExposureSet exposure_of(ReachMask reach);

// There may be 50,000 of them, so they copy nothing: the name is the roots'.
struct Tip {
  ReachMask by = 0;         // one bit
  std::string_view ref;     // the full name of the ref, or of the reflog's
  std::uint32_t index = 0;  // n of ref@{n}
  std::int64_t time = 0;    // of the commit or the reflog entry
  CommitGraph::Number commit = CommitGraph::kNone;
  std::vector<std::uint32_t> tags;  // the annotated tags on the way, by number
  Oid object;                       // what it names in the end, when that is no commit of the graph; else null
};

struct Tips {
  std::vector<Tip> tips;                          // youngest first
  std::vector<CommitGraph::Number> heads;         // of HEAD and of the linked worktrees' HEADs; each once
  CommitGraph::Number head = CommitGraph::kNone;  // HEAD's commit; kNone: HEAD is unborn, or its commit is not here
  std::string head_branch;                        // the branch that HEAD names, "" when detached
};
// "refs/heads/main", "stash@{0}", "HEAD@{3}"
[[nodiscard]] std::string label_of(const Tip& tip);
// Borrows names from `roots`.
[[nodiscard]] Tips collect_tips(const HistoryIndex::Impl& history, const git::Roots& roots);

struct ReachMap {
  std::vector<ReachMask> commits;                       // by number
  std::vector<ReachMask> tags;                          // by number
  std::unordered_map<Oid, ReachMask, OidHash> objects;  // trees and blobs that a tip names itself
};
[[nodiscard]] ReachMap map_reach(const HistoryIndex::Impl& history, const Tips& tips);

// By commit: the leaks that it and its ancestors introduce, as far as no way in `better` reaches them.
[[nodiscard]] std::vector<LeakSets::Id> reach_sets(const Context& context, const ReachMap& map, ReachMask better);

// The leaks that a tip reaches (`reach` by the tip's kind).
[[nodiscard]] LeakSets::Id leaks_at(Context& context, const ReachMap& map, const std::vector<LeakSets::Id>& reach,
                                    const Tip& tip);

// The leaks that a tree or a blob holds.
[[nodiscard]] LeakSets::Id leaks_in_object(Context& context, const Oid& object);

}  // namespace leaksieve::attribution
