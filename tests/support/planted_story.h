// A repository with a secret in every place that git has, and what git itself says of each.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/repo_builder.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {

struct Planted {
  std::string what;
  std::string secret;
  std::string left;      // the right answer to "did it leave this machine": yes, no, unknown
  std::string furthest;  // the right exposure
};

// Drawn by one function a group; each plants its secrets and says what is to be expected.
class PlantedStory {
 public:
  PlantedStory();

  RepoBuilder& repo() { return repo_; }
  [[nodiscard]] const std::vector<Planted>& planted() const { return planted_; }
  [[nodiscard]] const std::string& lost_commit() const { return lost_commit_; }  // that nothing reaches

 private:
  std::string plant(const std::string& what, const std::string& left, const std::string& furthest);
  [[nodiscard]] std::string file() const;  // of the secret that was planted last
  void merge(const std::string& branch);
  void on(const std::string& branch, const std::string& from = "main");
  void back();
  void pushed();
  void merges();
  void moves();
  void push();
  void other_refs();
  void here_only();
  void drifted();
  void loose();

  RepoBuilder repo_;
  std::vector<Planted> planted_;
  std::string lost_commit_;
};

// A settings file with the secret in its second line.
[[nodiscard]] std::string settings_with(const std::string& secret, const std::string& head = "# settings\n");

// What git itself says. It is asked once for each commit and each secret.
class GitOracle {
 public:
  explicit GitOracle(RepoBuilder& repo);

  [[nodiscard]] bool holds(const std::string& commit, const std::string& secret);
  [[nodiscard]] bool head_holds(const std::string& secret) { return holds(head_, secret); }
  // The commits that git log -S names, that hold it and whose parents do not; oldest first.
  std::vector<std::string> introductions(const std::string& secret);
  // The youngest commit on main that git log -S names, that lacks it while a parent has it; "" when main holds it.
  std::string removal_on_main(const std::string& secret);
  // "from to" of each time in which HEAD's first parents held it, by git log --first-parent -S; "to" may be "now".
  TextSet head_periods(const std::string& secret);
  // By git branch --contains and its like.
  TextSet refs_with(const std::vector<std::string>& commits, Texts command);

 private:
  std::vector<std::string> log(const std::string& secret, const Texts& arguments);
  bool parent_holds(const std::string& commit, const std::string& secret);

  RepoBuilder& repo_;
  std::map<std::string, std::vector<std::string>> parents_;
  std::map<std::string, TextSet> secrets_;
  std::string head_, main_;
};

}  // namespace leaksieve::test
