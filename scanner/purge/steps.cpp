// The order matters: rotate, stop others, rewrite a fresh mirror (filter-repo refuses anything else, and a mirror has
// all refs), prove that it is clean, only then push; last the copies that no push reaches. Sources: git-filter-repo(1),
// "DISCUSSION"; docs.github.com "Removing sensitive data from a repository"; docs.gitlab.com "Remove data from a
// repository".
#include "scanner/purge/steps.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/remotes.h"
#include "scanner/git/repository.h"
#include "scanner/hook/script.h"
#include "scanner/report/words.h"

namespace leaksieve::purge {
namespace {

namespace fs = std::filesystem;
using hook::shell_word;
using report::counted;

constexpr std::size_t kShort = 8;  // bytes: such a text may well stand somewhere else too

std::string word(const fs::path& path) {
  std::error_code error;
  const std::string text = fs::absolute(path, error).string();
  const bool plain = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+@:").find(c) != std::string_view::npos;
  });
  return plain ? text : shell_word(text);
}

struct Origin {
  std::string name;  // of the clone's source, as a word of the shell
  bool is_remote = false;
};

// A URL's user and password are nobody's business here, and may be a leak themselves.
std::string without_password(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const std::size_t end = std::min(url.find('/', scheme + 3), url.size());
  const std::size_t at = url.rfind('@', end);
  if (at == std::string::npos || at < scheme + 3) return url;
  return url.starts_with("http") ? url.substr(0, scheme + 3) + url.substr(at + 1) : url;
}

bool holds_form(const Plan& plan, const std::string& text) {
  return std::ranges::any_of(plan.forms,
                             [&](const Form& form) { return text.find(form.bytes.reveal()) != std::string::npos; });
}

Result<Origin> origin_of(const Plan& plan, const git::Repository& repository) {
  const Result<std::vector<git::Remote>> remotes = git::read_remotes(repository);
  if (!remotes) return remotes.error();
  auto found = std::ranges::find(*remotes, "origin", &git::Remote::name);
  if (found == remotes->end()) found = remotes->begin();
  if (found == remotes->end() || found->urls.empty()) {
    return Origin{word(repository.worktree().value_or(repository.common_dir())), false};
  }
  const std::string url = without_password(found->urls.front());
  return Origin{holds_form(plan, url) ? "URL" : shell_word(clean_line(url, 1000)), true};
}

