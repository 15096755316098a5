#include "tests/support/planted_story.h"

#include <algorithm>
#include <sstream>

namespace leaksieve::test {
namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::string line;
  std::istringstream stream(text);
  while (std::getline(stream, line)) out.push_back(line);
  return out;
}

}  // namespace

std::string settings_with(const std::string& secret, const std::string& head) {
  return head + "token = " + secret + "\nport = 80\n";
}

PlantedStory::PlantedStory() {
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

std::string PlantedStory::plant(const std::string& what, const std::string& left, const std::string& furthest) {
  planted_.push_back({what, fake_github_token(3000 + static_cast<unsigned>(planted_.size())), left, furthest});
  return planted_.back().secret;
}
std::string PlantedStory::file() const { return "conf/" + std::to_string(planted_.size()) + ".env"; }
void PlantedStory::merge(const std::string& branch) {
  repo_.tick();
  repo_.git({"merge", "-q", "--no-ff", "--no-edit", branch});
}
void PlantedStory::on(const std::string& branch, const std::string& from) {
  repo_.git({"checkout", "-q", "-b", branch, from});
}
void PlantedStory::back() { repo_.git({"checkout", "-q", "main"}); }

void PlantedStory::pushed() {
  for (int i = 0; i < 6; ++i) {
    const std::string secret = plant("in HEAD and pushed", "yes", "pushed");
    repo_.commit(file(), settings_with(secret));
  }
  for (int i = 0; i < 4; ++i) {
    const std::string secret = plant("removed by an edit", "yes", "pushed");
    repo_.commit(file(), settings_with(secret));
    repo_.commit("README", "edit " + std::to_string(i) + "\n");
    repo_.commit(file(), settings_with("from-the-vault"));
  }
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("removed with its file", "yes", "pushed");
    repo_.commit(file(), settings_with(secret));
    repo_.git({"rm", "-q", file()});
    repo_.commit_all("drop it");
  }
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("reverted", "yes", "pushed");
    const std::string bad = repo_.commit(file(), settings_with(secret));
    repo_.tick();
    repo_.git({"revert", "--no-edit", bad});
  }
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("removed and brought back", "yes", "pushed");
    repo_.commit(file(), settings_with(secret));
    repo_.commit(file(), settings_with("from-the-vault"));
    repo_.commit(file(), settings_with(secret, "# again\n"));
    if (i == 0) repo_.commit(file(), settings_with("from-the-vault-again"));
  }
}

void PlantedStory::merges() {
  for (int i = 0; i < 3; ++i) {
    const std::string secret = plant("merged", "yes", "pushed");
    on("merged-" + std::to_string(i));
    repo_.commit(file(), settings_with(secret));
    back();
    repo_.commit("README", "before merge " + std::to_string(i) + "\n");
    merge("merged-" + std::to_string(i));
  }
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("removed on its branch before the merge", "yes", "pushed");
    const std::string name = file();
    on("clean-" + std::to_string(i));
    repo_.commit(name, settings_with(secret));
    repo_.commit(name, settings_with("from-the-vault"));
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
  repo_.write(file(), settings_with(evil));
  repo_.commit_all("merge evil");
  const std::string fixed = plant("removed by a merge", "yes", "pushed");
  const std::string name = file();
  repo_.commit(name, settings_with(fixed));
  on("fix");
  repo_.commit(name, settings_with("from-the-vault"));
  back();
  repo_.commit("README", "before the fix\n");
  merge("fix");
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("cherry-picked", "yes", "pushed");
    on("picked-" + std::to_string(i));
    const std::string bad = repo_.commit(file(), settings_with(secret));
    back();
    repo_.commit("README", "before pick " + std::to_string(i) + "\n");
    repo_.tick();
    repo_.git({"cherry-pick", bad});
  }
}

void PlantedStory::moves() {
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("renamed", "yes", "pushed");
    repo_.commit(file(), settings_with(secret));
    repo_.git({"mv", file(), "moved-" + std::to_string(i) + ".env"});
    repo_.commit_all("move");
    if (i == 1) repo_.commit("moved-1.env", settings_with("from-the-vault"));
  }
  const std::string edited = plant("renamed with an edit", "yes", "pushed");
  repo_.commit(file(), settings_with(edited));
  repo_.git({"mv", file(), "moved-and-edited.env"});
  repo_.write("moved-and-edited.env", settings_with(edited) + "host = x\n");
  repo_.commit_all("move and edit");
  const std::string copied = plant("copied", "yes", "pushed");
  repo_.commit(file(), settings_with(copied));
  repo_.commit("copy.env", settings_with(copied));
}

void PlantedStory::push() {
  repo_.git({"remote", "add", "origin", "https://git.example.org/app.git"});
  repo_.git({"remote", "add", "alice", "https://git.example.org/alice/app.git"});
  repo_.git({"update-ref", "refs/remotes/origin/main", "HEAD"});
}

