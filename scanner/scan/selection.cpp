#include "scanner/scan/selection.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "scanner/attribution/history_selection.h"
#include "scanner/base/quote.h"
#include "scanner/git/object_stream.h"
#include "scanner/git/walk_commits.h"

namespace leaksieve::scan {
namespace {

constexpr std::string_view kStash = "refs/stash";

// When more commits than these are in question, the whole history is read, by all threads, which costs less than to go
// from tree to tree.
constexpr std::size_t kFewCommits = 10'000;

// Ids of all tags and of the commits since a time, for what no ref reaches.
class CommitIds final : public git::ObjectSink {
 public:
  explicit CommitIds(std::optional<std::int64_t> since) : since_(since) {}
  void take(const git::ObjectView& object, unsigned) override {
    const std::lock_guard lock(mutex_);
    if (object.type == git::ObjectType::kCommit && is_too_old(object.content)) return;
    ids_.push_back(object.id);
  }
  void skip(const Oid&, git::ObjectType, const Error&, unsigned) override {}  // the walk meets it again, if it matters
  [[nodiscard]] std::vector<Oid> take_ids() { return std::move(ids_); }

 private:
  bool is_too_old(Bytes commit) {
    if (!since_) return false;
    parents_.clear();
    const auto links = git::parse_commit_links(commit, parents_);
    return links && links->time < *since_;
  }

