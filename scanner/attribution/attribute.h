// Which commit and path introduced a leak, what took it away, and how far it got.
//
// has(C)   = the leaks that the files of commit C hold (from its marked tree; equal trees share one answer)
// reach(C) = the leaks introduced in C or any of its ancestors, messages included
// A commit introduces leak L at path p when p holds L in C, no parent's p does, no parent's tree holds that very blob
// anywhere (a copy or a rename), and no path that is gone in C held L in a parent (a rename with an edit). A merge must
// differ from every parent. A ref is told for L when L is in reach(tip). A branch "removed" L at the last commit on its
// history whose parent had L and which has not, when its tip has not. Deterministic: commits are taken in a topological
// order settled by (time, id).
//
// An introduction is told once for each position at which its blob holds the leak. A blob or name that no commit's tree
// holds is told without a commit, at its path in the topmost tree that holds it ("" when none does). Weak refs count
// only for what nothing better reaches: refs, then stashes, then FETCH_HEAD and its like (kOtherRef), then reflogs.
// Their lists follow the same rule. What is only in an index or in the worktree is told as kUnreachable here: the scan
// layer, which knows those, replaces it. A symbolic ref is not listed beside the ref that it names; a detached HEAD is
// listed among the branches.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/base/result.h"
#include "scanner/finding/leak.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"

namespace leaksieve::attribution {

// Where one leak stands in objects: what is known before attribution.
struct LeakPlaces {
  struct Blob {
    Oid id;
    LineColumn position;
  };
  struct Message {  // a commit or an annotated tag
    Oid id;
    bool is_tag = false;
    LineColumn position;
  };
  std::vector<Blob> blobs;
  std::vector<Message> messages;
  std::vector<std::string> names;  // path components
};

// What attribution found for one leak: the git half of a finding::Leak. Staged and worktree places are not its
// business.
struct Attribution {
  std::vector<finding::Occurrence> occurrences;
  std::vector<finding::Removal> removals;
  std::vector<finding::HeadPeriod> head_periods;
  finding::ExposureSet exposure;
  std::vector<std::string> branches, remotes, tags, stashes, reflogs, other_refs, head_paths;
  std::size_t branches_total = 0, remotes_total = 0, tags_total = 0, stashes_total = 0, reflogs_total = 0,
              other_refs_total = 0;
};

struct AttributeOptions {
  std::stop_token stop;
  std::size_t max_refs_listed = 20;
};

struct AttributeResult {
  std::vector<Attribution> leaks;      // one for each of `places`, in that order
  std::vector<finding::Skip> skipped;  // trees and commits that could not be read: the answer may lack places
};

// REQUIRED: the blobs and names of `places` were targets when `history` was filled.
[[nodiscard]] Result<AttributeResult> attribute(const git::Repository& repository, const HistoryIndex& history,
                                                const git::Roots& roots, const std::vector<LeakPlaces>& places,
                                                const AttributeOptions& options);

}  // namespace leaksieve::attribution
