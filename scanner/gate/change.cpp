// Where the base is looked for, in order: the system's own words; for a push whose ref is new or whose old commit is
// gone, the default branch, then all other remote-tracking refs; then there is none. A shallow clone may hide any of
// them, so there the search ends with what mends the clone. The range is sound when each way from its head ends in the
// base: a way that ends at the clone's boundary, or at a root that only a shallow clone shows, says that the base (or
// the merge base) is not here.
#include "scanner/gate/change.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/objects.h"
#include "scanner/git/refs.h"

namespace leaksieve::gate {
namespace {

using Kind = Name::Kind;

constexpr std::size_t kMostEnds = 20;

std::string shell_word(const std::string& text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+:-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : clean_line(text)) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

class Finder {
 public:
  Finder(const git::Repository& repository, const Told& told, const System* system, git::ObjectReader reader,
         git::Roots roots)
      : repository_(repository),
        told_(told),
        system_(system),
        reader_(std::move(reader)),
        roots_(std::move(roots)),
        shallow_(repository.shallow_commits()) {}

  Result<Change> run() {
    change_.scope = told_.scope;
    if (told_.scope == Scope::kNothing) return change_;
    if (Status status = find_head(); !status) return status.error();
    if (change_.obstacle || told_.scope == Scope::kAll) return change_;
    if (Status status = find_base(); !status) return status.error();
    if (change_.obstacle || change_.scope == Scope::kAll) return change_;
    if (Status status = walk(); !status) return status.error();
    return change_;
  }

 private:
  [[nodiscard]] bool is_shallow() const { return !shallow_.empty(); }

  void stop(std::string what, std::string mend) { change_.obstacle = Obstacle{std::move(what), std::move(mend)}; }

  [[nodiscard]] std::string deepen() const {
    return system_ != nullptr ? std::string(system_->deepen) : "git fetch --unshallow origin";
  }

  // The commit that a remote-tracking ref of the branch names: origin's first.
  std::optional<Oid> tracked(const std::string& branch) const {
    const auto own = std::ranges::find(roots_.refs, "refs/remotes/origin/" + branch, &git::Ref::name);
    if (own != roots_.refs.end()) return own->target;
    for (const git::Ref& ref : roots_.refs) {
      if (branch_of(ref) == branch) return ref.target;
    }
    return std::nullopt;
  }

  // "main" of "refs/remotes/origin/main"; "" for other refs.
  static std::string branch_of(const git::Ref& ref) {
    constexpr std::string_view kPrefix = "refs/remotes/";
    if (!ref.name.starts_with(kPrefix)) return "";
    const std::size_t slash = ref.name.find('/', kPrefix.size());
    return slash == std::string::npos ? "" : ref.name.substr(slash + 1);
  }

  // nullopt: it is not here. Errors: a user's own word that means nothing; an object that cannot be read.
  Result<std::optional<Oid>> resolve(const Name& name) {
    switch (name.kind) {
      case Kind::kBranch:
        return tracked(name.text);
      case Kind::kMergeParent:
        return merge_parent(name.text);
      case Kind::kId: {
        const Result<Oid> id = git::resolve_id(repository_, name.text);
        if (id) return std::optional<Oid>(*id);
        if (id.error().kind == ErrorKind::kNotFound) return std::optional<Oid>();
        return id.error();
      }
      case Kind::kRevision:
        break;
    }
    const Result<Oid> id = git::resolve_revision(repository_, name.text);
    if (id) return std::optional<Oid>(*id);
    if (is_shallow() && id.error().kind == ErrorKind::kUsage) return std::optional<Oid>();
    return id.error();
  }

  std::optional<git::Commit> read_commit(const Oid& id) {
    const Result<git::Object> object = reader_.read(id);
    if (!object || object->type != git::ObjectType::kCommit) return std::nullopt;
    return git::parse_commit(id, object->content);
  }

  // What a system's own merge commit merged the head into.
  std::optional<Oid> merge_parent(const std::string& hex) {
    const auto id = Oid::from_hex(hex);
    const auto commit = id ? read_commit(*id) : std::nullopt;
    if (!commit || commit->parents.size() != 2 || commit->parents[1] != change_.head) return std::nullopt;
    if (!reader_.exists(commit->parents[0])) return std::nullopt;
    return commit->parents[0];
  }

  Result<std::optional<Oid>> first_of(const std::vector<Name>& names) {
    for (const Name& name : names) {
      Result<std::optional<Oid>> found = resolve(name);
      if (!found || *found) return found;
    }
    return std::optional<Oid>();
  }

  Status find_head() {
    const std::vector<Name> here = {{Kind::kRevision, "HEAD"}};
    const Result<std::optional<Oid>> found = first_of(told_.heads.empty() ? here : told_.heads);
    if (!found) return found.error();
    if (!*found) {
      const std::string id = told_.heads.empty() ? "HEAD" : shell_word(told_.heads.front().text);
      const std::string fetch =
          told_.fetch_head.empty() ? fmt::format("git fetch --no-tags origin {}", id) : told_.fetch_head;
      stop(fmt::format("the change's head {} is not in this clone", id),
           !is_shallow()               ? fetch
           : told_.is_head_checked_out ? deepen()
                                       : fmt::format("{}; then {}", deepen(), fetch));
      return {};
    }
    change_.tip = **found;
    const Result<Oid> commit = git::peel_to_commit(repository_, change_.tip);
    if (!commit) return commit.error();
    change_.head = *commit;
    return {};
  }

