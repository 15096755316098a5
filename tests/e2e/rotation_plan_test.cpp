// `leaksieve report` on a repository with secrets in every place that git has: each one's introduction, removal,
// exposure and time in HEAD against what git itself says (git log -S, branch --contains, tag --contains).
#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
using Json = nlohmann::json;

namespace {

constexpr const char* kNow = "2025-01-01T00:00:00Z";

struct Planted {
  std::string what;
  std::string secret;
  std::string left;      // expected answer to "did it leave this machine": yes, no, unknown
  std::string furthest;  // expected exposure
};

std::string env(const std::string& secret, const std::string& head = "# settings\n") {
  return head + "token = " + secret + "\nport = 80\n";
}

// The repository, drawn by one function a group; each plants its secrets and says what is to be expected.
class Story {
 public:
  Story() {
    repo_.commit("README", "nothing\n");
    pushed();
    merges();
    moves();
    push();
    other_refs();
    here_only();
    drifted();
    loose();
  }

  RepoBuilder& repo() { return repo_; }
  [[nodiscard]] const std::vector<Planted>& planted() const { return planted_; }

 private:
  std::string plant(const std::string& what, const std::string& left, const std::string& furthest) {
    planted_.push_back({what, fake_github_token(3000 + static_cast<unsigned>(planted_.size())), left, furthest});
    return planted_.back().secret;
  }
  std::string file() { return "conf/" + std::to_string(planted_.size()) + ".env"; }
  void merge(const std::string& branch) {
    repo_.tick();
    repo_.git({"merge", "-q", "--no-ff", "--no-edit", branch});
  }
  void on(const std::string& branch, const std::string& from = "main") {
    repo_.git({"checkout", "-q", "-b", branch, from});
  }
  void back() { repo_.git({"checkout", "-q", "main"}); }

