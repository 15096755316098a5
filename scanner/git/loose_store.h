// Loose objects of one object directory, read by ourselves: libgit2 1.5 never returns from a truncated one. Inner
// header of the git layer. Source: gitrepository-layout(5), "objects"; a file is zlib's stream of "<type>
// <size>\0<content>".
#pragma once

#include <filesystem>
#include <functional>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"

namespace leaksieve::git {

class LooseStore {
 public:
  explicit LooseStore(std::filesystem::path objects) : objects_(std::move(objects)) {}

  // Errors: kNotFound, kUnreadable, kCorrupt with the reason.
  [[nodiscard]] Result<Object> read(const Oid& id) const;
  [[nodiscard]] Result<ObjectHeader> read_header(const Oid& id) const;
  [[nodiscard]] bool exists(const Oid& id) const;
  // Every id, sorted. Stops when `take` gives false.
  void for_each_id(const std::function<bool(const Oid&)>& take) const;
  // Ids that begin with these hex digits (at least two).
  [[nodiscard]] std::vector<Oid> find_prefix(const std::string& hex) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(const Oid& id) const;

  std::filesystem::path objects_;
};

}  // namespace leaksieve::git
