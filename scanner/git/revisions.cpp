// Revisions and ranges, as a user writes them. Source: gitrevisions(7).
#include <fmt/format.h>
#include <git2.h>

#include "scanner/base/quote.h"
#include "scanner/git/handle.h"
#include "scanner/git/library.h"
#include "scanner/git/objects.h"
#include "scanner/git/walk.h"

namespace leaksieve::git {
namespace {

// `where` names the range that the revision stands in, "" for none.
Result<Oid> resolve(const Repository& repository, const std::string& revision, const std::string& where) {
  git_object* raw = nullptr;
  const std::string asked = revision.empty() ? "HEAD" : revision;
  const int rc = git_revparse_single(&raw, repository.raw(), asked.c_str());
  const ObjectHandle object(raw);
  if (rc == 0) return from_raw(*git_object_id(raw));
  const std::string place = where.empty() || where == asked ? "" : fmt::format(" in range '{}'", quote_path(where));
  if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC || rc == GIT_EAMBIGUOUS) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("{} revision '{}'{}: `git rev-parse` has to know it (in a shallow clone, fetch more first)",
                    rc == GIT_EAMBIGUOUS ? "ambiguous" : "unknown", quote_path(asked), place)};
  }
  return from_git(rc, fmt::format("cannot resolve '{}'{}", quote_path(asked), place));
}

// "A...B": both sides, without their merge bases.
Status add_symmetric(const Repository& repository, const Oid& left, const Oid& right, RangeTips& tips) {
  tips.include.insert(tips.include.end(), {left, right});
  const Result<Oid> a = peel_to_commit(repository, left), b = peel_to_commit(repository, right);
  if (!a) return a.error();
  if (!b) return b.error();
  const git_oid one = to_raw(*a), two = to_raw(*b);
  git_oidarray bases{nullptr, 0};
  const int rc = git_merge_bases(&bases, repository.raw(), &one, &two);
  if (rc < 0 && rc != GIT_ENOTFOUND) return from_git(rc, "cannot find the merge base");
  for (std::size_t i = 0; rc == 0 && i < bases.count; ++i) tips.exclude.push_back(from_raw(bases.ids[i]));
  git_oidarray_dispose(&bases);
  return {};
}

}  // namespace

Result<Oid> resolve_revision(const Repository& repository, const std::string& revision) {
  return resolve(repository, revision, "");
}

Result<Oid> resolve_id(const Repository& repository, const std::string& hex) {
  constexpr std::size_t kLeastDigits = 7;
  if (hex.size() < kLeastDigits || hex.size() > GIT_OID_HEXSZ ||
      hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    return Error{ErrorKind::kUsage, fmt::format("'{}' is no object id", clean_line(hex, 80))};
  }
  git_oid prefix{};
  git_object* raw = nullptr;
  int rc = git_oid_fromstrn(&prefix, hex.c_str(), hex.size());
  if (rc == 0) rc = git_object_lookup_prefix(&raw, repository.raw(), &prefix, hex.size(), GIT_OBJECT_ANY);
  const ObjectHandle object(raw);
  if (rc == 0) return from_raw(*git_object_id(raw));
  if (rc == GIT_ENOTFOUND) return Error{ErrorKind::kNotFound, fmt::format("object '{}' is missing", hex)};
  if (rc == GIT_EAMBIGUOUS) return Error{ErrorKind::kNotFound, fmt::format("several objects begin with '{}'", hex)};
  return from_git(rc, fmt::format("cannot read object '{}'", hex));
}

Result<Oid> peel_to_commit(const Repository& repository, const Oid& id) {
  const git_oid raw_id = to_raw(id);
  git_object* raw = nullptr;
  int rc = git_object_lookup(&raw, repository.raw(), &raw_id, GIT_OBJECT_ANY);
  const ObjectHandle object(raw);
  git_object* commit = nullptr;
  if (rc == 0) rc = git_object_peel(&commit, raw, GIT_OBJECT_COMMIT);
  const ObjectHandle peeled(commit);
  if (rc < 0) return Error{ErrorKind::kUsage, fmt::format("'{}' is not a commit", id.hex())};
  return from_raw(*git_object_id(commit));
}

Result<RangeTips> resolve_range(const Repository& repository, const std::string& range) {
  RangeTips tips;
  const std::size_t dots = range.find("..");
  if (dots != std::string::npos) {
    const bool symmetric = range.compare(dots, 3, "...") == 0;
    const Result<Oid> left = resolve(repository, range.substr(0, dots), range);
    if (!left) return left.error();
    const Result<Oid> right = resolve(repository, range.substr(dots + (symmetric ? 3 : 2)), range);
    if (!right) return right.error();
    if (!symmetric) return RangeTips{{*right}, {*left}};
    if (Status status = add_symmetric(repository, *left, *right, tips); !status) return status.error();
    return tips;
  }
  const bool negative = range.starts_with('^');
  const bool alone = range.ends_with("^!");
  const std::string name = range.substr(negative ? 1 : 0, range.size() - (negative ? 1 : 0) - (alone ? 2 : 0));
  const Result<Oid> tip = resolve(repository, name, range);
  if (!tip) return tip.error();
  (negative ? tips.exclude : tips.include).push_back(*tip);
  if (!alone) return tips;
  const Result<Oid> commit = peel_to_commit(repository, *tip);
  if (!commit) return commit.error();
  Result<ObjectReader> reader = ObjectReader::open(repository);
  if (!reader) return reader.error();
  const Result<Object> object = reader->read(*commit);
  if (!object) return object.error();
  if (const auto parsed = parse_commit(*commit, object->content)) tips.exclude = parsed->parents;
  return tips;
}

}  // namespace leaksieve::git
