// A scan by the real program, read back from its JSON. Secrets are asked for by their value (the scan runs with
// --show-secrets), places as short texts, so that a test reads as a list of what must be told.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/repo_builder.h"
#include "tests/support/run_command.h"

namespace leaksieve::test {

using Texts = std::vector<std::string>;
using TextSet = std::set<std::string>;

class ScanReport {
 public:
  int exit = -1;
  std::string out, err;
  nlohmann::json document;  // null when the program wrote no report (wrong usage)

  // The leak whose secret is `secret`. Throws with what was found instead when there is none or more than one.
  [[nodiscard]] const nlohmann::json& leak(const std::string& secret) const;
  [[nodiscard]] bool has(const std::string& secret) const;
  [[nodiscard]] TextSet secrets() const;  // all of them, over all targets

  // The furthest exposure, and all of them, furthest first: "pushed", "tag", ...
  [[nodiscard]] std::string exposure(const std::string& secret) const;
  [[nodiscard]] Texts exposures(const std::string& secret) const;
  // Where it was introduced: "dir/file:3 1234…" with the commit's id, "file:3" without a commit, "?:1" without a path,
  // "commit-message:7 1234…", "tag-message:6", "file-name dir/file 1234…". A path that is not UTF-8 is "hex=…".
  [[nodiscard]] TextSet places(const std::string& secret) const;
  // Names of the refs of one kind: branches, remotes, tags, stashes, reflogs, other.
  [[nodiscard]] Texts refs(const std::string& secret, const std::string& kind) const;
  [[nodiscard]] Texts head_paths(const std::string& secret) const;  // where HEAD's files hold it now
  // Who took it out of a branch's files: "refs/heads/main 1234…".
  [[nodiscard]] TextSet removals(const std::string& secret) const;

  [[nodiscard]] bool complete() const;
  [[nodiscard]] Texts skipped() const;  // "what: reason", of all targets
  [[nodiscard]] Texts notes() const;
  // True when something that was skipped has `part` in its name.
  [[nodiscard]] bool skip_names(const std::string& part) const;
};

// Runs `leaksieve scan --format json --show-secrets ARGUMENTS`. Throws when the program was ended by a signal, wrote
// something that is not JSON, or gave an exit status that does not fit its own report.
ScanReport scan(const Texts& arguments, const CommandOptions& options = {});
// The same for a repository, named by its path.
ScanReport scan(const RepoBuilder& repo, const Texts& arguments = {});
// As the program writes it: no JSON, no extra flags.
CommandResult run_leaksieve(const Texts& arguments, const CommandOptions& options = {});

[[nodiscard]] bool contains(const std::string& text, const std::string& part);
[[nodiscard]] bool contains(const Texts& list, const std::string& text);

}  // namespace leaksieve::test
