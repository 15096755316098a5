// The index, as it lies on disk: entries of all stages, and what its extensions keep alive. Read by ourselves because
// libgit2 refuses split and sparse indexes and gives no cache-tree. Inner header of the git layer.
// Source: gitformat-index(5), versions 2 to 4.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"
#include "scanner/base/result.h"

namespace leaksieve::git {

struct IndexFileEntry {
  std::string path;  // raw bytes
  Oid id;
  std::uint32_t mode = 0;
  int stage = 0;
  bool skip_worktree = false, intent_to_add = false;
  // What stat(2) said when it was staged, cut to 32 bits.
  std::uint32_t ctime = 0, ctime_nanoseconds = 0, mtime = 0, mtime_nanoseconds = 0, inode = 0, size_bytes = 0;
};

// A folder whose tree the cache-tree (TREE) knows: it holds what the entries of that folder say.
struct CachedTree {
  std::string folder;  // raw bytes, with a '/' behind; "" is the top; "/" for one that is too long to be a path
  Oid id;
};

struct IndexFile {
  std::vector<IndexFileEntry> entries;   // as they stand: by path, then stage
  std::vector<IndexFileEntry> folders;   // outside of a sparse checkout, in place of their entries: "dir/" and its tree
  std::vector<IndexFileEntry> resolved;  // of resolved conflicts (REUC): stages 1 to 3
  std::vector<CachedTree> trees;
};

// The index at `file`, with the shared one that it stands on; empty when there is no such file.
// Errors: kUnreadable; kCorrupt with what is wrong.
[[nodiscard]] Result<IndexFile> read_index_file(const std::filesystem::path& file);

// The same for bytes; `shared_id` gets the id of the shared index, null when there is none. `base` holds that index's
// entries in the second call that a split index needs.
[[nodiscard]] Result<IndexFile> parse_index(Bytes bytes, const std::vector<IndexFileEntry>* base, Oid& shared_id);

}  // namespace leaksieve::git