  void pushed() {
    for (int i = 0; i < 6; ++i) {
      const std::string secret = plant("in HEAD and pushed", "yes", "pushed");
      repo_.commit(file(), env(secret));
    }
    for (int i = 0; i < 4; ++i) {
      const std::string secret = plant("removed by an edit", "yes", "pushed");
      repo_.commit(file(), env(secret));
      repo_.commit("README", "edit " + std::to_string(i) + "\n");
      repo_.commit(file(), env("from-the-vault"));
    }
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("removed with its file", "yes", "pushed");
      repo_.commit(file(), env(secret));
      repo_.git({"rm", "-q", file()});
      repo_.commit_all("drop it");
    }
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("reverted", "yes", "pushed");
      const std::string bad = repo_.commit(file(), env(secret));
      repo_.tick();
      repo_.git({"revert", "--no-edit", bad});
    }
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("removed and brought back", "yes", "pushed");
      repo_.commit(file(), env(secret));
      repo_.commit(file(), env("from-the-vault"));
      repo_.commit(file(), env(secret, "# again\n"));
      if (i == 0) repo_.commit(file(), env("from-the-vault-again"));
    }
  }

  void merges() {
    for (int i = 0; i < 3; ++i) {
      const std::string secret = plant("merged", "yes", "pushed");
      on("merged-" + std::to_string(i));
      repo_.commit(file(), env(secret));
      back();
      repo_.commit("README", "before merge " + std::to_string(i) + "\n");
      merge("merged-" + std::to_string(i));
    }
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("removed on its branch before the merge", "yes", "pushed");
      const std::string name = file();
      on("clean-" + std::to_string(i));
      repo_.commit(name, env(secret));
      repo_.commit(name, env("from-the-vault"));
      back();
      repo_.commit("README", "before clean merge " + std::to_string(i) + "\n");
      merge("clean-" + std::to_string(i));
    }
    const std::string evil = plant("brought by the merge itself", "yes", "pushed");
    on("evil");
    repo_.commit("evil.txt", "evil\n");
    back();
    repo_.tick();
    repo_.git({"merge", "-q", "--no-ff", "--no-commit", "evil"});
    repo_.write(file(), env(evil));
    repo_.commit_all("merge evil");
    const std::string fixed = plant("removed by a merge", "yes", "pushed");
    const std::string name = file();
    repo_.commit(name, env(fixed));
    on("fix");
    repo_.commit(name, env("from-the-vault"));
    back();
    repo_.commit("README", "before the fix\n");
    merge("fix");
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("cherry-picked", "yes", "pushed");
      on("picked-" + std::to_string(i));
      const std::string bad = repo_.commit(file(), env(secret));
      back();
      repo_.commit("README", "before pick " + std::to_string(i) + "\n");
      repo_.tick();
      repo_.git({"cherry-pick", bad});
    }
  }

  void moves() {
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("renamed", "yes", "pushed");
      repo_.commit(file(), env(secret));
      repo_.git({"mv", file(), "moved-" + std::to_string(i) + ".env"});
      repo_.commit_all("move");
      if (i == 1) repo_.commit("moved-1.env", env("from-the-vault"));
    }
    const std::string edited = plant("renamed with an edit", "yes", "pushed");
    repo_.commit(file(), env(edited));
    repo_.git({"mv", file(), "moved-and-edited.env"});
    repo_.write("moved-and-edited.env", env(edited) + "host = x\n");
    repo_.commit_all("move and edit");
    const std::string copied = plant("copied", "yes", "pushed");
    repo_.commit(file(), env(copied));
    repo_.commit("copy.env", env(copied));
  }

  void push() {
    repo_.git({"remote", "add", "origin", "https://git.example.org/app.git"});
    repo_.git({"remote", "add", "alice", "https://git.example.org/alice/app.git"});
    repo_.git({"update-ref", "refs/remotes/origin/main", "HEAD"});
  }

  void other_refs() {
    // Each on a branch of its own, which goes; a ref of another kind keeps its commit.
    const auto keep = [this](const std::string& secret, const Texts& command) {
      on("goes");
      repo_.commit(file(), env(secret));
      repo_.git(command);
      back();
      repo_.git({"branch", "-q", "-D", "goes"});
    };
    keep(plant("on the remote only", "yes", "pushed"), {"update-ref", "refs/remotes/origin/topic", "HEAD"});
    keep(plant("in a fork only", "yes", "pushed"), {"update-ref", "refs/remotes/alice/topic", "HEAD"});
    keep(plant("in a pull request only", "yes", "other-ref"), {"update-ref", "refs/pull/5/head", "HEAD"});
    keep(plant("in a release whose branch is gone", "unknown", "tag"), {"tag", "v1.2.0"});
    keep(plant("in an annotated tag whose branch is gone", "unknown", "tag"),
         {"tag", "-a", "-m", "before lunch", "lunch"});
    const std::string note = plant("in a note", "unknown", "other-ref");
    repo_.tick();
    repo_.git({"notes", "add", "-m", "token = " + note, "HEAD"});
    const std::string message = plant("in a tag's message", "unknown", "tag");
    repo_.git({"tag", "-a", "-m", "use token = " + message, "told"});
  }

  void here_only() {
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("in HEAD, not pushed", "no", "head");
      repo_.commit(file(), env(secret));
    }
    const std::string gone = plant("on main, not pushed, removed", "no", "local-branch");
    repo_.commit(file(), env(gone));
    repo_.commit(file(), env("from-the-vault"));
    const std::string message = plant("in a commit's message", "no", "local-branch");
    repo_.commit("README", "message\n", "use token = " + message);
    for (int i = 0; i < 3; ++i) {
      const std::string secret = plant("on a local branch", "no", "local-branch");
      on("wip-" + std::to_string(i));
      repo_.commit(file(), env(secret));
      if (i == 2) repo_.commit(file(), env("from-the-vault"));
      back();
    }
    const std::string stashed = plant("in a stash", "no", "stash");
    repo_.write("README", "token = " + stashed + "\n");
    repo_.tick();
    repo_.git({"stash", "-q"});
    const std::string untracked = plant("in a stash, untracked", "no", "stash");
    repo_.write(file(), env(untracked));
    repo_.tick();
    repo_.git({"stash", "-q", "-u"});
  }

  void drifted() {
    for (int i = 0; i < 2; ++i) {
      const std::string secret = plant("reset away", "unknown", "reflog-only");
      repo_.commit(file(), env(secret));
      repo_.git({"reset", "-q", "--hard", "HEAD~1"});
    }
    const std::string amended = plant("amended away", "unknown", "reflog-only");
    repo_.commit("note.txt", env(amended));
    repo_.write("note.txt", "clean\n");
    repo_.git({"add", "-A"});
    repo_.git({"commit", "-q", "--amend", "--no-edit"});
  }

  void loose() {
    const std::string lost = plant("in a commit that nothing reaches", "unknown", "unreachable");
    repo_.write("lost.env", env(lost));
    repo_.git({"add", "lost.env"});
    const std::string tree = repo_.git({"write-tree"});
    lost_commit = repo_.git({"commit-tree", "-p", "HEAD", "-m", "lost", tree});
    repo_.git({"rm", "-q", "-f", "lost.env"});
    const std::string blob = plant("in a blob that nothing reaches", "no", "unreachable");
    repo_.git({"hash-object", "-w", "--stdin"}, env(blob));
    const std::string staged = plant("staged", "no", "staged");
    repo_.write("staged.env", env(staged));
    repo_.git({"add", "staged.env"});
    const std::string worktree = plant("in the worktree", "no", "worktree");
    repo_.write("worktree.env", env(worktree));
  }

  RepoBuilder repo_;
  std::vector<Planted> planted_;

 public:
  std::string lost_commit;
};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::string line;
  std::istringstream stream(text);
  while (std::getline(stream, line)) out.push_back(line);
  return out;
}

