// Makes the content of nodes: inflates, applies deltas, checks every size. Inner header of git/pack.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "scanner/git/pack/buffer_pool.h"
#include "scanner/git/pack/delta.h"
#include "scanner/git/pack/delta_tree.h"
#include "scanner/git/pack/inflate.h"
#include "scanner/git/pack/loose_store.h"

namespace leaksieve::git::pack {

// Why a node could not be made. The text is static, so that a broken pack costs nothing more than a whole one.
struct Problem {
  ErrorKind kind = ErrorKind::kCorrupt;
  const char* why = nullptr;     // nullptr: none
  std::uint64_t size_bytes = 0;  // kLimit: of the object, when it is known
  [[nodiscard]] explicit operator bool() const { return why != nullptr; }
};

struct Made {
  Buffer* buffer = nullptr;  // the caller's to drop; nullptr when there is a problem, or the type is unwanted
  ObjectType type = ObjectType::kBlob;
  Problem problem;
};

// Shared by the threads of a run.
struct ReadLimits {
  std::uint64_t max_object_bytes = 0;
  MemoryGauge gauge;
  // Bytes of work for what only damaged or hostile stores need; when it is used up, what needs more is a skip. So no
  // store can keep a run busy for days.
  std::atomic<std::int64_t> doubt_budget;  // reading on behind an entry's end as the index tells it
  std::atomic<std::int64_t> copy_budget;   // making other copies of what cannot be read
};

// Told before memory is taken that would go over the budget.
class RoomMaker {
 public:
  virtual void make_room(std::uint64_t bytes) = 0;

 protected:
  ~RoomMaker() = default;
};

// Which types are wanted, as bits by git's numbers.
using TypeSet = std::uint8_t;
[[nodiscard]] constexpr bool has_type(TypeSet types, ObjectType type) {
  return (types >> static_cast<unsigned>(type) & 1U) != 0;
}

// Per thread.
class EntryReader {
 public:
  EntryReader(const PackStore& store, const DeltaTree& tree, ReadLimits& limits, RoomMaker& room)
      : store_(store), tree_(tree), limits_(limits), room_(room), pool_(limits.gauge) {}

  // A root that is not a delta, packed or loose. A loose one of a type not in `types` is not inflated.
  [[nodiscard]] Made make_root(Node node, TypeSet types);
  // A delta, from its base's content. `pieces` may be null; else they are told.
  [[nodiscard]] Made make_delta(Node node, Buffer& base, std::vector<Piece>* pieces);
  // Any node, from its root down. What is made on the way is taken off `budget`, if there is one.
  [[nodiscard]] Made make_chain(Node node, std::atomic<std::int64_t>* budget = nullptr);
  // Another node of that name, when there is one that can be read.
  [[nodiscard]] std::optional<Made> make_other_copy(Node node);
  [[nodiscard]] BufferPool& pool() { return pool_; }

 private:
  [[nodiscard]] Problem check_size(std::uint64_t size) const;
  [[nodiscard]] Buffer* take(std::uint64_t size);
  [[nodiscard]] Made make_loose(Node node, TypeSet types);
  [[nodiscard]] const char* inflate_entry(Node node, Buffer& out);
  [[nodiscard]] bool is_possible(Node node, std::uint64_t size);
  [[nodiscard]] Made give_up(Buffer* buffer, const char* why);

  const PackStore& store_;
  const DeltaTree& tree_;
  ReadLimits& limits_;
  RoomMaker& room_;
  BufferPool pool_;
  Inflater inflater_;
  std::optional<LooseHeaderReader> loose_headers_;
};

}  // namespace leaksieve::git::pack
