// Single objects, by id. For many objects use git/object_stream.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

enum class ObjectType : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };  // git's own numbers
[[nodiscard]] const char* name_of(ObjectType type);  // "commit", "tree", "blob", "tag"

struct ObjectHeader {
  ObjectType type = ObjectType::kBlob;
  std::uint64_t size_bytes = 0;
};

// Owns its bytes.
struct Object {
  ObjectType type = ObjectType::kBlob;
  std::string content;
};

// Reads objects from all packs, loose folders and alternates. One per thread.
class ObjectReader {
 public:
  static Result<ObjectReader> open(const Repository& repository);
  ObjectReader(ObjectReader&&) noexcept;
  ObjectReader& operator=(ObjectReader&&) noexcept;
  ~ObjectReader();

  // Errors: kNotFound "object 'x' is missing"; kCorrupt "cannot read object 'x': zlib stream is broken".
  Result<Object> read(const Oid& id);
  Result<ObjectHeader> read_header(const Oid& id);
  bool exists(const Oid& id);

 private:
  struct Impl;
  void open_all_copies();
  explicit ObjectReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct Person {
  std::string name;
  std::string email;
  std::int64_t time = 0;  // seconds since 1970-01-01 UTC
  int offset_minutes = 0;
};

// A parsed commit. Source: git's Documentation/user-manual, "commit object"; broken headers give what could be read.
struct Commit {
  Oid id;
  Oid tree;
  std::vector<Oid> parents;
  Person author;
  Person committer;
  std::string summary;  // first line of the message
};
// nullopt when `content` has no tree line.
[[nodiscard]] std::optional<Commit> parse_commit(const Oid& id, Bytes content);

// What a commit names, without its texts.
struct CommitLinks {
  Oid tree;
  std::int64_t time = 0;  // of the committer, as Person::time
};
// As parse_commit(), many times faster; `parents` gets those that the commit names.
[[nodiscard]] std::optional<CommitLinks> parse_commit_links(Bytes content, std::vector<Oid>& parents);

// A parsed annotated tag.
struct Tag {
  Oid id;
  Oid target;
  ObjectType target_type = ObjectType::kCommit;
  std::string name;
  Person tagger;
  std::string summary;
};
[[nodiscard]] std::optional<Tag> parse_tag(const Oid& id, Bytes content);

struct TreeEntry {
  std::uint32_t mode = 0;  // octal as git's: 040000 tree, 0100644, 0100755, 0120000 link, 0160000 gitlink
  Bytes name;              // raw bytes, borrowed from the tree's content
  Oid id;
  [[nodiscard]] bool is_tree() const { return (mode & 0170000U) == 0040000U; }
  [[nodiscard]] bool is_gitlink() const { return (mode & 0170000U) == 0160000U; }
};

// Walks a tree object's raw content, entry by entry, without copying.
class TreeCursor {
 public:
  explicit TreeCursor(Bytes content, std::size_t oid_bytes = Oid::kSha1Bytes) : rest_(content), oid_bytes_(oid_bytes) {}
  // The next entry; nullopt at the end or where the content is broken (then broken() is true).
  std::optional<TreeEntry> next();
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  Bytes rest_;
  std::size_t oid_bytes_;
  bool broken_ = false;
};

}  // namespace leaksieve::git
