#include "scanner/hook/removal_advice.h"

#include <fmt/format.h>

#include "scanner/git/objects.h"
#include "scanner/git/walk.h"

namespace leaksieve::hook {
namespace {

constexpr std::size_t kShortId = 10;

struct Places {
  OidSet commits;
  bool in_tag_message = false;
};

Places places_of(const std::vector<finding::Leak>& leaks) {
  Places places;
  for (const finding::Leak& leak : leaks) {
    for (const finding::Occurrence& place : leak.occurrences) {
      if (place.kind == finding::PlaceKind::kTagMessage) places.in_tag_message = true;
      if (!place.commit.is_null()) places.commits.insert(place.commit);
    }
  }
  return places;
}

// HEAD reaches it, so that a rebase of what is checked out can change it.
bool is_in_head(const git::Repository& repository, const Oid& head, const Oid& commit) {
  git::WalkOptions walk;
  walk.include = {commit};
  walk.exclude = {head};
  walk.objects = false;
  const Result<git::Reached> reached = git::walk(repository, walk);
  return reached.ok() && reached->commits.empty();
}

bool has_parent(const git::Repository& repository, const Oid& commit) {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return true;
  const Result<git::Object> object = reader->read(commit);
  if (!object) return true;
  const auto parsed = git::parse_commit(commit, object->content);
  return !parsed || !parsed->parents.empty();
}

std::string rebase_steps(const git::Repository& repository, const Oid& commit) {
  const std::string id = commit.hex().substr(0, kShortId);
  const bool is_root = !has_parent(repository, commit);
  return fmt::format(
      "Nobody has it yet, so take it out of that commit:\n"
      "  git rebase -i --rebase-merges {}   # change \"pick {}\" to \"edit\"\n"
      "  (take the secret out of the file) && git add -u && git commit --amend && git rebase --continue\n",
      is_root ? "--root" : id + "^", id.substr(0, 7));
}

constexpr std::string_view kFilterSteps =
    "Nobody has these commits yet, so take it out of all of them (git-filter-repo, "
    "https://github.com/newren/git-filter-repo):\n"
    "  put a line SECRET==>REMOVED into a file outside the repository, then\n"
    "  git filter-repo --replace-text FILE --replace-message FILE --refs HEAD --force\n";

}  // namespace

std::string advise_removal(const git::Repository& repository, const std::vector<finding::Leak>& leaks) {
  if (leaks.empty()) return "";
  const Places places = places_of(leaks);
  std::string text;
  const Result<Oid> head = git::resolve_revision(repository, "HEAD");
  if (places.commits.size() == 1) {
    const Oid& commit = *places.commits.begin();
    if (head.ok() && *head == commit) {
      text =
          "Nobody has it yet, so take it out of the last commit:\n"
          "  (take the secret out of the file) && git add -u && git commit --amend\n";
    } else if (head.ok() && is_in_head(repository, *head, commit)) {
      text = rebase_steps(repository, commit);
    } else {
      text =
          fmt::format("Nobody has it yet. It is on another branch: git branch --contains {}; check that out, then:\n{}",
                      commit.hex().substr(0, kShortId), rebase_steps(repository, commit));
    }
  } else if (places.commits.size() > 1) {
    text = kFilterSteps;
  }
  if (places.in_tag_message) text += "Make the tag again without it: git tag -f -a TAG\n";
  return text + "Was the secret shown to anybody else? Then rotate it.\n";
}

}  // namespace leaksieve::hook