  Status use_base(const Oid& id) {
    const Result<Oid> commit = git::peel_to_commit(repository_, id);
    if (!commit) return commit.error();
    change_.excluded = {*commit};
    change_.base = *commit;
    return {};
  }

  Status find_base() {
    const Result<std::optional<Oid>> found = first_of(told_.bases);
    if (!found) return found.error();
    if (*found) return use_base(**found);
    if (told_.scope == Scope::kRequest) {
      tell_lost_base();
      return {};
    }
    return find_base_of_push();
  }

  void tell_lost_base() {
    const std::string name = !told_.bases.empty() ? shell_word(told_.bases.front().text) : shell_word(told_.target);
    std::string what = fmt::format("the change's base {} is not in this clone", name);
    if (!told_.target.empty() && name != told_.target)
      what += fmt::format(" (branch {})", clean_line(told_.target, 80));
    if (is_shallow()) return stop(what + ": the clone is shallow", deepen());
    stop(what, told_.target.empty()
                   ? fmt::format("git fetch --no-tags origin {}", name)
                   : fmt::format("git fetch --no-tags origin {}",
                                 shell_word(fmt::format("+refs/heads/{0}:refs/remotes/origin/{0}", told_.target))));
  }

  [[nodiscard]] std::string default_branch() const {
    if (!told_.default_branch.empty()) return told_.default_branch;
    const auto head = std::ranges::find(roots_.refs, "refs/remotes/origin/HEAD", &git::Ref::name);
    if (head == roots_.refs.end()) return "";
    constexpr std::string_view kPrefix = "refs/remotes/origin/";
    return head->symref.starts_with(kPrefix) ? head->symref.substr(kPrefix.size()) : "";
  }

  // The ref is new, or what stood there is gone (a force push), or the system does not tell.
  Status find_base_of_push() {
    if (is_shallow()) {
      stop(told_.bases.empty()
               ? "nothing tells what this push was added to, and the clone is shallow"
               : fmt::format("{}, which stood there before this push, is not in this clone: the clone is shallow",
                             shell_word(told_.bases.front().text)),
           deepen());
      return {};
    }
    const std::string why = told_.bases.empty() ? "nothing stood there before this push, or it is not told"
                                                : "what stood there before this push is gone";
    const std::string main = default_branch();
    if (!told_.own_branch.empty() && told_.own_branch == main) {
      change_.scope = Scope::kAll;
      change_.notes.push_back(why + ": the whole history of the default branch is looked at");
      return {};
    }
    if (const auto tip = main.empty() ? std::nullopt : tracked(main)) {
      change_.notes.push_back(fmt::format("{}: it is compared with {}", why, clean_line(main, 80)));
      return use_base(*tip);
    }
    for (const git::Ref& ref : roots_.refs) {
      if (ref.kind != git::RefKind::kRemote || !ref.symref.empty()) continue;
      const bool is_own = told_.own_branch.empty() ? told_.tag.empty() && ref.target == change_.head
                                                   : branch_of(ref) == told_.own_branch;
      const bool is_request = ref.name.starts_with("refs/remotes/pull/");
      if (!is_own && !is_request) change_.excluded.push_back(ref.target);
    }
    change_.notes.push_back(why + (change_.excluded.empty() ? ": everything that it reaches is looked at"
                                                            : ": it is compared with all other branches"));
    return {};
  }

  Status walk() {
    git::WalkOptions options;
    options.include = {change_.tip};
    options.exclude = change_.excluded;
    options.objects = false;
    Result<git::Reached> reached = git::walk(repository_, options);
    if (!reached) return reached.error();
    change_.commits = std::move(reached->commits);
    change_.tags = std::move(reached->tags);
    for (git::Missing& lost : reached->missing) {
      if (lost.reason != "beyond the shallow boundary") change_.missing.push_back(std::move(lost));
    }
    look_at_ends();
    return {};
  }

  // The ends of the range: what its commits are added to.
  void look_at_ends() {
    const OidSet own(change_.commits.begin(), change_.commits.end());
    OidSet ends;
    std::optional<git::Commit> youngest;
    bool has_root = false, has_boundary = false;
    for (const Oid& id : change_.commits) {
      const auto commit = read_commit(id);
      if (!commit) continue;
      has_boundary = has_boundary || shallow_.contains(id);
      has_root = has_root || commit->parents.empty();
      for (const Oid& parent : commit->parents) {
        if (own.contains(parent) || !ends.insert(parent).second) continue;
        const auto end = read_commit(parent);
        if (!end) continue;
        if (change_.ends.size() < kMostEnds) change_.ends.push_back(parent);
        if (!youngest || end->committer.time > youngest->committer.time) youngest = end;
      }
    }
    if (has_boundary || (is_shallow() && has_root && !change_.excluded.empty())) {
      return stop("the history between the change and its base is not in this clone: the clone is shallow", deepen());
    }
    if (has_root && !change_.excluded.empty() && told_.scope == Scope::kRequest) {
      change_.notes.emplace_back("the change has a history of its own, which does not come from its base");
    }
    if (!change_.base && youngest) change_.base = youngest->id;
  }

  const git::Repository& repository_;
  const Told& told_;
  const System* system_;
  git::ObjectReader reader_;
  git::Roots roots_;
  OidSet shallow_;
  Change change_;
};

}  // namespace

Result<Change> find_change(const git::Repository& repository, const Told& told, const System* system) {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  Result<git::Roots> roots = git::read_roots(repository);
  if (!roots) return roots.error();
  return Finder(repository, told, system, std::move(*reader), std::move(*roots)).run();
}

}  // namespace leaksieve::gate
