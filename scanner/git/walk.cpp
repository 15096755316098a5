// Reachability: commits first (commit_walk.h), then each unique tree once, depth first. With pathspecs a tree counts as
// another one at another path.
#include "scanner/git/walk.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "scanner/git/novel_entries.h"
#include "scanner/git/objects.h"
#include "scanner/git/store_ids.h"
#include "scanner/git/walk_commits.h"

namespace leaksieve::git {
namespace {

class ObjectWalk {
 public:
  ObjectWalk(const Repository& repository, ObjectReader& reader, const WalkOptions& options, Reached& out)
      : repository_(repository), reader_(reader), options_(options), out_(out) {
    by_path_ = !options.pathspecs.empty() || !options.excluded_pathspecs.empty();
    partial_ = repository.is_partial();
  }

  void run() {
    StoredCommits stored(reader_);
    ReachedCommits found = walk_commits(repository_, reader_, stored, options_);
    excluded_.insert(found.excluded_blobs.begin(), found.excluded_blobs.end());
    if (!by_path_) {  // a blob by itself has no path
      for (const Oid& blob : found.blobs) visit_blob(blob);
    }
    if (options_.objects) {
      for (const Oid& tree : found.excluded_trees) exclude_tree(tree);
      for (const Oid& tree : found.trees) visit_tree(tree, "");
    }
    for (const Missing& lost : found.missing) lose(lost.id, lost.what, lost.reason);
    out_.commits = std::move(found.commits);
    out_.tags = std::move(found.tags);
  }

 private:
  void exclude_tree(const Oid& root) {
    std::vector<Oid> stack{root};
    while (!stack.empty()) {
      const Oid id = stack.back();
      stack.pop_back();
      if (!excluded_.insert(id).second) continue;
      const Result<Object> tree = reader_.read(id);  // a lost one excludes nothing
      if (!tree) continue;
      TreeCursor cursor(tree->content);
      while (const auto entry = cursor.next()) {
        if (entry->is_tree()) {
          stack.push_back(entry->id);
        } else {
          excluded_.insert(entry->id);
        }
      }
    }
  }

  struct Pending {
    Oid id;
    std::string path;  // with a '/' at its end; "" for a root; empty when paths do not matter
  };

  void visit_tree(const Oid& root, const std::string& path) {
    std::vector<Pending> stack;
    enter(root, path, stack);
    while (!stack.empty() && !options_.stop.stop_requested()) {
      const Pending tree = std::move(stack.back());
      stack.pop_back();
      read_tree(tree, stack);
    }
  }

  void enter(const Oid& id, const std::string& path, std::vector<Pending>& stack) {
    if (excluded_.contains(id)) return;
    const bool first = trees_.insert(id).second;
    if (by_path_) {
      const std::string key(reinterpret_cast<const char*>(id.data()), id.size());
      if (!trees_at_.insert(key + path).second) return;
    } else if (!first) {
      return;
    }
    if (first) out_.trees.push_back(id);
    stack.push_back({id, path});
  }

  void read_tree(const Pending& tree, std::vector<Pending>& stack) {
    const Result<Object> object = reader_.read(tree.id);
    if (!object) return lose(tree.id, "tree", reason_of(object.error()));
    if (object->type != ObjectType::kTree) return lose(tree.id, "tree", "corrupt: it is not a tree");
    const std::size_t first = stack.size();
    const auto take = [&](const TreeEntry& entry) {
      if (entry.is_tree()) {
        enter(entry.id, by_path_ ? fmt::format("{}{}/", tree.path, entry.name) : "", stack);
      } else if (!entry.is_gitlink() && (!by_path_ || selected(tree.path + std::string(entry.name)))) {
        visit_blob(entry.id);
      }
    };
    // With paths a known entry may stand at a new one.
    const bool whole =
        by_path_ ? for_each_entry(object->content, take) : novel_.for_each(object->content, tree.id.size(), take);
    std::reverse(stack.begin() + static_cast<std::ptrdiff_t>(first), stack.end());
    if (!whole) lose(tree.id, "tree", "corrupt: its entries end in the middle");
  }

  template <class Take>
  static bool for_each_entry(Bytes content, Take take) {
    TreeCursor cursor(content);
    while (const auto entry = cursor.next()) take(*entry);
    return !cursor.broken();
  }

  [[nodiscard]] bool selected(const std::string& path) const {
    if (!options_.pathspecs.empty() && !pathspec_matches(options_.pathspecs, path)) return false;
    return options_.excluded_pathspecs.empty() || !pathspec_matches(options_.excluded_pathspecs, path);
  }

  void visit_blob(const Oid& id) {
    if (options_.known != nullptr && options_.known->contains(id)) return;
    if (excluded_.contains(id) || !blobs_.insert(id).second) return;
    if (reader_.exists(id)) {
      out_.blobs.push_back(id);
    } else {
      lose(id, "blob", "missing");
    }
  }

  void lose(const Oid& id, const std::string& what, const std::string& reason) {
    if (!lost_.insert(id).second) return;
    const bool promised = partial_ && reason == "missing";
    out_.missing.push_back({id, what, promised ? "promised by the partial clone's remote" : reason});
  }

  const Repository& repository_;
  ObjectReader& reader_;
  const WalkOptions& options_;
  Reached& out_;
  bool by_path_ = false, partial_ = false;
  NovelEntries novel_;
  OidSet trees_, blobs_, excluded_, lost_;
  std::unordered_set<std::string> trees_at_;  // raw id + path
};

}  // namespace

Result<Reached> walk(const Repository& repository, const WalkOptions& options) {
  Result<ObjectReader> reader = ObjectReader::open(repository);
  if (!reader) return reader.error();
  Reached reached;
  ObjectWalk(repository, *reader, options, reached).run();
  return reached;
}

}  // namespace leaksieve::git
