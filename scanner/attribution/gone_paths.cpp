// Only marked trees are known, and a path that lost its leak may still be there; so trees of `after` are read raw, but
// only those that differ from `before` on the way to a wanted strand.
#include "scanner/attribution/gone_paths.h"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace leaksieve::attribution {
namespace {

struct Pair {
  MarkedTrees::Node before;
  Oid after;
};

class GoneFinder {
 public:
  GoneFinder(const MarkedTrees& trees, git::ObjectReader& reader, LeakSets& sets, LeakSets::Id wanted)
      : trees_(trees), reader_(reader), sets_(sets), wanted_(wanted) {}

  LeakSets::Id run(MarkedTrees::Node before, const Oid& after) {
    waiting_.push_back({before, after});
    while (!waiting_.empty() && gone_ != wanted_) {
      const Pair pair = waiting_.back();
      waiting_.pop_back();
      compare(pair);
    }
    return gone_;
  }

 private:
  void compare(const Pair& pair) {
    std::unordered_map<std::string_view, const MarkedTrees::Entry*> sought;
    const MarkedTrees::Node after = trees_.find(pair.after);
    for (const MarkedTrees::Entry& entry : trees_.entries(pair.before)) {
      if (sets_.intersect(trees_.strands_of(entry), wanted_) == LeakSets::kEmpty) continue;
      const MarkedTrees::Entry* same = trees_.find(after, entry.name);
      if (same == nullptr || !same->same_object(entry)) sought.emplace(trees_.name(entry.name), &entry);
    }
    if (sought.empty()) return;
    const Result<git::Object> object = reader_.read(pair.after);
    if (!object || object->type != git::ObjectType::kTree) return;
    git::TreeCursor cursor(object->content, pair.after.size());
    while (const std::optional<git::TreeEntry> entry = cursor.next()) {
      const auto found = sought.find(entry->name);
      if (found == sought.end()) continue;
      settle(*found->second, *entry);
      sought.erase(found);
    }
    if (cursor.broken()) return;
    for (const auto& [name, entry] : sought) add(trees_.strands_of(*entry));
  }

  // The path is there still; is it the same kind of thing?
  void settle(const MarkedTrees::Entry& before, const git::TreeEntry& after) {
    if (before.kind == MarkedTrees::Kind::kTree) {
      if (after.is_tree()) {
        waiting_.push_back({before.object, after.id});
      } else {
        add(trees_.strands(before.object));
      }
    } else if (after.is_tree() || after.is_gitlink()) {
      add(trees_.strands_by_content(before));
    }
  }

  void add(LeakSets::Id strands) { gone_ = sets_.unite(gone_, sets_.intersect(strands, wanted_)); }

  const MarkedTrees& trees_;
  git::ObjectReader& reader_;
  LeakSets& sets_;
  const LeakSets::Id wanted_;
  LeakSets::Id gone_ = LeakSets::kEmpty;
  std::vector<Pair> waiting_;
};

}  // namespace

LeakSets::Id gone_strands(const MarkedTrees& trees, git::ObjectReader& reader, LeakSets& sets, MarkedTrees::Node before,
                          const Oid& after, LeakSets::Id wanted) {
  return GoneFinder(trees, reader, sets, wanted).run(before, after);
}

}  // namespace leaksieve::attribution
