#include "scanner/git/walk_commits.h"

#include "scanner/git/commit_walk.h"

namespace leaksieve::git {
namespace {

enum class Tip { kIncluded, kExcluded };

class TipWalk {
 public:
  TipWalk(ObjectReader& reader, const CommitSource& source, CommitWalk& commits, ReachedCommits& out)
      : reader_(reader), source_(source), commits_(commits), out_(out) {}

  // Follows tags to what they name.
  void add(Oid id, Tip tip) {
    while (!commits_.is_cut()) {
      if (source_.knows(id)) return add_peeled(id, ObjectType::kCommit, tip);
      const Result<ObjectHeader> header = reader_.read_header(id);
      if (!header) return lose(id, "object", header.error());
      if (header->type != ObjectType::kTag) return add_peeled(id, header->type, tip);
      if (tip == Tip::kIncluded) {
        if (!tags_.insert(id).second) return;
        out_.tags.push_back(id);
      }
      const Result<Object> object = reader_.read(id);
      const std::optional<Tag> tag = object ? parse_tag(id, object->content) : std::nullopt;
      if (!object) return lose(id, "tag", object.error());
      if (!tag) return out_.missing.push_back({id, "tag", "corrupt: it names no object"});
      id = tag->target;
    }
  }

 private:
  void add_peeled(const Oid& id, ObjectType type, Tip tip) {
    const bool excluded = tip == Tip::kExcluded;
    if (type == ObjectType::kCommit) return excluded ? commits_.exclude(id) : commits_.include(id);
    if (type == ObjectType::kTree) return (excluded ? out_.excluded_trees : out_.trees).push_back(id);
    (excluded ? out_.excluded_blobs : out_.blobs).push_back(id);
  }

  void lose(const Oid& id, const char* what, const Error& error) {
    out_.missing.push_back({id, what, reason_of(error)});
  }

  ObjectReader& reader_;
  const CommitSource& source_;
  CommitWalk& commits_;
  ReachedCommits& out_;
  OidSet tags_;
};

}  // namespace

std::string reason_of(const Error& error) {
  return error.kind == ErrorKind::kNotFound ? "missing" : "corrupt: " + error.message;
}

Result<CommitFacts> StoredCommits::read_commit(const Oid& id) {
  const Result<Object> object = reader_.read(id);
  if (!object) return object.error();
  CommitFacts facts;
  std::optional<CommitLinks> links;
  if (object->type == ObjectType::kCommit) links = parse_commit_links(object->content, facts.parents);
  if (!links) return Error{ErrorKind::kCorrupt, "it is not a commit"};
  facts.time = links->time;
  facts.tree = links->tree;
  return facts;
}

ReachedCommits walk_commits(const Repository& repository, ObjectReader& reader, CommitSource& commits,
                            const WalkOptions& options) {
  ReachedCommits out;
  CommitWalk walk(repository, commits, options);
  TipWalk tips(reader, commits, walk, out);
  for (const Oid& id : options.exclude) tips.add(id, Tip::kExcluded);
  for (const Oid& id : options.include) tips.add(id, Tip::kIncluded);
  walk.run();
  out.is_cut = walk.is_cut();
  out.commits = walk.commits();
  out.trees.insert(out.trees.begin(), walk.trees().begin(), walk.trees().end());
  out.excluded_trees.insert(out.excluded_trees.begin(), walk.excluded_trees().begin(), walk.excluded_trees().end());
  out.missing.insert(out.missing.end(), walk.missing().begin(), walk.missing().end());
  return out;
}

}  // namespace leaksieve::git
