// The change, in commits: what its head reaches and its base does not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/gate/systems.h"
#include "scanner/gate/told.h"
#include "scanner/git/repository.h"
#include "scanner/git/walk.h"

namespace leaksieve::gate {

// Why the change cannot be told from this clone, and the one line that mends it.
struct Obstacle {
  std::string what;
  std::string mend;
};

struct Change {
  Scope scope = Scope::kAll;  // kRequest and kPush: the rest is filled in; kAll: head only
  Oid head;                   // a commit
  Oid tip;                    // head, or the annotated tag that names it
  std::vector<Oid> excluded;  // commits that are there already, with all that they reach; none: everything is new
  std::optional<Oid> base;    // the commit whose rules judge; nullopt: there is none
  std::vector<Oid> commits;   // of the change, youngest first
  std::vector<Oid> ends;      // where they come from: parents that are not of the change, the first few
  std::vector<Oid> tags;      // annotated ones that come with it
  std::vector<git::Missing> missing;
  std::vector<std::string> notes;
  std::optional<Obstacle> obstacle;  // then the rest says nothing
};

// `system` may be null: no CI system. Errors (kUsage): a revision that the user named and that is none; a repository
// without commits.
[[nodiscard]] Result<Change> find_change(const git::Repository& repository, const Told& told, const System* system);

}  // namespace leaksieve::gate
