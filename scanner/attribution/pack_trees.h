// What the logs tell of one pack's trees, apart from the rest of the store: it is kept in a file and told again in
// another scan, which then need not read these trees.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/attribution/tree_log.h"
#include "scanner/base/oid.h"
#include "scanner/git/store_ids.h"

namespace leaksieve::attribution {

// Rows are those of the pack's index.
struct PackTrees {
  struct Tree {
    std::uint32_t row = 0;
    std::uint32_t base = TreeLog::kNone;  // its place in `trees`, which is smaller than this one's; kNone: told whole
    std::uint32_t first = 0;              // of its changes
  };
  std::vector<Tree> trees;
  std::vector<TreeChange> changes;  // object: a row of the pack; a place in `submodules`, where it is foreign
  std::vector<std::string> names;
  std::vector<Oid> submodules;
};

// The objects of a pack, by their numbers in the store.
struct PackRange {
  git::StoreIds::Number first = 0, count = 0;
  [[nodiscard]] bool holds(git::StoreIds::Number number) const { return number - first < count; }
};

// Of each pack the trees that name nothing outside of it, submodules apart, and no name of `unwanted`; they are told as
// changes of such trees. REQUIRED: TreeLog::finish() of all logs; ranges sorted.
[[nodiscard]] std::vector<PackTrees> trees_of_packs(const std::vector<const TreeLog*>& logs,
                                                    const std::vector<PackRange>& packs,
                                                    const std::unordered_set<std::string_view>& unwanted);

[[nodiscard]] std::string to_bytes(const PackTrees& trees);
// nullopt: these bytes are not of a pack with so many rows.
[[nodiscard]] std::optional<PackTrees> pack_trees_from_bytes(std::string_view bytes, std::uint32_t rows);

}  // namespace leaksieve::attribution
