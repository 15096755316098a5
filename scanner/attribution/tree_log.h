// What a worker has seen of trees: of each only how it differs from its delta base, before anyone knows what of it
// matters.
//
// A tree is a map from names to objects; most versions of a folder differ from the one before in a single name. So a
// log holds, per tree, the tree that it is told as a change of and the names that changed: 16 bytes a tree and 8 a
// change. A tree without a base is told with all its names. Trees that are told as changes of each other never need
// more than some two full trees' worth of changes to be made again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scanner/attribution/name_table.h"
#include "scanner/base/growing_vector.h"
#include "scanner/base/oid.h"
#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/store_ids.h"
#include "scanner/git/tree_diff.h"

namespace leaksieve::attribution {

enum class ChangeKind : std::uint8_t {
  kTree,     // the name leads to a tree: object is its number in the store, in a TreeHistory its place there
  kFile,     // to a blob: object is its number in the store
  kForeign,  // to something that is not in the store, in a TreeHistory also a tree that was not told: object is a
             // place in foreign()
  kGone,     // no more
};

// 8 bytes: there are millions.
struct TreeChange {
  std::uint32_t name_and_kind = 0;  // a number in names(), and the kind in the upper two bits
  std::uint32_t object = 0;         // by the kind
  [[nodiscard]] ChangeKind kind() const { return static_cast<ChangeKind>(name_and_kind >> 30); }
  [[nodiscard]] std::uint32_t name() const { return name_and_kind & 0x3FFFFFFFU; }
};

// An object that a tree names and the store does not hold.
struct ForeignObject {
  enum class Kind : std::uint8_t { kLostBlob, kLostTree, kUntoldTree, kSubmodule };  // by the entry's mode
  Oid id;
  Kind kind = Kind::kLostBlob;
};

struct PackTrees;  // attribution/pack_trees.h

// One worker's part; read by others when all workers are done.
class TreeLog {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Tree {
    std::uint32_t number = kNone;  // in the store
    std::uint32_t base = kNone;    // the tree's place in the log of base_worker; kNone: all names are told
    std::uint32_t base_worker = 0;
    std::uint32_t first = 0;  // of its changes
  };
  struct Added {
    std::unique_ptr<git::pack::Carried> carried;  // for the tree's children in the delta tree; null: nothing to carry
    const char* problem = nullptr;                // why not all of its entries are known
  };

  TreeLog(unsigned worker, const git::StoreIds& store) : worker_(worker), store_(store) {}

  // Trees that were told before, of the pack whose objects' numbers begin at `first`.
  void recall(const PackTrees& trees, git::StoreIds::Number first);
  // The store's next tree. What is only a base is not noted, but differences to it are found.
  Added add(const git::pack::DeltaObject& tree);
  // Once, behind the last add(); the rest is known then.
  void finish() { resolve(); }
  // Calls change(TreeChange&) for each change of each tree.
  template <class Change>
  void renumber(Change change) {
    for (TreeChange& one : changes_) change(one);
  }

  [[nodiscard]] std::span<const Tree> trees() const { return trees_; }
  // In no order: a name that is gone may have been told as there before.
  [[nodiscard]] std::span<const TreeChange> changes(std::uint32_t tree) const {
    const std::size_t end = tree + std::size_t{1} < trees_.size() ? trees_[tree + 1].first : changes_.size();
    return std::span(changes_).subspan(trees_[tree].first, end - trees_[tree].first);
  }
  [[nodiscard]] const NameTable& names() const { return names_; }  // grows with add()
  [[nodiscard]] const std::vector<ForeignObject>& foreign() const { return foreign_; }
  [[nodiscard]] const std::vector<Oid>& broken() const { return broken_; }  // trees that are not whole
  // Submodules apart.
  [[nodiscard]] bool lacks_objects() const { return lacks_objects_; }

 private:
  struct CarriedTree;
  static constexpr std::size_t kBatch = 64;  // ids that are looked up at once
  // Honest histories have two or three changes an object; a megabyte of pack can hold trees of 30 million entries each.
  static constexpr std::size_t kFreeChanges = std::size_t{1} << 24U, kChangesPerObject = 64;
  struct Pending {
    std::uint32_t change = 0;  // place in changes_, or of a tree when is_own
    bool is_own = false;
  };

  [[nodiscard]] bool is_full() const {
    return changes_.size() > kFreeChanges + kChangesPerObject * std::size_t{store_.count()};
  }
  bool add_changes(const git::pack::DeltaObject& tree, const CarriedTree& base);
  void add_whole(const git::pack::DeltaObject& tree);
  void note(const git::RawEntry& entry);
  void note_gone(const git::RawEntry& entry);
  void look_up(const Oid& id, Pending what);
  void resolve();
  void withdraw(std::size_t first_change);

  unsigned worker_;
  const git::StoreIds& store_;
  GrowingVector<Tree> trees_;
  GrowingVector<TreeChange> changes_;
  NameTable names_;
  std::vector<ForeignObject> foreign_;
  std::vector<Oid> broken_;
  bool lacks_objects_ = false;
  // Of the tree at hand; kept for its memory.
  git::EntryEnds ends_;
  git::TreeState state_ = git::TreeState::kSound;
  std::size_t oid_bytes_ = Oid::kSha1Bytes;
  // Ids whose numbers are not known yet.
  std::vector<Oid> pending_ids_;
  std::vector<Pending> pending_;
  std::vector<git::StoreIds::Number> numbers_;
};

}  // namespace leaksieve::attribution
