// By whose rules a change is judged: those of its base, never its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/gate/added_leaks.h"
#include "scanner/gate/commit_files.h"
#include "scanner/scan/config.h"
#include "scanner/scan/debt.h"
#include "scanner/scan/ignore_list.h"

namespace leaksieve::gate {

// What the user named on the command line or in the environment.
struct JudgeWishes {
  std::optional<std::filesystem::path> config;  // --config
  bool no_config = false;
};

// `files`' config, with what it extends; an empty one when there is none. Errors (kUsage): it is broken; a file that
// was named and is not there.
[[nodiscard]] Result<scan::Config> read_config(CommitFiles& files, const JudgeWishes& wishes);
// `files`' .leaksieveignore and .gitleaksignore, and `named`.
[[nodiscard]] Result<scan::IgnoreList> read_ignored(CommitFiles& files, const std::vector<std::string>& named);

// `files`' baseline and ledger of rotations, and the `named` baselines.
[[nodiscard]] Result<scan::Debt> read_debt(CommitFiles& files, const std::vector<std::string>& named);

// What a change would allow by itself.
class OwnAllowances {
 public:
  // Reads the files of the change's head. `base`: the judge's, after it has read them. A file that cannot be understood
  // allows nothing, and is told in notes().
  static Result<OwnAllowances> read(const git::Repository& repository, const Change& change, const JudgeWishes& wishes,
                                    const std::vector<std::string>& named_ignores, CommitFiles& base);

  // Settings that the change edits: "'.leaksieve.toml'", ...
  [[nodiscard]] const std::vector<std::string>& edited() const { return edited_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  // Why the change would let each leak pass, in words: "a comment on its line", "its own ignore file"; "": it would
  // not.
  [[nodiscard]] Result<std::vector<std::string>> reasons(const git::Repository& repository,
                                                         const std::vector<AddedLeak>& leaks,
                                                         const scan::ScanOptions& options) const;

 private:
  struct Look;  // what it takes to look at objects again

  [[nodiscard]] Result<std::string> reason(Look& look, const AddedLeak& leak) const;
  [[nodiscard]] Result<std::string> reason_at(Look& look, const AddedLeak& leak, std::size_t place) const;
  [[nodiscard]] Result<bool> finds(Look& look, const finding::Occurrence& place, const Secret& secret) const;

  std::vector<std::string> edited_, notes_;
  scan::IgnoreList ignored_;
  std::shared_ptr<const match::PatternDb> db_;  // null: its rules are the base's
  std::vector<std::string> excludes_;           // its [scan] exclude, when it differs
};

}  // namespace leaksieve::gate