std::string ways_words(const Ways& ways) {
  std::vector<std::string> parts;
  if (ways.texts > 0) {
    std::string text = "replaced in " + counted(ways.texts, "object");
    if (ways.encoded > 0) text += fmt::format(", {} of them in encoded form", ways.encoded);
    if (ways.messages > 0) text += fmt::format(", {} of them messages", ways.messages);
    parts.push_back(text);
  }
  if (ways.binaries > 0) parts.push_back(counted(ways.binaries, "binary file version") + " taken out whole");
  if (ways.names > 0) parts.push_back("taken out of file names");
  if (ways.drops_file) parts.emplace_back("the file is dropped from all history");
  if (ways.people > 0)
    parts.push_back(fmt::format("STAYS in {} of authors or committers: see step 4", counted(ways.people, "line")));
  if (ways.files_here > 0)
    parts.push_back(counted(ways.files_here, "file") + " of the worktree or the index: edit by hand");
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

class Steps {
 public:
  void step(const std::string& text) { out_ += fmt::format("\n{}. {}\n", ++number_, text); }
  void run(const std::string& command) { out_ += "     " + command + "\n"; }
  void say(const std::string& text) { out_ += "   " + text + "\n"; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  int number_ = 0;
};

std::string filter_command(const PlanFiles& files, bool has_expressions) {
  std::string command = "git filter-repo";
  if (has_expressions) {
    command += " --replace-text " + word(files.expressions) + " --replace-message " + word(files.expressions);
  }
  if (!files.blobs.empty()) command += " --strip-blobs-with-ids " + word(files.blobs);
  if (!files.paths.empty()) command += " --invert-paths --paths-from-file " + word(files.paths);
  return command;
}

void add_rewrite(Steps& steps, const Plan& plan, const PlanFiles& files) {
  steps.step("Rewrite it (git filter-repo 2.38 or later; with 2.47 or later add --sensitive-data-removal)");
  steps.run(filter_command(files, !plan.forms.empty()));
  if (std::ranges::any_of(plan.leaks, [](const PlannedLeak& leak) { return leak.ways.people > 0; })) {
    steps.say("Names and addresses of people need a mailmap, which you write (gitmailmap(5)): add --mailmap FILE.");
  }
  steps.say("Then nothing may hold the old objects: no ref to old commits, no reflog, no unreachable object.");
  steps.run("git for-each-ref --format='delete %(refname)' refs/replace refs/original | git update-ref --stdin");
  steps.run("git reflog expire --expire=now --expire-unreachable=now --all");
  steps.run("git gc --prune=now");
}

void add_copies(Steps& steps) {
  steps.step("Have the host forget what no push reaches");
  steps.say(
      "GitHub: ask its support to delete cached views and refs/pull/* of the old commits; the first changed commit");
  steps.say("  is in filter-repo/first-changed-commits (2.47) or filter-repo/commit-map.");
  steps.say(
      "GitLab: Settings > Repository > Repository maintenance > upload filter-repo/commit-map; then housekeeping with");
  steps.say(
      "  pruning of unreachable objects. Gitea, Forgejo, plain servers: git gc --prune=now in the bare repository.");
  steps.say("Forks are repositories of their own: each owner has to do the same, or delete the fork.");
  steps.say("Open pull and merge requests: close them; their branches still hold the old commits.");
  steps.say("Also: CI caches and artifacts, mirrors, packages and container images built from old commits, backups.");
  steps.say("Git LFS: files that LFS keeps are not rewritten: delete their objects at the host.");
  steps.step("Have everybody clone anew. One push or merge from an old clone brings it all back");
  steps.say(
      "Who cannot: git fetch, git reset --hard or git rebase onto the new branches, git stash drop, delete old tags "
      "and");
  steps.say(
      "branches, git reflog expire --expire=now --all, git gc --prune=now; then leaksieve purge-plan --verify as "
      "above.");
}

}  // namespace

Result<std::string> describe_plan(const Plan& plan, const PlanFiles& files, const std::string& repository_path,
                                  bool use_environment) {
  git::OpenOptions open;
  open.use_environment = use_environment;
  const Result<git::Repository> repository = git::Repository::open(repository_path, open);
  if (!repository) return repository.error();
  const Result<Origin> origin = origin_of(plan, *repository);
  if (!origin) return origin.error();
  std::string out = fmt::format("{} to purge\n", counted(plan.leaks.size(), "leak"));
  for (const PlannedLeak& leak : plan.leaks) {
    out +=
        fmt::format("\n  {}  {}\n    {}{}({} bytes, {}, {})\n    {}\n", leak.fingerprint, leak.title, leak.shown,
                    leak.shown.empty() ? "" : "  ", leak.size_bytes, leak.rule, leak.exposure, ways_words(leak.ways));
    if (!leak.ways.drops_file && leak.size_bytes < kShort) {
      out += "    it is short: everything that reads the same is replaced too\n";
    }
  }
  Steps steps;
  steps.step("Rotate each secret first: what was pushed is known. Rewriting history takes nothing back");
  steps.step("Tell everybody who pushes here; have work pushed, pull requests merged or closed, pushes stopped");
  steps.step("Make a fresh mirror, and work only there");
  const char* local = origin->is_remote ? "" : "--no-local ";
  steps.run(fmt::format("git clone --mirror {}{} purge.git && cd purge.git", local, origin->name));
  add_rewrite(steps, plan, files);
  steps.step("Prove that it is clean: exit status 0, or it says what is left and where");
  steps.run("leaksieve purge-plan --verify " + word(files.expressions));
  if (origin->is_remote) {
    steps.step("Push all refs (unprotect branches for that; a refusal of refs/pull/* is GitHub's, and harmless)");
    steps.run("git push --force --mirror " + origin->name);
  } else {
    steps.step("This repository has no remote: clone purge.git anew, and delete this one");
  }
  add_copies(steps);
  steps.step("Delete the plan: it holds the secrets");
  std::string remove = "rm";
  for (const fs::path& file : {files.expressions, files.blobs, files.paths, files.leaks}) {
    if (!file.empty()) remove += " " + word(file);
  }
  steps.run(remove);
  return out + steps.take();
}

}  // namespace leaksieve::purge
