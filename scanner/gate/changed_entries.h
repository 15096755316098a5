// What a commit changes in its parents' files. Inner header of the gate layer.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"

namespace leaksieve::gate {

struct ChangedEntry {
  std::string path;         // raw bytes
  Oid now;                  // the blob; null: it is gone
  std::vector<Oid> before;  // of each parent, at that path; null: none
};

struct ChangedEntries {
  std::vector<ChangedEntry> entries;          // of files and links; a merge: those that differ from every parent's
  std::vector<std::string> names, old_names;  // paths (of folders too) whose last name is new, or gone
};

// Compares trees, each one that differs once. One use after the other; not thread-safe. `reader` is borrowed.
class EntryDiff {
 public:
  explicit EntryDiff(git::ObjectReader& reader) : reader_(reader) {}

  // `parents`: trees; none: everything is new. Appends to `out`. Errors: a tree that cannot be read (what could be told
  // was told); kLimit: over `most` entries, of which a few trees that hold each other can make any number.
  [[nodiscard]] Status run(const Oid& tree, std::vector<Oid> parents, std::size_t most, ChangedEntries& out);

 private:
  struct Pending {
    std::string prefix;  // "" or with a '/' at its end
    Oid now;             // null: no folder there
    std::vector<Oid> before;
  };
  struct Side {
    std::string content;  // that entries point into
    std::vector<git::TreeEntry> entries;
  };
  Status read(const Oid& tree, Side& side);
  Status compare(const Pending& pending, ChangedEntries& out);
  void take(const Pending& pending, const std::string& name, const git::TreeEntry* now,
            const std::vector<const git::TreeEntry*>& before, ChangedEntries& out);

  git::ObjectReader& reader_;
  std::vector<Pending> stack_;
};

}  // namespace leaksieve::gate