// What git itself says. It is asked once for each commit and each secret.
class Git {
 public:
  explicit Git(RepoBuilder& repo) : repo_(repo) {
    for (const std::string& row : lines(repo.git({"log", "--all", "--reflog", "--format=%H %P"}))) {
      const std::string commit = row.substr(0, 40);
      std::istringstream rest(row.substr(40));
      for (std::string parent; rest >> parent;) parents_[commit].push_back(parent);
      const CommandResult found = repo.try_git({"grep", "-h", "-o", "-E", "ghp_[A-Za-z0-9]{36}", commit});
      const std::vector<std::string> secrets = lines(found.out);
      secrets_[commit] = TextSet(secrets.begin(), secrets.end());
    }
    head_ = repo.git({"rev-parse", "HEAD"});
    main_ = repo.git({"rev-parse", "main"});
  }

  [[nodiscard]] bool holds(const std::string& commit, const std::string& secret) {
    return secrets_[commit].contains(secret);
  }
  [[nodiscard]] bool head_holds(const std::string& secret) { return holds(head_, secret); }

  // The commits that git log -S names, that hold it and whose parents do not; oldest first.
  std::vector<std::string> introductions(const std::string& secret) {
    std::vector<std::string> out;
    for (const std::string& commit : log(secret, {"--all", "--reflog", "--reverse", "-m"})) {
      if (!out.empty() && out.back() == commit) continue;  // -m tells a merge once for each parent
      if (holds(commit, secret) && !parent_holds(commit, secret)) out.push_back(commit);
    }
    return out;
  }

  // The youngest commit on main that git log -S names, that lacks it while a parent has it; "" when main holds it.
  std::string removal_on_main(const std::string& secret) {
    if (holds(main_, secret)) return "";
    for (const std::string& commit : log(secret, {"main", "-m"})) {
      if (!holds(commit, secret) && parent_holds(commit, secret)) return commit;
    }
    return "";
  }

  // "from to" of each time in which HEAD's first parents held it, by git log --first-parent -S; "to" may be "now".
  TextSet head_periods(const std::string& secret) {
    TextSet out;
    std::string from;
    for (const std::string& commit : log(secret, {"HEAD", "--first-parent", "-m", "--reverse"})) {
      const bool has = holds(commit, secret);
      if (has && from.empty()) from = commit;
      if (has || from.empty()) continue;
      out.insert(from + " " + commit);
      from.clear();
    }
    if (!from.empty()) out.insert(from + " now");
    return out;
  }

