// In a range of commits: what only looks new, because the file around a secret changed or moved.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scanner/finding/leak.h"
#include "scanner/git/objects.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {

// Answers from the files before each commit, read and scanned when they are asked for. One thread.
class OldPlaces {
 public:
  // `commits` are those of the range. Borrows the sieve, whose findings have been taken.
  OldPlaces(git::ObjectReader reader, Sieve& sieve, const std::vector<Oid>& commits)
      : reader_(std::move(reader)), sieve_(sieve), commits_(commits.begin(), commits.end()) {}

  // True when the commit of `place` is none of the range's; or when one of its parents holds the secret at the same
  // path, or at a path that is gone in the commit (a file that moved). What cannot be read is no proof. A message is
  // never old.
  [[nodiscard]] bool has(const finding::Leak& leak, const finding::Occurrence& place);

 private:
  using Files = std::map<std::string, Oid>;  // by path
  struct Change {
    std::vector<Oid> parents;  // root trees
    Oid tree;
  };
  [[nodiscard]] std::optional<Change> change_of(const Oid& commit);
  [[nodiscard]] std::optional<Oid> blob_at(const Oid& tree, std::string_view path);
  void add_gone(const Oid& before, const Oid& after, const std::string& folder, Files& gone);
  [[nodiscard]] std::map<std::string, git::TreeEntry> entries_of(const Oid& tree, std::string& content);
  [[nodiscard]] bool holds(const Oid& blob, const std::string& path, const LeakKey& key);

  git::ObjectReader reader_;
  Sieve& sieve_;
  OidSet commits_;
  std::map<std::pair<Oid, std::string>, std::set<LeakKey>> scanned_;  // by blob and path
  std::size_t trees_read_ = 0;
};

}  // namespace leaksieve::scan
