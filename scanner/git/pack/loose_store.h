// Loose objects of all object directories, listed once, read with libdeflate.
// Source: gitrepository-layout(5), "objects"; a file is zlib's stream of "<type> <size>\0<content>".
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"
#include "scanner/git/pack/mapped_file.h"
#include "scanner/git/pack/store_problem.h"

struct z_stream_s;

namespace leaksieve::git::pack {

// Numbers are 0-based, in the order of names. Const and shared between threads.
class LooseStore {
 public:
  // Lists the files; a folder that is not there has none. One that cannot be listed is told in problems().
  static LooseStore list(std::span<const std::filesystem::path> object_directories, std::size_t oid_bytes);

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(objects_.size()); }
  [[nodiscard]] const Oid& oid(std::uint32_t number) const { return objects_[number].id; }
  [[nodiscard]] std::optional<std::uint32_t> find(const Oid& id) const;  // of several: the first directory's
  // The number of the first that is not less.
  [[nodiscard]] std::uint32_t find_first(const Oid& id) const;
  [[nodiscard]] std::size_t directories() const { return directories_.size(); }
  [[nodiscard]] const std::vector<std::filesystem::path>& directory_paths() const { return directories_; }
  [[nodiscard]] std::uint32_t directory_of(std::uint32_t number) const { return objects_[number].directory; }
  [[nodiscard]] std::filesystem::path file_of(std::uint32_t number) const;
  [[nodiscard]] const std::vector<StoreProblem>& problems() const { return problems_; }

 private:
  struct Place {
    Oid id;
    std::uint32_t directory = 0;
  };
  void list_directory(std::uint32_t number, std::size_t oid_bytes);
  void list_folder(const std::filesystem::path& folder, std::uint32_t directory, std::size_t oid_bytes);

  std::vector<std::filesystem::path> directories_;
  std::vector<Place> objects_;  // sorted by (id, directory)
  std::vector<StoreProblem> problems_;
};

// An opened loose object: its header is known, its content not yet inflated.
struct LooseFile {
  MappedFile file;
  ObjectHeader header;
  std::size_t header_bytes = 0;  // content begins there in the inflated stream
};

// Reads headers: only the first bytes are inflated. Per thread.
class LooseHeaderReader {
 public:
  LooseHeaderReader();  // may throw std::bad_alloc
  ~LooseHeaderReader();
  LooseHeaderReader(const LooseHeaderReader&) = delete;
  LooseHeaderReader& operator=(const LooseHeaderReader&) = delete;

  // Errors: kNotFound, kUnreadable, kCorrupt with the reason.
  [[nodiscard]] Result<LooseFile> open(const std::filesystem::path& file);

 private:
  std::unique_ptr<z_stream_s> stream_;
};

}  // namespace leaksieve::git::pack
