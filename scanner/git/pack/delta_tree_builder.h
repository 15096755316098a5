// Fills a DeltaTree. Inner header of git/pack.
#pragma once

#include <mutex>
#include <unordered_map>
#include <vector>

#include "scanner/git/pack/delta_tree.h"

namespace leaksieve::git::pack {

class DeltaTreeBuilder {
 public:
  DeltaTreeBuilder(const PackStore& store, unsigned threads) : store_(store), threads_(threads) {}
  DeltaTree make();

 private:
  // A delta whose base has an offset that no (or more than one) listed node has.
  struct Unlisted {
    Node node = 0;
    std::uint32_t pack = 0;
    std::uint64_t base_offset = 0;
  };
  struct ExtraKey {
    std::uint32_t pack = 0;
    std::uint64_t offset = 0;
    friend bool operator==(const ExtraKey&, const ExtraKey&) = default;
  };
  struct ExtraHash {
    std::size_t operator()(const ExtraKey& key) const {
      return (key.offset * 0x9e3779b97f4a7c15U) ^ (std::size_t{key.pack} << 32U);
    }
  };

  void allot();
  void sort_offsets(std::uint32_t pack);
  void make_slots(std::uint32_t pack);
  void read_headers();
  void read_header(Node node, std::uint32_t pack, std::vector<Unlisted>& unlisted);
  [[nodiscard]] Node find_base(const std::uint8_t* name, std::uint32_t pack) const;
  void add_extras(std::vector<Unlisted> unlisted);
  Node extra_at(std::uint32_t pack, std::uint64_t offset, std::vector<Unlisted>& more);
  void settle_types();
  void settle_path(Node node);
  void order_children();
  void count_subtrees();
  void mark_copies();
  void mark_copies_below(unsigned byte, std::vector<Node>& copies) const;

  const PackStore& store_;
  unsigned threads_;
  DeltaTree tree_;
  std::unordered_map<ExtraKey, Node, ExtraHash> extras_;
  std::vector<std::uint8_t> settled_;  // while types are settled
  std::vector<Node> path_;
  bool has_late_base_ = false;  // a base with a higher number than its child
};

}  // namespace leaksieve::git::pack
