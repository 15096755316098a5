// The workers' logs as one: every tree of the store, each as changes of another one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "scanner/attribution/name_table.h"
#include "scanner/attribution/tree_log.h"

namespace leaksieve::attribution {

class TreeHistory {
 public:
  using Place = std::uint32_t;  // of a tree, through all logs
  static constexpr Place kNone = ~Place{0};

  // Takes the logs over: finishes them, and numbers names and foreign objects anew, through all logs.
  TreeHistory(std::vector<std::unique_ptr<TreeLog>> logs, const git::StoreIds& store);

  [[nodiscard]] Place size() const { return size_; }
  // kNone: no tree of that number in the store was told.
  [[nodiscard]] Place place_of(git::StoreIds::Number number) const { return places_[number]; }
  [[nodiscard]] git::StoreIds::Number number(Place tree) const { return at(tree).number; }
  [[nodiscard]] Oid id(Place tree) const { return store_.id(number(tree)); }
  // kNone: changes() are all of its names.
  [[nodiscard]] Place base(Place tree) const {
    const TreeLog::Tree& told = at(tree);
    return told.base == TreeLog::kNone ? kNone : first_[told.base_worker] + told.base;
  }
  [[nodiscard]] std::span<const TreeChange> changes(Place tree) const {
    const std::size_t log = log_of(tree);
    return logs_[log]->changes(tree - first_[log]);
  }
  // All names of a tree, each as the change that brought it, whatever it is told as a change of.
  [[nodiscard]] std::vector<TreeChange> all_names(Place tree) const;

  [[nodiscard]] const NameTable& names() const { return names_; }
  [[nodiscard]] const std::vector<ForeignObject>& foreign() const { return foreign_; }
  [[nodiscard]] const git::StoreIds& store() const { return store_; }
  [[nodiscard]] std::vector<Oid> broken() const;  // sorted, once each
  [[nodiscard]] bool lacks_objects() const;       // submodules apart
  [[nodiscard]] bool has_untold_trees() const;    // entries name trees that are in the store and were not told

 private:
  void renumber(TreeLog& log);
  [[nodiscard]] std::size_t log_of(Place tree) const {
    std::size_t log = 0;
    while (log + 1 < logs_.size() && tree >= first_[log + 1]) ++log;
    return log;
  }
  [[nodiscard]] const TreeLog::Tree& at(Place tree) const {
    const std::size_t log = log_of(tree);
    return logs_[log]->trees()[tree - first_[log]];
  }

  const git::StoreIds& store_;
  std::vector<std::unique_ptr<TreeLog>> logs_;
  std::vector<Place> first_;  // by log
  Place size_ = 0;
  std::vector<Place> places_;  // by number in the store
  NameTable names_;
  std::vector<ForeignObject> foreign_;
};

}  // namespace leaksieve::attribution
