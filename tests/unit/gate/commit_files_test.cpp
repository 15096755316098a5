#include "scanner/gate/commit_files.h"

#include <filesystem>

#include "scanner/git/walk.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::gate {
namespace {

struct Files {
  test::RepoBuilder repo;
  Oid base, head;

  Files() {
    repo.write("link.toml", "");
    repo.commit("rules/a.toml", "of the base");
    link("link.toml", "rules/a.toml");
    link("out.toml", "../outside.toml");
    repo.git({"commit", "-q", "-m", "links"});
    base = id("HEAD");
    repo.git({"checkout", "-q", "-f", "-b", "topic"});
    repo.commit("rules/a.toml", "of the head");
    repo.commit("new.toml", "of the head");
    link("folder", "rules");
    repo.git({"commit", "-q", "-m", "a link to a folder"});
    head = id("HEAD");
    repo.git({"checkout", "-q", "-f", "HEAD"});
  }
  Oid id(const std::string& revision) { return *Oid::from_hex(repo.git({"rev-parse", revision})); }
  void link(const std::string& name, const std::string& to) {
    repo.git({"update-index", "--add", "--cacheinfo",
              "120000," + repo.git({"hash-object", "-w", "--stdin"}, to) + "," + name});
  }
  CommitFiles open() { return *CommitFiles::open(*git::Repository::open(repo.path()), base, head); }
};

TEST_CASE("files come from the base, whatever the worktree and the head hold") {
  Files files;
  CommitFiles base = files.open();
  CHECK(**base.find(files.repo.path() / "rules/a.toml") == "of the base");
  CHECK(**base.find(files.repo.path() / "rules/../rules/./a.toml") == "of the base");
  CHECK(**base.find(files.repo.path() / "link.toml") == "of the base");
  CHECK_FALSE(base.find(files.repo.path() / "new.toml")->has_value());
  CHECK_FALSE(base.find(files.repo.path() / "folder/a.toml")->has_value());
  CHECK_FALSE(base.find(files.repo.path() / "rules")->has_value());
  CHECK_FALSE(base.find(files.repo.path() / "rules/a.toml/x")->has_value());
  const Result<std::string> missing = base.read(files.repo.path() / "new.toml");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message.find("no such file in the base") != std::string::npos);
}

TEST_CASE("what neither side of the change holds is the job's own, and so is what stands outside") {
  Files files;
  CommitFiles base = files.open();
  files.repo.write("job.toml", "of the job");
  CHECK(**base.find(files.repo.path() / "job.toml") == "of the job");
  test::RepoBuilder other;
  other.write("admin.toml", "of the administrator");
  CHECK(**base.find(other.path() / "admin.toml") == "of the administrator");
  CHECK_FALSE(base.find(files.repo.path() / "nowhere.toml")->has_value());
  CHECK_FALSE(base.find(files.repo.path() / "out.toml").ok());
}

TEST_CASE("a way from outside that leads into the worktree is the repository's all the same") {
  Files files;
  CommitFiles base = files.open();
  const std::filesystem::path way = files.repo.outside() / "way";
  std::filesystem::create_directory_symlink(files.repo.path(), way);
  CHECK(**base.find(way / "rules/a.toml") == "of the base");
  CHECK_FALSE(base.find(way / "new.toml")->has_value());
}

TEST_CASE("without a base the change's files are none") {
  Files files;
  CommitFiles none = *CommitFiles::open(*git::Repository::open(files.repo.path()), std::nullopt, files.head);
  CHECK_FALSE(none.find(files.repo.path() / "rules/a.toml")->has_value());
}

}  // namespace
}  // namespace leaksieve::gate
