// A pack as a forest: every delta hangs under its base, whole objects are the roots. Made from the index and the
// entries' heads, before anything is inflated.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/objects.h"
#include "scanner/git/pack/pack_entry.h"
#include "scanner/git/pack/pack_index.h"

namespace leaksieve::git::pack {

// Entries are numbered from 0 in the order of their offsets.
class PackPlan {
 public:
  using Number = std::uint32_t;
  static constexpr Number kNone = ~Number{0};

  // Errors: the files cannot be mapped, or the index is broken. A bad entry is no error: it is a root that is not ok().
  static Result<PackPlan> open(const std::filesystem::path& pack, const std::filesystem::path& index);

  [[nodiscard]] Number size() const { return static_cast<Number>(entries_.size()); }
  [[nodiscard]] Oid id(Number entry) const { return index_.id(entries_[entry].index_number); }
  [[nodiscard]] const PackIndex& index() const { return index_; }
  [[nodiscard]] Bytes bytes() const { return pack_.bytes(); }
  void release_pages() const { pack_.release_pages(); }
  // The entry's head, read again; nullopt when it is broken.
  [[nodiscard]] std::optional<EntryHead> head(Number entry) const {
    return read_entry_head(pack_.bytes(), entries_[entry].offset);
  }
  // Compressed data may reach up to here at most: the next entry, or the pack's trailer.
  [[nodiscard]] std::uint64_t end_of(Number entry) const;
  [[nodiscard]] Number base(Number entry) const { return entries_[entry].base; }  // kNone for a root
  [[nodiscard]] std::span<const Number> children(Number entry) const {
    return std::span(children_).subspan(first_child_[entry], first_child_[entry + 1] - first_child_[entry]);
  }
  // Roots in the order of offsets. Besides whole objects: entries that are broken, and deltas whose base is not in this
  // pack or stands in a circle.
  [[nodiscard]] const std::vector<Number>& roots() const { return roots_; }
  // True when the root is a whole object; only then is its type known.
  [[nodiscard]] bool is_whole(Number root) const { return entries_[root].type != 0; }
  [[nodiscard]] ObjectType type(Number root) const { return static_cast<ObjectType>(entries_[root].type); }
  [[nodiscard]] Number entry_of(std::uint32_t index_number) const { return by_index_[index_number]; }
  // The number of an object; kNone when it is not here.
  [[nodiscard]] Number find(const Oid& id) const;

 private:
  struct Entry {
    std::uint64_t offset = 0;
    std::uint32_t index_number = 0;
    Number base = kNone;
    std::uint8_t type = 0;  // git's number, for whole objects
  };
  PackPlan(MappedFile pack, PackIndex index) : pack_(std::move(pack)), index_(std::move(index)) {}
  void list_entries();
  void find_bases();
  void hang_children();
  void break_circles();
  [[nodiscard]] Number entry_at(std::uint64_t offset) const;

  MappedFile pack_;
  PackIndex index_;
  std::vector<Entry> entries_;
  std::vector<Number> by_index_;  // entry by index number
  std::vector<Number> first_child_, children_, roots_;
};

}  // namespace leaksieve::git::pack
