// What a CI system (or the command line) tells of a change, before git is asked.
#pragma once

#include <string>
#include <vector>

namespace leaksieve::gate {

// A name of a commit, as a system gives it. Names of branches are looked up among remote-tracking refs only: a local
// branch of that name may be what the job itself has merged the change into.
struct Name {
  enum class Kind : unsigned char {
    kId,           // a full or abbreviated object id
    kBranch,       // "main"
    kMergeParent,  // the first parent of a merge commit with that id: what the system merged the change into
    kRevision,     // anything that `git rev-parse` reads: the user's own words, and HEAD
  };
  Kind kind = Kind::kId;
  std::string text;
};

enum class Scope : unsigned char {
  kRequest,  // a pull or merge request, a merge queue: it is added to a base that the system names
  kPush,     // a push: it is added to what stood there before, when there was anything
  kAll,      // a schedule, a start by hand: no change, everything is looked at
  kNothing,  // a branch was deleted
};

struct Told {
  Scope scope = Scope::kAll;
  std::string event;        // "pull_request", "push": in the system's words
  std::string subject;      // for people: "pull request 7", "push to main"
  std::vector<Name> heads;  // the first that is there counts; none: HEAD
  std::vector<Name> bases;  // the first that is there counts; kPush: what stood there before
  std::string target;       // the branch that a request goes to, without refs/heads/; "" = not told
  std::string own_branch;   // the branch that was pushed; "" = none, or not told
  std::string tag;          // the tag that was pushed
  std::string default_branch;
  bool is_head_checked_out = true;  // false: the system checks out the base
  std::string fetch_head;           // a command that brings the head here
};

}  // namespace leaksieve::gate
