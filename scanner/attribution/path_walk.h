// A depth-first walk through marked trees that knows its path, without recursion and with a budget: a hostile
// repository can name ten trees ten times each, ten levels deep, and has 10^10 paths in a few hundred bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/attribution/marked_trees.h"

namespace leaksieve::attribution {

// Steps are entries looked at; a long path counts for more.
struct WalkBudget {
  static constexpr std::uint64_t kPerWalk = 4'000'000;
  std::uint64_t all_walks = 400'000'000;
};

class PathWalk {
 public:
  struct Folder {
    MarkedTrees::Node node = MarkedTrees::kNone;
    std::vector<MarkedTrees::Node> beside;  // what other trees hold at the same path
  };

  PathWalk(const MarkedTrees& trees, WalkBudget& budget) : trees_(trees), budget_(budget) {}

  void start(Folder root) { waiting_.push_back({std::move(root), 0, MarkedTrees::kNone}); }
  // The next folder to look at; false at the end, or when the budget is spent (then exhausted() is true).
  bool next(Folder& folder) {
    if (waiting_.empty()) return false;
    const std::uint64_t cost = 1 + path_.size() / 64 + trees_.entries(waiting_.back().folder.node).size();
    spent_ += cost;
    if (spent_ > WalkBudget::kPerWalk || cost > budget_.all_walks) {
      exhausted_ = true;
      return false;
    }
    budget_.all_walks -= cost;
    Waiting top = std::move(waiting_.back());
    waiting_.pop_back();
    path_.resize(top.prefix);
    if (top.name != MarkedTrees::kNone) append(path_, top.name);
    folder = std::move(top.folder);
    return true;
  }
  // A subfolder of the one that next() gave last.
  void descend(const MarkedTrees::Entry& entry, std::vector<MarkedTrees::Node> beside) {
    waiting_.push_back({{entry.object, std::move(beside)}, path_.size(), entry.name});
  }
  // Of an entry of the folder that next() gave last.
  [[nodiscard]] std::string path_of(const MarkedTrees::Entry& entry) const {
    std::string path = path_;
    append(path, entry.name);
    return path;
  }
  [[nodiscard]] bool exhausted() const { return exhausted_; }

 private:
  struct Waiting {
    Folder folder;
    std::size_t prefix = 0;  // length of the path of the folder above
    std::uint32_t name = MarkedTrees::kNone;
  };

  void append(std::string& path, std::uint32_t name) const {
    if (!path.empty()) path.push_back('/');
    path += trees_.name(name);
  }

  const MarkedTrees& trees_;
  WalkBudget& budget_;
  std::vector<Waiting> waiting_;
  std::string path_;  // of the last folder: depth first, so the one above a waiting folder is always a prefix of it
  std::uint64_t spent_ = 0;
  bool exhausted_ = false;
};

}  // namespace leaksieve::attribution
