// Everything under some object directories, opened for streaming: packs with their indexes, loose objects, and, made at
// the first need, the tree of deltas over all of them.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scanner/git/pack/loose_store.h"
#include "scanner/git/pack/mapped_file.h"
#include "scanner/git/pack/pack_file.h"
#include "scanner/git/pack/pack_index.h"
#include "scanner/git/pack/page_keeper.h"
#include "scanner/git/pack/store_problem.h"

namespace leaksieve::git::pack {

class DeltaTree;

struct Pack {
  std::filesystem::path path;  // of the .pack
  MappedFile index_file;
  MappedFile pack_file;
  PackIndex index;  // borrows from index_file, or from the store's multi-pack-index
  PackFile pack;    // borrows from pack_file
};

// Opened once; a pack that git adds or removes later is not seen (what is mapped stays readable).
class PackStore {
 public:
  // The directories as Repository::object_directories() gives them. What cannot be opened is in problems(), the rest is
  // read all the same: a folder, a pack or its index; an index whose pack is missing, and the other way round; a
  // multi-pack-index, which is needed only where a pack has no index of its own.
  // `oid_bytes`: 20, or 32 in a SHA-256 repository.
  // Errors: kLimit over four billion objects.
  static Result<PackStore> open(std::span<const std::filesystem::path> object_directories,
                                std::size_t oid_bytes = Oid::kSha1Bytes);
  PackStore(PackStore&&) noexcept;
  PackStore& operator=(PackStore&&) noexcept;
  ~PackStore();

  [[nodiscard]] const std::vector<StoreProblem>& problems() const;
  [[nodiscard]] const std::vector<Pack>& packs() const;
  [[nodiscard]] const LooseStore& loose() const;
  [[nodiscard]] std::size_t oid_bytes() const;
  // What is about to be read of a pack; so that its pages do not pile up in memory (page_keeper.h).
  void touch(const Pack& pack, std::uint64_t from, std::uint64_t to) const {
    pages().touch(static_cast<std::size_t>(&pack - packs().data()), from, to);
  }
  // For who has read what it wanted (page_keeper.h).
  void give_pages_back() const { pages().give_back(); }
  // Made at the first call, with so many threads; then kept. Safe from several threads.
  [[nodiscard]] const DeltaTree& tree(unsigned threads) const;

 private:
  struct Impl;
  [[nodiscard]] PageKeeper& pages() const;
  explicit PackStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace leaksieve::git::pack