  std::optional<std::int64_t> since_;
  std::mutex mutex_;
  std::vector<Oid> ids_, parents_;
};

Result<std::vector<Oid>> all_commits(const git::Repository& repository, const ScanOptions& options,
                                     const std::stop_token& stop) {
  CommitIds sink(options.since);
  git::StreamOptions stream;
  stream.threads = std::max(options.threads, 1U);
  stream.blobs = stream.trees = false;
  stream.stop = stop;
  if (const Status status = git::stream_all_objects(repository, stream, sink); !status) return status.error();
  std::vector<Oid> ids = sink.take_ids();
  std::ranges::sort(ids);
  return ids;
}

// What --branch may mean: a branch, a remote-tracking branch, a full ref name, any revision.
Result<Oid> resolve_branch(const git::Repository& repository, const git::Roots& roots, const std::string& name) {
  for (const std::string_view prefix : {"refs/heads/", "refs/remotes/", "refs/tags/", "refs/", ""}) {
    const std::string full = std::string(prefix) + name;
    const auto found = std::ranges::find(roots.refs, full, &git::Ref::name);
    if (found != roots.refs.end()) return found->target;
  }
  Result<Oid> id = git::resolve_revision(repository, name);
  if (id || id.error().kind != ErrorKind::kUsage) return id;
  return Error{ErrorKind::kUsage,
               fmt::format("unknown branch '{}': `git branch -a` lists those that are here", quote_path(name))};
}

git::WalkOptions walk_options(const ScanOptions& options, const std::stop_token& stop) {
  git::WalkOptions walk;
  walk.since = options.since;
  walk.until = options.until;
  walk.pathspecs = options.paths;
  walk.excluded_pathspecs = options.excludes;
  walk.stop = stop;
  return walk;
}

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void append(git::Reached& to, git::Reached& from) {
  append(to.commits, from.commits);
  append(to.tags, from.tags);
  append(to.trees, from.trees);
  append(to.blobs, from.blobs);
  append(to.missing, from.missing);
}

using Walks = std::vector<git::WalkOptions>;

Status resolve_all(const git::Repository& repository, const std::vector<std::string>& revisions,
                   std::vector<Oid>& ids) {
  for (const std::string& revision : revisions) {
    const Result<Oid> id = git::resolve_revision(repository, revision);
    if (!id) return id.error();
    ids.push_back(*id);
  }
  return {};
}

// Each range on its own: what one of them leaves out another may want.
Result<Walks> plan_ranges(const git::Repository& repository, const ScanOptions& options, const std::stop_token& stop) {
  Walks walks;
  for (const std::string& range : options.ranges) {
    Result<git::RangeTips> tips = git::resolve_range(repository, range);
    if (!tips) return tips.error();
    git::WalkOptions& walk = walks.emplace_back(walk_options(options, stop));
    walk.include = std::move(tips->include);
    walk.exclude = std::move(tips->exclude);
  }
  for (const CommitSet& set : options.commit_sets) {
    git::WalkOptions& walk = walks.emplace_back(walk_options(options, stop));
    if (Status status = resolve_all(repository, set.include, walk.include); !status) return status.error();
    if (Status status = resolve_all(repository, set.exclude, walk.exclude); !status) return status.error();
  }
  return walks;
}

Result<Walks> plan_walks(const git::Repository& repository, const git::Roots& roots, const ScanOptions& options,
                         const std::stop_token& stop) {
  if (names_commits(options)) return plan_ranges(repository, options, stop);
  git::WalkOptions walk = walk_options(options, stop);
  if (!options.branches.empty()) {
    for (const std::string& branch : options.branches) {
      const Result<Oid> tip = resolve_branch(repository, roots, branch);
      if (!tip) return tip.error();
      walk.include.push_back(*tip);
    }
    return Walks{walk};
  }
  git::Roots wanted = roots_of_sources(roots, options.sources);
  wanted.index.clear();  // staged files are looked at by path, like the worktree's
  wanted.index_trees.clear();
  walk.include = tips_of(wanted);
  if (options.sources.unreachable) {
    Result<std::vector<Oid>> commits = all_commits(repository, options, stop);
    if (!commits) return commits.error();
    append(walk.include, *commits);
  }
  return Walks{walk};
}

// True when a look at the history is worth its reading and can answer.
bool asks_history(const git::Repository& repository, git::ObjectReader& reader, const Walks& walks) {
  if (repository.is_shallow() || repository.is_partial()) return false;
  return std::ranges::any_of(walks, [&](const git::WalkOptions& options) {
    if (!options.pathspecs.empty() || !options.excluded_pathspecs.empty()) return false;
    git::WalkOptions look = options;
    look.max_commits = kFewCommits;
    git::StoredCommits commits(reader);
    return git::walk_commits(repository, reader, commits, look).is_cut;
  });
}

std::optional<Selection> select_in(const attribution::HistoryIndex& history, const git::Repository& repository,
                                   git::ObjectReader& reader, const Walks& walks) {
  Selection all;
  all.names.emplace();
  for (const git::WalkOptions& walk : walks) {
    auto part = attribution::select_from_history(repository, history, reader, walk);
    if (!part) return std::nullopt;
    append(all.reached, part->reached);
    append(*all.names, part->names);
  }
  return all;
}

}  // namespace

bool names_commits(const ScanOptions& options) { return !options.ranges.empty() || !options.commit_sets.empty(); }

bool needs_walk(const ScanOptions& options) {
  return names_commits(options) || !options.branches.empty() || options.since || options.until ||
         !options.paths.empty() || !options.excludes.empty();
}

git::Roots roots_of_sources(const git::Roots& roots, const Sources& sources) {
  git::Roots wanted;
  for (const git::Ref& ref : roots.refs) {
    if (ref.kind == git::RefKind::kStash ? sources.stash : sources.history) wanted.refs.push_back(ref);
  }
  for (const git::ReflogEntry& entry : roots.reflogs) {
    if (entry.ref == kStash ? sources.stash : sources.reflog) wanted.reflogs.push_back(entry);
  }
  if (sources.index) {
    wanted.index = roots.index;
    wanted.index_trees = roots.index_trees;
  }
  return wanted;
}

std::vector<Oid> tips_of(const git::Roots& roots) {
  std::vector<Oid> tips;
  OidSet seen;
  const auto add = [&](const Oid& id) {
    if (!id.is_null() && seen.insert(id).second) tips.push_back(id);
  };
  for (const git::Ref& ref : roots.refs) add(ref.target);
  for (const git::ReflogEntry& entry : roots.reflogs) {
    add(entry.new_id);
    add(entry.old_id);
  }
  for (const git::IndexEntry& entry : roots.index) add(entry.id);
  for (const Oid& tree : roots.index_trees) add(tree);
  return tips;
}

Result<Selection> select_objects(const git::Repository& repository, const git::Roots& roots, const ScanOptions& options,
                                 const std::stop_token& stop, const ReadHistory& read_history) {
  const Result<Walks> walks = plan_walks(repository, roots, options, stop);
  if (!walks) return walks.error();
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  if (asks_history(repository, *reader, *walks)) {
    const Result<const attribution::HistoryIndex*> history = read_history();
    if (!history) return history.error();
    if (*history != nullptr) {
      if (auto selection = select_in(**history, repository, *reader, *walks)) return std::move(*selection);
    }
  }
  Selection all;
  for (const git::WalkOptions& walk : *walks) {
    Result<git::Reached> reached = git::walk(repository, walk);
    if (!reached) return reached.error();
    append(all.reached, *reached);
  }
  return all;
}

bool selects_path(const ScanOptions& options, const std::string& path) {
  if (!options.paths.empty() && !git::pathspec_matches(options.paths, path)) return false;
  return options.excludes.empty() || !git::pathspec_matches(options.excludes, path);
}

std::vector<std::string> source_names(const ScanOptions& options) {
  if (options.staged) return {"staged"};
  if (names_commits(options)) return {"range"};
  std::vector<std::string> names;
  if (options.sources.history) names.emplace_back("history");
  if (options.sources.reflog) names.emplace_back("reflog");
  if (options.sources.stash) names.emplace_back("stash");
  if (options.sources.index) names.emplace_back("index");
  if (options.sources.worktree) names.emplace_back("worktree");
  if (options.sources.unreachable) names.emplace_back("unreachable");
  return names;
}

}  // namespace leaksieve::scan
