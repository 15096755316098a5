// A repository on disk, opened for reading only. Nothing in it is run, nothing is written.
// The git layer is the only one that sees <git2.h>; above it there are only these types.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"

struct git_repository;

namespace leaksieve::git {

namespace pack {
class PackStore;
}
struct ObjectFolder;  // git/odb.h

struct OpenOptions {
  // Look in the parents of `path` too, up to GIT_CEILING_DIRECTORIES, as git does.
  bool discover = true;
  // Obey GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES,
  // GIT_INDEX_FILE, GIT_CEILING_DIRECTORIES. Set only when the user named no path (or "."): a named repository is that
  // one.
  bool use_environment = false;
};

// Not thread-safe: a worker opens its own ObjectReader.
class Repository {
 public:
  // Errors: kNotFound "no git repository at 'x' (or above it): ..."; kUnsupported for SHA-256, reftable and extensions
  // that change how objects are read; kUnreadable with the path. A repository of another owner is opened all the same.
  static Result<Repository> open(const std::filesystem::path& path, const OpenOptions& options = {});
  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  [[nodiscard]] const std::filesystem::path& git_dir() const;     // of this worktree: .git, or .git/worktrees/x
  [[nodiscard]] const std::filesystem::path& common_dir() const;  // where refs and objects are
  [[nodiscard]] const std::optional<std::filesystem::path>& worktree() const;  // nullopt: bare
  [[nodiscard]] bool is_shallow() const;
  [[nodiscard]] bool is_partial() const;         // a promisor remote: missing objects are expected
  [[nodiscard]] OidSet shallow_commits() const;  // the boundary: their parents are not here
  // Destinations of the remotes' fetch refspecs, such as "refs/remotes/origin/*" or "refs/*" (mirror): a ref that one
  // matches is remote-tracking. Always holds "refs/remotes/*".
  [[nodiscard]] std::vector<std::string> tracking_patterns() const;
  // A string from the repository's configuration; nullopt when unset.
  [[nodiscard]] std::optional<std::string> config(const std::string& key) const;
  // Where objects are: this repository's folder first, then alternates (recursive, each once).
  [[nodiscard]] std::vector<std::filesystem::path> object_directories() const;
  [[nodiscard]] const std::vector<ObjectFolder>& object_folders() const;  // the same, inspected; for the git layer only

  // The index file of this worktree: GIT_INDEX_FILE's when the environment was obeyed, else git_dir()/index.
  [[nodiscard]] std::filesystem::path index_file() const;

  // The packs and loose objects, opened at the first call and kept: what comes later (a fetch, a repack) is not seen.
  // Errors: kLimit over four billion objects.
  [[nodiscard]] Result<std::shared_ptr<const pack::PackStore>> packs() const;

  [[nodiscard]] git_repository* raw() const;  // for the git layer only; owned by this

 private:
  struct Impl;
  explicit Repository(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

[[nodiscard]] std::string libgit2_version();

}  // namespace leaksieve::git
