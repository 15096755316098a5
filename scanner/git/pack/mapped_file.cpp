#include "scanner/git/pack/mapped_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace leaksieve::git::pack {
namespace {

Error failed(const std::filesystem::path& file, int code) {
  return {code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnreadable,
          "cannot read '" + file.string() + "': " + std::generic_category().message(code)};
}

Result<Raw> map(const std::filesystem::path& file, int fd, struct stat& info) {
  if (::fstat(fd, &info) != 0) return failed(file, errno);
  if (!S_ISREG(info.st_mode)) {
    return Error{ErrorKind::kUnreadable, "cannot read '" + file.string() + "': it is not a regular file"};
  }
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size == 0) return Raw{};
  void* const at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (at == MAP_FAILED) return failed(file, errno);
  return Raw{static_cast<const std::uint8_t*>(at), size};
}

}  // namespace

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})), stamp_(other.stamp_) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(stamp_, other.stamp_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());  // NOLINT: only unmapped
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return failed(file, errno);
  struct stat info {};
  const Result<Raw> bytes = map(file, fd, info);
  ::close(fd);
  if (!bytes) return bytes.error();
  return MappedFile(*bytes, FileStamp::of(info));
}

}  // namespace leaksieve::git::pack
