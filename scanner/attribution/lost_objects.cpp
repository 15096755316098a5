// From the roots over the commit graph to the root trees, and from these only down to trees that lead to something
// lost.
#include "scanner/attribution/lost_objects.h"

#include "scanner/attribution/history_impl.h"

namespace leaksieve::attribution {
namespace {

class LostFinder {
 public:
  LostFinder(const HistoryIndex::Impl& history, const git::StoreIds& store, git::ObjectReader& reader)
      : history_(history),
        store_(store),
        reader_(reader),
        reached_(history.graph.size(), false),
        entered_(history.lost.classes.size(), false),
        tags_(history.tags.size(), false) {}

  // False when the history contradicts itself.
  bool run(const std::vector<Oid>& tips) {
    for (const Oid& tip : tips) add_tip(tip);  // one id, one kind: a lost tip is an "object", whatever else names it
    for (const Oid& tree : tree_tips_) descend(store_.find(tree));
    while (!commits_.empty() && !odd_) {
      const CommitGraph::Number commit = commits_.back();
      commits_.pop_back();
      for (const CommitGraph::Number parent : history_.graph.parents(commit)) reach(parent);
      if (history_.graph.lacks_parent(commit)) tell_parents(commit);
      add_root(commit);
    }
    for (const Oid& id : parents_) lose(id, "commit");
    return !odd_;
  }

  std::vector<git::Missing> found() { return std::move(found_); }

 private:
  void lose(const Oid& id, const char* what) {
    if (told_.insert(id).second) found_.push_back({id, what, "missing"});
  }

  void reach(CommitGraph::Number commit) {
    if (reached_[commit]) return;
    reached_[commit] = true;
    commits_.push_back(commit);
  }

  // Follows tags to what they name.
  void add_tip(Oid id) {
    while (true) {
      const auto tag = history_.tag_numbers.find(id);
      if (tag == history_.tag_numbers.end()) break;
      if (tags_[tag->second]) return;
      tags_[tag->second] = true;
      id = history_.tags[tag->second].target;
    }
    if (const auto commit = history_.graph.find(id)) return reach(*commit);
    if (history_.was_seen(id)) return tree_tips_.push_back(id);
    if (!store_.contains(id) && !reader_.read_header(id)) lose(id, "object");
  }

  // libgit2 gives the empty tree also where it is not stored: the reader is asked.
  void add_root(CommitGraph::Number commit) {
    const git::StoreIds::Number number = history_.graph.tree_number(commit);
    if (history_.marks.was_seen(number)) return descend(number);
    const Oid tree = history_.graph.tree(commit);
    if (store_.contains(tree)) {
      odd_ = true;
    } else if (!told_.contains(tree) && !reader_.read_header(tree)) {
      lose(tree, "tree");
    }
  }

  void descend(git::StoreIds::Number root) {
    enter(history_.lost.classes.find(root));
    while (!trees_.empty()) {
      const TreeClasses::Node node = trees_.back();
      trees_.pop_back();
      for (const TreeClasses::Entry& entry : history_.lost.classes.entries(node)) {
        if (entry.kind == EntryKind::kTree) {
          enter(entry.object);
          continue;
        }
        const LostObject& object = history_.lost.objects[entry.object];
        if (told_.contains(object.id) || (object.is_tree && reader_.read_header(object.id))) continue;
        lose(object.id, object.is_tree ? "tree" : "blob");
      }
    }
  }

  void enter(TreeClasses::Node node) {
    if (node == TreeClasses::kNone || entered_[node]) return;
    entered_[node] = true;
    trees_.push_back(node);
  }

  // The graph knows no ids of parents that are not in it.
  void tell_parents(CommitGraph::Number commit) {
    const Oid& id = history_.graph.id(commit);
    const Result<git::Object> object = reader_.read(id);
    const std::optional<git::Commit> parsed = object ? git::parse_commit(id, object->content) : std::nullopt;
    if (!parsed) {
      odd_ = true;
      return;
    }
    for (const Oid& parent : parsed->parents) {
      if (history_.graph.find(parent)) continue;
      if (store_.contains(parent)) odd_ = true;
      parents_.push_back(parent);
    }
  }

  const HistoryIndex::Impl& history_;
  const git::StoreIds& store_;
  git::ObjectReader& reader_;
  bool odd_ = false;
  std::vector<bool> reached_, entered_, tags_;  // commits, classes, tags
  std::vector<CommitGraph::Number> commits_;
  std::vector<TreeClasses::Node> trees_;
  std::vector<Oid> tree_tips_, parents_;
  OidSet told_;
  std::vector<git::Missing> found_;
};

}  // namespace

std::optional<std::vector<git::Missing>> find_lost_objects(const HistoryIndex& history, const std::vector<Oid>& tips,
                                                           const git::StoreIds& store, git::ObjectReader& reader) {
  const HistoryIndex::Impl& impl = history.impl();
  if (!impl.lost.usable || !impl.broken.empty() || !impl.has_trees) return std::nullopt;
  LostFinder finder(impl, store, reader);
  if (!finder.run(tips)) return std::nullopt;
  return finder.found();
}

}  // namespace leaksieve::attribution
