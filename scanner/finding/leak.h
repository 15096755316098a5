// A leak: all findings of the same secret by the same rule; the unit that a person rotates, ignores, baselines.
// Plain data, filled by the scan layer from findings and attribution, read by the reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"
#include "scanner/base/secret.h"
#include "scanner/finding/standing.h"
#include "scanner/mcp/place.h"
#include "scanner/rules/rule.h"

namespace leaksieve::finding {

// How far a leak got, from the furthest; a leak has a set of them.
enum class Exposure : std::uint8_t {
  kPushed,       // reachable from a remote-tracking ref
  kTag,          // reachable from a tag
  kHead,         // in the files of HEAD (or of a linked worktree's HEAD) now
  kLocalBranch,  // in the history of a local branch, or of a detached HEAD
  kOtherRef,     // in the history of another ref: notes, replace, pull, ...
  kStash,
  kStaged,       // in an index
  kWorktree,     // in a file of the worktree
  kReflogOnly,   // only a reflog entry still holds it
  kUnreachable,  // nothing reaches it; git will prune it some day
  kInput,        // not from git: --dir or --stdin
};
inline constexpr std::size_t kExposures = 11;
[[nodiscard]] const char* name_of(Exposure exposure);  // "pushed", "tag", "head", "local-branch", "other-ref", "stash",
                                                       // "staged", "worktree", "reflog-only", "unreachable", "input"

class ExposureSet {
 public:
  void add(Exposure e) { bits_ |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(e)); }
  void add(ExposureSet other) { bits_ |= other.bits_; }
  [[nodiscard]] bool has(Exposure e) const { return ((bits_ >> static_cast<unsigned>(e)) & 1U) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  // The furthest one. REQUIRED: !empty().
  [[nodiscard]] Exposure furthest() const;
  [[nodiscard]] std::vector<Exposure> list() const;  // furthest first

 private:
  std::uint16_t bits_ = 0;
};

// A person and a moment, as a commit tells them.
struct Stamp {
  std::string name;
  std::string email;
  std::int64_t time = 0;   // seconds since 1970-01-01 UTC
  int offset_minutes = 0;  // of the author's time zone, east positive
};

// Where the secret's bytes stand in what git (or the user) gave us.
enum class PlaceKind : std::uint8_t {
  kFile,           // a blob at a path, an index entry, a file of the worktree or of --dir, standard input
  kCommitMessage,  // the commit object's text: message, author and committer lines
  kTagMessage,     // an annotated tag's text
  kFileName,       // the path itself
};
[[nodiscard]] const char* name_of(PlaceKind kind);  // "file", "commit-message", "tag-message", "file-name"

// A place where a leak was introduced.
struct Occurrence {
  PlaceKind kind = PlaceKind::kFile;
  Oid object;                // blob, commit, tag or tree; null when not from git's store
  std::string path;          // raw bytes; "" for messages and for blobs that no known tree names
  LineColumn position;       // in the object's text; {0,0} for a file name
  Oid commit;                // that introduced it; null when no commit holds it (staged, worktree, unreachable blob)
  Stamp author;              // of `commit` (or of the tag)
  std::string summary;       // first line of the commit's message
  bool at_boundary = false;  // the commit's parents are missing (shallow clone): it may be older
  ExposureSet exposure;      // of this occurrence
  std::vector<std::string> decoded;  // how to decode what stands at `position`: Finding::decoded
  std::optional<mcp::Place> mcp;     // when it stands in an MCP config
};

// The commit that took a leak out of a branch's files.
struct Removal {
  std::string ref;  // full name
  Oid commit;
  Stamp author;
  std::string summary;
};

// A time in which HEAD's files held a leak, along HEAD's first parents.
struct HeadPeriod {
  Oid from;                    // the commit that brought it to HEAD's branch
  std::int64_t from_time = 0;  // the committer's, seconds since 1970-01-01 UTC
  Oid to;                      // the commit that took it away; null: HEAD still has it
  std::int64_t to_time = 0;    // 0 when `to` is null
};

struct Leak {
  std::string fingerprint;
  std::vector<std::string> aliases;  // fingerprints of its other findings (weak ones differ by line)
  std::uint32_t rule = 0;            // index into RuleSet::rules
  Secret secret;
  std::string note;                      // harmless decoded facts
  bool is_lowered = false;               // its confidence is low, whatever its rule's (Finding::is_lowered)
  std::vector<Occurrence> occurrences;   // introductions: by author time, then order of commits, path, position
  std::vector<Removal> removals;         // by ref name
  std::vector<HeadPeriod> head_periods;  // oldest first
  ExposureSet exposure;
  // Full ref names that reach it, sorted. Reflogs are given as "HEAD@{3}" or "refs/heads/x@{0}"; at most the 20
  // youngest of each list are kept, `*_total` tells how many there are.
  std::vector<std::string> branches, remotes, tags, stashes, reflogs, other_refs;
  std::size_t branches_total = 0, remotes_total = 0, tags_total = 0, stashes_total = 0, reflogs_total = 0,
              other_refs_total = 0;
  std::vector<std::string> head_paths;  // where HEAD's files hold it now, sorted
  std::size_t objects = 0;              // unique objects (blobs, messages, files) that hold it
  Standing standing;                    // accepted, rotated or open
};

// REQUIRED: `rule` is the leak's.
[[nodiscard]] inline rules::Confidence confidence_of(const Leak& leak, const rules::Rule& rule) {
  return leak.is_lowered ? rules::Confidence::kLow : rule.confidence;
}

// An object that could not be read or was over a limit.
struct Skip {
  std::string what;    // "blob 4354567…", "tree …", "refs/heads/x", "file \"a b\""
  std::string reason;  // "zlib stream is broken"
};

}  // namespace leaksieve::finding
