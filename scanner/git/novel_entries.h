// The entries of a tree that no tree before it had.
//
// Idea: a folder's versions differ in a few entries. A tree is held against the last version of its folder as bytes,
// many times faster than entries are parsed; only what differs is looked at. Folders are told apart by their first and
// last names: a wrong guess costs time only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/git/objects.h"

namespace leaksieve::git {

// One per thread.
class NovelEntries {
 public:
  NovelEntries() : folders_(kFolders) {}

  // Calls `take(entry)` for the entries of `content` that differ from the last tree like it. An entry may come again.
  // False when the tree is broken: entries up to there were taken.
  template <class Take>
  bool for_each(Bytes content, std::size_t oid_bytes, Take take) {
    Folder& folder = folders_[slot_of(content, oid_bytes)];
    begin(folder, content, oid_bytes);
    while (skip_known() < content.size()) {
      TreeCursor cursor(content.substr(at_), oid_bytes);
      const auto entry = cursor.next();
      if (!entry) {
        folder = {};
        return false;
      }
      if (align(entry->name)) continue;
      take(*entry);
      pass(entry->name);
    }
    remember(folder);
    return true;
  }

 private:
  static constexpr std::size_t kFolders = 1024;
  static constexpr std::size_t kLargest = std::size_t{1} << 20U;  // bytes of a tree that is remembered
  struct Folder {
    std::string content;
    std::vector<std::uint32_t> ends;  // of entries, in bytes
  };

  static std::size_t slot_of(Bytes content, std::size_t oid_bytes);
  void begin(const Folder& folder, Bytes content, std::size_t oid_bytes);
  std::size_t skip_known();  // moves at_ behind the entries that both versions have; gives it
  bool align(Bytes name);    // passes what the last version had in front of `name`; false when there was nothing
  void pass(Bytes name);     // behind an entry that was taken
  void remember(Folder& folder);
  [[nodiscard]] std::size_t last_begin() const { return last_entry_ == 0 ? 0 : last_->ends[last_entry_ - 1]; }
  [[nodiscard]] Bytes last_name() const;  // of the entry at last_entry_

  std::vector<Folder> folders_;
  // The tree at hand.
  const Folder* last_ = nullptr;
  std::size_t last_entry_ = 0;
  Bytes content_;
  std::size_t oid_bytes_ = 0, at_ = 0;
  std::vector<std::uint32_t> ends_;
};

}  // namespace leaksieve::git
