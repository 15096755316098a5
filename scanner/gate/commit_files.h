// The settings of a commit: rules, ignore files, baselines as they stand in its tree, whatever the worktree holds.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"
#include "scanner/git/repository.h"

namespace leaksieve::gate {

class CommitFiles {
 public:
  // `commit` nullopt: none, so that no file of the repository is there. `other`, another commit (a change's head):
  // files outside of `commit` that are its are refused rather than read from the worktree.
  static Result<CommitFiles> open(const git::Repository& repository, const std::optional<Oid>& commit,
                                  const std::optional<Oid>& other);

  // The text of a file, wherever it is. One below the worktree comes from the commit; when neither commit holds it (the
  // job itself put it there), or when it stands outside, it is read from the disk. nullopt: there is none.
  // Errors: an object that cannot be read; a file that only the other commit holds (kUsage).
  Result<std::optional<std::string>> find(const std::filesystem::path& file);
  // The same; a file that is not there is an error (kUsage).
  Result<std::string> read(const std::filesystem::path& file);

  // The worktree's root (a bare repository: its folder).
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  // What was asked for below the root, with the blob; null: the commit has none.
  [[nodiscard]] const std::map<std::string, Oid>& asked() const { return asked_; }

 private:
  struct Entry {
    Oid id;                   // null: there is none
    bool is_way_cut = false;  // a file or a link stands where a folder would have to be
    bool is_link = false;
  };
  explicit CommitFiles(git::ObjectReader reader) : reader_(std::move(reader)) {}
  Result<Oid> tree_of(const Oid& commit);
  Result<Entry> look_up(const Oid& tree, const std::string& path);

  git::ObjectReader reader_;
  std::filesystem::path root_;
  std::string name_;  // of the commit, for messages
  std::optional<Oid> tree_, other_tree_;
  std::map<std::string, Oid> asked_;
};

}  // namespace leaksieve::gate
