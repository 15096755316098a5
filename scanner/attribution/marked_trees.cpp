#include "scanner/attribution/marked_trees.h"

#include <algorithm>

namespace leaksieve::attribution {

MarkedTrees::MarkedTrees(const TreeMarks& marks, const PlaceCatalog& catalog, LeakSets& strands, LeakSets& blobs)
    : marks_(marks), catalog_(catalog), strand_sets_(strands), blob_sets_(blobs) {
  strands_.assign(marks.size(), LeakSets::kEmpty);
  blobs_.assign(marks.size(), LeakSets::kEmpty);
  for (const std::string& name : marks.names()) name_strands_.push_back(catalog.strands_of_name(name));
  std::vector<State> states(marks.size(), State::kFresh);
  for (Node node = 0; node < marks.size(); ++node) sum_up(node, states);
}

// Children first, without recursion: a hostile tree may be nested deeper than any stack.
void MarkedTrees::sum_up(Node root, std::vector<State>& states) {
  if (states[root] != State::kFresh) return;
  std::vector<Node> waiting = {root};
  while (!waiting.empty()) {
    const Node node = waiting.back();
    if (states[node] == State::kFresh) {
      states[node] = State::kEntered;
      for (const Entry& entry : marks_.entries(node)) {
        if (entry.kind == Kind::kTree && states[entry.object] == State::kFresh) waiting.push_back(entry.object);
      }
      continue;
    }
    waiting.pop_back();
    if (states[node] == State::kEntered) sum_up_one(node);
    states[node] = State::kDone;
  }
}

void MarkedTrees::sum_up_one(Node node) {
  std::vector<std::uint32_t> blobs;
  LeakSets::Id strands = LeakSets::kEmpty;
  LeakSets::Id below = LeakSets::kEmpty;
  for (const Entry& entry : marks_.entries(node)) {
    if (entry.kind == Kind::kBlob) blobs.push_back(entry.object);
    if (entry.kind == Kind::kTree) below = blob_sets_.unite(below, blobs_[entry.object]);
    strands = strand_sets_.unite(strands, strands_of(entry));
  }
  std::sort(blobs.begin(), blobs.end());
  strands_[node] = strands;
  blobs_[node] = blob_sets_.unite(below, blob_sets_.from_sorted(blobs));
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
      return marks_.targets()[entry.object];
    case Kind::kTree:
      return marks_.id(entry.object);
    case Kind::kOther:
    case Kind::kLost:  // never an entry of a marked tree
      break;
  }
  return marks_.other(entry.object);
}

}  // namespace leaksieve::attribution
