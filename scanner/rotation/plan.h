// The rotation plan: what to do about each leaked secret, in which order, and why. Plain data, made by make_plan() from
// scans (scan_input.h) and read by the formats (plan_format.h).
//
// A row is a secret, wherever it stands: the same secret found by several rules, or in several repositories of the run,
// is one row. Secrets are never here, only their masked form: a plan is made from a scan's redacted JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/finding/leak.h"
#include "scanner/rotation/guidebook.h"
#include "scanner/rules/rule.h"

namespace leaksieve::rotation {

// A moment as the scan told it.
struct Moment {
  std::string text;          // ISO 8601 with the zone; "" = not known
  std::int64_t seconds = 0;  // since 1970-01-01 UTC
  [[nodiscard]] bool known() const { return !text.empty(); }
};

struct Person {
  std::string name, email;
};

struct Commit {
  std::string id;  // hex; "" = none
  Person author;
  Moment date;
  std::string summary;
};

// Where the secret came in.
struct Place {
  std::size_t target = 0;                     // index into Plan::targets
  std::string kind;                           // "file", "commit-message", "tag-message", "file-name"
  std::string path;                           // "" for messages and nameless blobs; UTF-8
  std::string path_bytes_hex;                 // "" when `path` is exact
  std::optional<std::uint64_t> line, column;  // 1-based
  std::string object;                         // hex, "" when git does not hold it
  Commit commit;                              // that brought it
  bool at_boundary = false;                   // of a shallow clone: it may be older
  finding::ExposureSet exposure;
  std::vector<std::string> decoded;  // steps to see it there
};

struct Removal {
  std::size_t target = 0;
  std::string ref;  // full name
  Commit commit;
};

// A time in which HEAD's files held it.
struct HeadPeriod {
  std::size_t target = 0;
  std::string from_commit, to_commit;  // to_commit "": still there
  Moment from, to;                     // committer's time: when it came to this branch
};

struct RefList {
  std::vector<std::string> names;  // at most 20 of each repository
  std::uint64_t total = 0;
};
struct Refs {
  RefList branches, remotes, tags, stashes, reflogs, other;
};

// A fact that the secret itself holds, read offline.
struct Fact {
  std::string key;  // "account", "expires", "issuer", "scope", ...
  std::string value;
};

// One finding of the row's secret: what a baseline or a ledger names.
struct Name {
  std::size_t target = 0;
  std::string fingerprint;
  std::string rule;
  std::uint64_t places = 0;  // introductions
  finding::ExposureSet exposure;
};

// Somebody who committed it.
struct Committer {
  Person person;
  std::uint64_t times = 0;
  Moment first;
};

struct State {
  std::string name = "open";  // or "accepted" (in a baseline), "rotated" (in the ledger)
  std::string note, by, date;
};

enum class Left : std::uint8_t { kYes, kNo, kUnknown };
[[nodiscard]] const char* name_of(Left left);  // "yes", "no", "unknown"

// How far the secret got from the machine that it was committed on.
struct Reach {
  finding::ExposureSet exposure;
  Left left_machine = Left::kUnknown;
  std::string because;                // one sentence
  std::vector<std::string> remotes;   // "origin"
  std::vector<std::string> forks;     // other remotes than origin, and pull requests' refs
  std::vector<std::string> releases;  // tags that look like versions
  Refs refs;
};

struct Factor {
  std::string name;          // "severity", "exposure", "age", "state", "confidence", "expiry"
  std::string value;         // "critical"
  unsigned permille = 1000;  // what the score is multiplied by
  std::string because;
};

enum class Urgency : std::uint8_t { kNow, kSoon, kLater, kDone };
[[nodiscard]] const char* name_of(Urgency urgency);  // "now", "soon", "later", "done"

struct Priority {
  std::size_t rank = 0;  // 1 = first
  unsigned score = 0;    // 0 to 100
  Urgency urgency = Urgency::kLater;
  std::vector<Factor> why;
};

enum class Action : std::uint8_t {
  kRotate,         // it left the machine, or may have
  kRotateOrClean,  // it is not known whether it left
  kClean,          // it never left: take it out of the history, rotate where that is cheaper
  kNothing,        // it is rotated
};
[[nodiscard]] const char* name_of(Action action);  // "rotate", "rotate-or-clean", "clean", "nothing"

struct PlanLeak {
  std::string fingerprint;  // of the surest finding
  std::vector<std::string> aliases;
  std::vector<Name> names;  // every finding of this secret, by target
  std::string rule, description, service, kind;
  rules::Severity severity = rules::Severity::kMedium;
  rules::Confidence confidence = rules::Confidence::kMedium;
  std::string masked;
  std::uint64_t size_bytes = 0;
  State state;
  Priority priority;
  Reach reach;
  std::vector<Place> places;  // introductions, oldest first
  std::vector<Removal> removals;
  bool in_head = false;  // HEAD's files hold it now
  std::vector<std::string> head_paths;
  std::vector<HeadPeriod> periods;
  std::optional<std::int64_t> head_seconds;  // sum of the periods; nullopt: it never was in HEAD's files, or not known
  std::vector<Committer> committers;         // most often first
  std::vector<std::size_t> repositories;     // targets that hold it
  std::vector<std::size_t> look_alikes;      // targets where a leak has the same weak fingerprint: perhaps the same
  std::vector<Fact> facts;
  Action action = Action::kRotate;
  const Guide* guide = nullptr;        // borrowed from the guidebook; never null
  std::vector<std::string> checklist;  // what to tick off, in order
  std::uint64_t objects = 0;
};

struct PlanTarget {
  std::string name;
  std::string name_bytes_hex;
  bool complete = true, interrupted = false;
  std::uint64_t skipped_total = 0;
  std::vector<finding::Skip> skipped;  // the first ones
  std::vector<std::string> notes;
  bool is_repository = false;
  std::optional<bool> bare;
  std::string head;                         // "refs/heads/main"; "" = detached or not known
  std::vector<std::string> remotes;         // names of the configured ones
  std::vector<std::string> gone_upstreams;  // sorted: branches whose branch on the remote is gone
};

struct Plan {
  std::string tool_version;
  Moment as_of;  // what ages count from
  std::vector<PlanTarget> targets;
  std::vector<PlanLeak> leaks;  // by rank
};

}  // namespace leaksieve::rotation
