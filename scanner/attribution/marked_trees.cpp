#include "scanner/attribution/marked_trees.h"

#include <algorithm>

namespace leaksieve::attribution {

MarkedTrees::MarkedTrees(const HistoryIndex::Impl& history, const PlaceCatalog& catalog, LeakSets& strands)
    : history_(history), marks_(history.marks), catalog_(catalog), strand_sets_(strands) {
  strands_.assign(marks_.size(), LeakSets::kEmpty);
  for (const std::string& name : marks_.names()) name_strands_.push_back(catalog.strands_of_name(name));
  for (Node node = 0; node < marks_.size(); ++node) {  // entries lead to smaller nodes
    LeakSets::Id all = LeakSets::kEmpty;
    for (const Entry& entry : marks_.entries(node)) all = strand_sets_.unite(all, strands_of(entry));
    strands_[node] = all;
  }
}

const MarkedTrees::Entry* MarkedTrees::find(Node node, std::uint32_t name) const {
  const std::span<const Entry> all = entries(node);
  const auto found =
      std::lower_bound(all.begin(), all.end(), name, [](const Entry& a, std::uint32_t b) { return a.name < b; });
  return found == all.end() || found->name != name ? nullptr : &*found;
}

LeakSets::Id MarkedTrees::strands_of(const Entry& entry) const {
  const LeakSets::Id inside = entry.kind == Kind::kTree ? strands_[entry.object] : strands_by_content(entry);
  return strand_sets_.unite(name_strands_[entry.name], inside);
}

const Oid& MarkedTrees::object_id(const Entry& entry) const {
  switch (entry.kind) {
    case Kind::kBlob:
      return history_.targets[entry.object];
    case Kind::kTree:
      return marks_.others()[entry.other];
    case Kind::kOther:
    case Kind::kLost:  // never an entry of a marked tree
      break;
  }
  return marks_.others()[entry.object];
}

}  // namespace leaksieve::attribution
