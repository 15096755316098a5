// A file mapped read-only.
#pragma once

#include <filesystem>

#include "scanner/base/bytes.h"
#include "scanner/base/result.h"

namespace leaksieve::git::pack {

// Owns the mapping; movable. The file may be unlinked meanwhile (git gc does that), but not be cut short.
class MappedFile {
 public:
  // Errors: kNotFound, kUnreadable, with the system's reason alone.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  [[nodiscard]] Bytes bytes() const { return bytes_; }
  // Gives the pages back: they count as this process's memory until then. They come again when they are read.
  void release_pages() const;

 private:
  MappedFile() = default;
  Bytes bytes_;
};

}  // namespace leaksieve::git::pack
