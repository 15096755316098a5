// A real git repository made by real git, in a temporary folder that goes with the object. Dates are fixed and tick by
// a minute at each commit, so ids are the same in every run.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/run_command.h"

namespace leaksieve::test {

// A fresh folder, removed with the object.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class RepoBuilder {
 public:
  // `git init` with branch main in a new temporary folder (in `name` below it).
  explicit RepoBuilder(const std::string& name = "repo", const std::vector<std::string>& init_arguments = {});

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }            // worktree (or bare folder)
  [[nodiscard]] const std::filesystem::path& outside() const { return temp_.path(); }  // for clones and worktrees
  // Runs git in the repository; throws with git's message when it fails. Gives standard output without the last
  // newline.
  std::string git(const std::vector<std::string>& arguments, const std::string& input = "");
  CommandResult try_git(const std::vector<std::string>& arguments, const std::string& input = "");
  void write(const std::string& file, std::string_view content);  // folders are made
  // Writes, adds and commits; gives the commit's id.
  std::string commit(const std::string& file, std::string_view content, const std::string& message = "change");
  std::string commit_all(const std::string& message = "change");
  void tick();  // a minute later

 private:
  TempDir temp_;
  std::filesystem::path path_;
  long clock_ = 1704067200;  // 2024-01-01T00:00:00Z
};

// A made-up GitHub token with a right checksum, different for each `seed`; put together at run time, so that no file of
// ours holds a whole one. 40 bytes: prefix "ghp_", 30 random base-62 characters, CRC-32 in base 62.
std::string fake_github_token(unsigned seed);

}  // namespace leaksieve::test
