// The entries of a tree that no tree before it had.
//
// Idea: a folder's versions differ in an entry or two, and packs keep them side by side. What a tree has in common with
// the last version of its folder, at its front and at its end, is compared as bytes, many times faster than entries are
// parsed; only the middle is looked at. Folders are told apart by the tree's first bytes: the wrong guess costs time
// only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/git/objects.h"

namespace leaksieve::scan {

// One per thread.
class NovelEntries {
 public:
  NovelEntries() : folders_(kFolders) {}

  // Calls `take(entry)` for the entries of `content` that differ from the last tree like it. An entry may come again.
  // False when the tree is broken: entries up to there were taken.
  template <class Take>
  bool for_each(Bytes content, std::size_t oid_bytes, Take take) {
    Folder& folder = folders_[slot_of(content)];
    const Common common = compare(folder, content);
    ends_.assign(folder.ends.begin(), folder.ends.begin() + static_cast<std::ptrdiff_t>(common.front_entries));
    std::size_t at = common.front_bytes;
    const std::size_t middle_end = content.size() - common.back_bytes;
    git::TreeCursor cursor(content.substr(at, middle_end - at), oid_bytes);
    while (const auto entry = cursor.next()) {
      take(*entry);
      ends_.push_back(
          static_cast<std::uint32_t>(entry->name.data() + entry->name.size() + 1 + oid_bytes - content.data()));
    }
    if (cursor.broken()) {
      folder = {};
      return false;
    }
    remember(folder, content, common);
    return true;
  }

 private:
  static constexpr std::size_t kFolders = 256;
  static constexpr std::size_t kLargest = std::size_t{1} << 20U;  // bytes of a tree that is remembered
  struct Folder {
    std::string content;
    std::vector<std::uint32_t> ends;  // of entries, in bytes
  };
  // Whole entries.
  struct Common {
    std::size_t front_bytes = 0, front_entries = 0, back_bytes = 0, back_entries = 0;
  };

  static std::size_t slot_of(Bytes content);
  static Common compare(const Folder& last, Bytes content);
  void remember(Folder& folder, Bytes content, const Common& common);

  std::vector<Folder> folders_;
  std::vector<std::uint32_t> ends_;  // of the tree at hand
};

}  // namespace leaksieve::scan