void PlantedStory::other_refs() {
  // Each on a branch of its own, which goes; a ref of another kind keeps its commit.
  const auto keep = [this](const std::string& secret, const Texts& command) {
    on("goes");
    repo_.commit(file(), settings_with(secret));
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

void PlantedStory::here_only() {
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("in HEAD, not pushed", "no", "head");
    repo_.commit(file(), settings_with(secret));
  }
  const std::string gone = plant("on main, not pushed, removed", "no", "local-branch");
  repo_.commit(file(), settings_with(gone));
  repo_.commit(file(), settings_with("from-the-vault"));
  const std::string message = plant("in a commit's message", "no", "local-branch");
  repo_.commit("README", "message\n", "use token = " + message);
  for (int i = 0; i < 3; ++i) {
    const std::string secret = plant("on a local branch", "no", "local-branch");
    on("wip-" + std::to_string(i));
    repo_.commit(file(), settings_with(secret));
    if (i == 2) repo_.commit(file(), settings_with("from-the-vault"));
    back();
  }
  const std::string stashed = plant("in a stash", "no", "stash");
  repo_.write("README", "token = " + stashed + "\n");
  repo_.tick();
  repo_.git({"stash", "-q"});
  const std::string untracked = plant("in a stash, untracked", "no", "stash");
  repo_.write(file(), settings_with(untracked));
  repo_.tick();
  repo_.git({"stash", "-q", "-u"});
}

void PlantedStory::drifted() {
  for (int i = 0; i < 2; ++i) {
    const std::string secret = plant("reset away", "unknown", "reflog-only");
    repo_.commit(file(), settings_with(secret));
    repo_.git({"reset", "-q", "--hard", "HEAD~1"});
  }
  const std::string amended = plant("amended away", "unknown", "reflog-only");
  repo_.commit("note.txt", settings_with(amended));
  repo_.write("note.txt", "clean\n");
  repo_.git({"add", "-A"});
  repo_.git({"commit", "-q", "--amend", "--no-edit"});
}

void PlantedStory::loose() {
  const std::string lost = plant("in a commit that nothing reaches", "unknown", "unreachable");
  repo_.write("lost.env", settings_with(lost));
  repo_.git({"add", "lost.env"});
  const std::string tree = repo_.git({"write-tree"});
  lost_commit_ = repo_.git({"commit-tree", "-p", "HEAD", "-m", "lost", tree});
  repo_.git({"rm", "-q", "-f", "lost.env"});
  const std::string blob = plant("in a blob that nothing reaches", "no", "unreachable");
  repo_.git({"hash-object", "-w", "--stdin"}, settings_with(blob));
  const std::string staged = plant("staged", "no", "staged");
  repo_.write("staged.env", settings_with(staged));
  repo_.git({"add", "staged.env"});
  const std::string worktree = plant("in the worktree", "no", "worktree");
  repo_.write("worktree.env", settings_with(worktree));
}

GitOracle::GitOracle(RepoBuilder& repo) : repo_(repo) {
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

bool GitOracle::holds(const std::string& commit, const std::string& secret) {
  return secrets_[commit].contains(secret);
}

std::vector<std::string> GitOracle::introductions(const std::string& secret) {
  std::vector<std::string> out;
  for (const std::string& commit : log(secret, {"--all", "--reflog", "--reverse", "-m"})) {
    if (!out.empty() && out.back() == commit) continue;  // -m tells a merge once for each parent
    if (holds(commit, secret) && !parent_holds(commit, secret)) out.push_back(commit);
  }
  return out;
}

std::string GitOracle::removal_on_main(const std::string& secret) {
  if (holds(main_, secret)) return "";
  for (const std::string& commit : log(secret, {"main", "-m"})) {
    if (!holds(commit, secret) && parent_holds(commit, secret)) return commit;
  }
  return "";
}

TextSet GitOracle::head_periods(const std::string& secret) {
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

TextSet GitOracle::refs_with(const std::vector<std::string>& commits, Texts command) {
  TextSet out;
  command.emplace_back("--format=%(refname)");
  for (const std::string& commit : commits) {
    Texts arguments = command;
    arguments.insert(arguments.end(), {"--contains", commit});
    for (const std::string& ref : lines(repo_.git(arguments))) out.insert(ref);
  }
  return out;
}

std::vector<std::string> GitOracle::log(const std::string& secret, const Texts& arguments) {
  Texts command = {"log", "-S" + secret, "--format=%H"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return lines(repo_.git(command));
}
bool GitOracle::parent_holds(const std::string& commit, const std::string& secret) {
  const std::vector<std::string>& parents = parents_[commit];
  return std::any_of(parents.begin(), parents.end(), [&](const std::string& p) { return holds(p, secret); });
}

}  // namespace leaksieve::test
