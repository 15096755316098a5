// Fills a DeltaTree. Inner header of git/pack.
#pragma once

#include <atomic>
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
  static constexpr Node kBlock = 32;
  static constexpr std::uint32_t kNoPack = 0xffffffff;

  // A delta of a base at an offset; kept when no (or more than one) listed node has that.
  struct Unlisted {
    Node node = 0;
    std::uint32_t pack = 0;
    std::uint64_t base_offset = 0;
  };
  struct Name {
    std::uint64_t head = 0;
    const std::uint8_t* bytes = nullptr;
    std::uint32_t pack = 0, row = 0;  // loose: pack = number of packs
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
  void set_whole(Node node);
  void read_headers();
  [[nodiscard]] bool is_ambiguous(Node node, std::uint32_t pack) const;
  void read_block(Node begin, Node end, std::uint32_t pack, std::vector<Unlisted>& unlisted);
  std::uint64_t read_header(Node node, std::uint32_t pack);
  void find_listed_base(const Unlisted& delta, std::vector<Unlisted>& unlisted);
  void set_base(Node node, Node base);
  [[nodiscard]] Node find_base(const std::uint8_t* name, std::uint32_t pack) const;
  void add_extras(std::vector<Unlisted> unlisted);
  Node extra_at(std::uint32_t pack, std::uint64_t offset, std::vector<Unlisted>& more);
  void shape();
  void copy_types();
  void cut_cycles();
  void settle_path(Node node);
  void list_children();
  void count_subtrees();
  void order_children();
  void mark_copies();
  void mark_copies_below(unsigned byte, std::vector<Node>& copies) const;
  [[nodiscard]] std::vector<Name> names_below(unsigned byte) const;
  [[nodiscard]] Node node_of(const Name& name) const;
  void tell_one(std::vector<Node>& equal, std::vector<Node>& copies) const;

  const PackStore& store_;
  unsigned threads_;
  DeltaTree tree_;
  std::unordered_map<ExtraKey, Node, ExtraHash> extras_;
  BigVector<Node> child_begin_;        // by node: of its children in the list of all; while that is made
  std::vector<std::uint8_t> settled_;  // while cycles are cut
  std::vector<Node> path_;
  std::uint32_t main_pack_ = kNoPack;       // has more than half of all names, each once
  std::atomic<bool> has_late_base_{false};  // a base with a higher number than its child
};

}  // namespace leaksieve::git::pack