  // By git branch --contains and its like.
  TextSet refs_with(const std::vector<std::string>& commits, Texts command) {
    TextSet out;
    command.emplace_back("--format=%(refname)");
    for (const std::string& commit : commits) {
      Texts arguments = command;
      arguments.insert(arguments.end(), {"--contains", commit});
      for (const std::string& ref : lines(repo_.git(arguments))) out.insert(ref);
    }
    return out;
  }

 private:
  std::vector<std::string> log(const std::string& secret, const Texts& arguments) {
    Texts command = {"log", "-S" + secret, "--format=%H"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return lines(repo_.git(command));
  }
  bool parent_holds(const std::string& commit, const std::string& secret) {
    const std::vector<std::string>& parents = parents_[commit];
    return std::any_of(parents.begin(), parents.end(), [&](const std::string& p) { return holds(p, secret); });
  }

  RepoBuilder& repo_;
  std::map<std::string, std::vector<std::string>> parents_;
  std::map<std::string, TextSet> secrets_;
  std::string head_, main_;
};

TextSet names(const Json& list) {
  TextSet out;
  for (const Json& name : list["names"]) out.insert(name.get<std::string>());
  return out;
}

TextSet told_periods(const Json& row) {
  TextSet out;
  for (const Json& period : row["in_head"]["periods"]) {
    const Json& to = period["to"];
    out.insert(period["from"]["commit"].get<std::string>() + " " +
               (to.is_null() ? "now" : to["commit"].get<std::string>()));
  }
  return out;
}

std::string removal_from_main(const Json& row) {
  for (const Json& removal : row["removed"]) {
    if (removal["ref"] == "refs/heads/main") return removal["commit"];
  }
  return "";
}

Json report(const Texts& arguments) {
  Texts all = {"report", "--format", "json"};
  if (!contains(arguments, "--now")) all.insert(all.end(), {"--now", kNow});
  all.insert(all.end(), arguments.begin(), arguments.end());
  const CommandResult result = run_leaksieve(all);
  INFO(result.err);
  REQUIRE(result.exit == 1);
  return Json::parse(result.out);
}

// Rows by secret: a plan tells no secrets, so a scan that was asked to show them names the fingerprints.
std::map<std::string, Json> rows_by_secret(const ScanReport& scan, const Json& plan) {
  std::map<std::string, Json> by_fingerprint, out;
  for (const Json& row : plan["leaks"]) by_fingerprint[row["fingerprint"]] = row;
  for (const Json& target : scan.document["scans"]) {
    for (const Json& leak : target["leaks"]) {
      const auto found = by_fingerprint.find(leak["fingerprint"]);
      if (found != by_fingerprint.end()) out[leak["secret"]["value"]] = found->second;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("the plan tells each of 50 planted leaks as git does") {
  Story story;
  RepoBuilder& repo = story.repo();
  Git git(repo);
  const Json plan = report({repo.path().string()});
  const std::map<std::string, Json> rows = rows_by_secret(scan(repo), plan);
  REQUIRE(story.planted().size() >= 50);
  CHECK(plan["leaks"].size() == story.planted().size());
  CHECK(plan["summary"]["leaks"] == story.planted().size());
  for (const Planted& planted : story.planted()) {
    INFO(planted.what << " (" << planted.secret << ")");
    REQUIRE(rows.contains(planted.secret));
    const Json& row = rows.at(planted.secret);
    CHECK(row["exposure"]["furthest"] == planted.furthest);
    CHECK(row["left_machine"]["answer"] == planted.left);
    CHECK(row["never_left_this_machine"] == (planted.left == "no"));
    const std::vector<std::string> brought = git.introductions(planted.secret);
    // What git log -S does not see is told by name below.
    if (row["introduced"]["kind"] != "file" || brought.empty() || planted.furthest == "stash") continue;
    CHECK(row["introduced"]["commit"] == brought.front());
    CHECK(row["introduced"]["date"].get<std::string>().substr(0, 19) ==
          repo.git({"show", "-s", "--date=format:%Y-%m-%dT%H:%M:%S", "--format=%ad", brought.front()}));
    TextSet told;
    for (const Json& place : row["occurrences"]) told.insert(place["commit"].get<std::string>());
    CHECK(told == TextSet(brought.begin(), brought.end()));
    CHECK(removal_from_main(row) == git.removal_on_main(planted.secret));
    CHECK(told_periods(row) == git.head_periods(planted.secret));
    CHECK(row["in_head"]["now"] == git.head_holds(planted.secret));
    const Json& refs = row["exposure"]["refs"];
    CHECK(names(refs["branches"]) == git.refs_with(brought, {"branch"}));
    CHECK(names(refs["remotes"]) == git.refs_with(brought, {"branch", "-r"}));
    CHECK(names(refs["tags"]) == git.refs_with(brought, {"tag"}));
  }

  const auto row = [&](const std::string& what) -> const Json& {
    for (const Planted& planted : story.planted()) {
      if (planted.what == what) return rows.at(planted.secret);
    }
    throw std::runtime_error("nothing was planted " + what);
  };
  CHECK(row("in a tag's message")["introduced"]["kind"] == "tag-message");
  CHECK(row("in a tag's message")["exposure"]["refs"]["tags"]["names"] == Json::array({"refs/tags/told"}));
  CHECK(row("in a commit's message")["introduced"]["kind"] == "commit-message");
  CHECK(row("in a stash")["introduced"]["commit"] == repo.git({"rev-parse", "stash@{1}"}));
  CHECK(row("in a stash, untracked")["introduced"]["commit"] == repo.git({"rev-parse", "stash@{0}^3"}));
  CHECK(row("in a commit that nothing reaches")["introduced"]["commit"] == story.lost_commit);
  CHECK(row("in a blob that nothing reaches")["introduced"]["commit"].is_null());
  CHECK(row("staged")["introduced"]["path"] == "staged.env");
  CHECK(row("in the worktree")["introduced"]["path"] == "worktree.env");
  CHECK(row("in a fork only")["exposure"]["forks"] == Json::array({"alice"}));
  CHECK(row("in a pull request only")["exposure"]["forks"] == Json::array({"refs/pull/5/head"}));
  CHECK(row("in a release whose branch is gone")["exposure"]["releases"] == Json::array({"v1.2.0"}));
  CHECK(row("cherry-picked")["occurrences"].size() == 2);
}

TEST_CASE("how long HEAD held a secret, in seconds") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  const std::string gone = fake_github_token(1), still = fake_github_token(2), never = fake_github_token(3);
  repo.commit("a.env", env(gone));   // 00:02
  repo.commit("b.env", env(still));  // 00:04
  repo.commit("a.env", "clean\n");   // 00:04
  repo.git({"checkout", "-q", "-b", "side"});
  repo.commit("c.env", env(never));
  repo.git({"checkout", "-q", "main"});
  const std::map<std::string, Json> rows =
      rows_by_secret(scan(repo), report({"--now", "2024-01-01T01:03:00Z", repo.path().string()}));
  CHECK(rows.at(gone)["in_head"]["seconds"] == 120);
  CHECK(rows.at(still)["in_head"]["seconds"] == 3600);
  CHECK(rows.at(never)["in_head"]["seconds"].is_null());
}

TEST_CASE("a secret that two repositories hold is one row, and says who committed it where") {
  RepoBuilder one, two("site");
  const std::string shared = fake_github_token(1), own = fake_github_token(2);
  const std::string password = "db_password = \"" + std::string("Wi7ter") + "Kaese-9x!\"\n";
  one.commit("a.env", env(shared));
  one.commit("p.ini", password);
  two.commit("z.env", env(own));
  two.write("b.env", env(shared));
  two.write("q.ini", "[main]\n" + password);
  two.git({"add", "-A"});
  two.tick();
  two.git({"commit", "-q", "-m", "mine", "--author", "Bob <bob@example.org>"});
  const Json plan = report({one.path().string(), two.path().string()});
  std::size_t shared_rows = 0;
  for (const Json& row : plan["leaks"]) {
    if (row["repositories"].size() != 2) continue;
    ++shared_rows;
    CHECK(row["repositories"] == Json::array({0, 1}));
    CHECK(row["committers"].size() == 2);
    CHECK(row["occurrences"].size() == 2);
  }
  CHECK(shared_rows == 2);
  CHECK(plan["leaks"].size() == 3);
  CHECK(plan["targets"].size() == 2);
}

TEST_CASE("a plan from a scan's JSON is the plan of the scan") {
  RepoBuilder repo;
  repo.commit("a.env", env(fake_github_token(1)));
  repo.commit("a.env", "clean\n");
  const std::string path = repo.path().string();
  const std::string json = run_leaksieve({"scan", "--format", "json", path}).out;
  for (const char* format : {"text", "json", "markdown", "csv"}) {
    const CommandResult direct = run_leaksieve({"report", "--format", format, "--now", kNow, path});
    CommandOptions options;
    options.input = json;
    const CommandResult piped = run_leaksieve({"report", "--format", format, "--now", kNow, "--from", "-"}, options);
    INFO(format);
    CHECK(direct.exit == 1);
    CHECK(piped.exit == 1);
    CHECK(direct.out == piped.out);
    CHECK_FALSE(contains(direct.out, fake_github_token(1)));
  }
}

TEST_CASE("what is no scan is refused with exit 2, and an incomplete scan is never clean") {
  CommandOptions options;
  options.input = "{\"version\": 1";
  const CommandResult broken = run_leaksieve({"report", "--from", "-"}, options);
  CHECK(broken.exit == 2);
  CHECK(contains(broken.err, "standard input: it is no JSON"));
  CHECK(run_leaksieve({"report", "--from", "/no/such/file"}).exit == 2);
  CHECK(run_leaksieve({"report", "--from", "-", "."}, options).exit == 2);
  CHECK(run_leaksieve({"report", "--format", "pdf"}).exit == 2);
  CHECK(run_leaksieve({"report", "--now", "someday"}).exit == 2);
  RepoBuilder clean;
  clean.commit("README", "nothing\n");
  CHECK(run_leaksieve({"report", clean.path().string()}).exit == 0);
  Json scan = Json::parse(run_leaksieve({"scan", "--format", "json", clean.path().string()}).out);
  scan["scans"][0]["complete"] = false;
  options.input = scan.dump();
  const CommandResult incomplete = run_leaksieve({"report", "--from", "-"}, options);
  CHECK(incomplete.exit == 3);
  CHECK(contains(incomplete.out, "incomplete"));
}

TEST_CASE("names and messages of a repository stay text in Markdown, and are no formula in CSV") {
  RepoBuilder repo;
  const std::string token = fake_github_token(1);
  repo.write("=cmd|' `x`@here.env", env(token));
  repo.git({"add", "-A"});
  repo.git({"-c", "user.name=x", "commit", "-q", "-m", "<script>alert(1)</script> | [a](http://b) @team `", "--author",
            "=HYPERLINK(1) <+1@example.org>"});
  const std::string path = repo.path().string();
  const std::string markdown = run_leaksieve({"report", "--format", "markdown", "--now", kNow, path}).out;
  CHECK(contains(markdown, ": `` <script>alert(1)</script> | [a](http://b) @team ` ``\n"));
  const std::string csv = run_leaksieve({"report", "--format", "csv", "--now", kNow, path}).out;
  CHECK(contains(csv, "\"'=HYPERLINK(1) <+1@example.org>\""));
  CHECK(contains(csv, "\"'=cmd|' `x`@here.env:2\""));
  // Python's own reader: one header, one row, as many fields in each.
  CommandOptions options;
  options.input = csv;
  const CommandResult read = run_command(
      {"python3", "-c", "import csv,sys; r=list(csv.reader(sys.stdin)); print(len(r), len({len(x) for x in r}))"},
      options);
  CHECK(read.out == "2 1\n");
}
