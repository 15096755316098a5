// A file mapped for reading.
//
// The size is taken once, when it is opened, and nothing behind it is touched. A file that somebody truncates *while*
// it is mapped still raises SIGBUS where the bytes are gone: git never truncates or rewrites a pack or an index in
// place (it writes a new one and renames), so this takes a hostile writer on the same machine; a handler would not be
// ours to install, since this is a library.
#pragma once

#include <filesystem>

#include "scanner/base/result.h"
#include "scanner/git/pack/file_stamp.h"
#include "scanner/git/pack/raw.h"

namespace leaksieve::git::pack {

class MappedFile {
 public:
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  // Errors: kNotFound, kUnreadable with the path and the system's reason; anything but a regular file is kUnreadable.
  // Does not wait for a FIFO. An empty file gives no bytes.
  static Result<MappedFile> open(const std::filesystem::path& file);

  [[nodiscard]] Raw bytes() const { return bytes_; }
  // Of the file that is mapped, when it was opened.
  [[nodiscard]] const FileStamp& stamp() const { return stamp_; }

 private:
  MappedFile(Raw bytes, const FileStamp& stamp) : bytes_(bytes), stamp_(stamp) {}

  Raw bytes_;
  FileStamp stamp_;
};

}  // namespace leaksieve::git::pack
