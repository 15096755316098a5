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

Error failed(int code) {
  return {code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnreadable, std::generic_category().message(code)};
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return failed(errno);
  struct stat info {};
  MappedFile file;
  int code = ::fstat(fd, &info) != 0 ? errno : 0;
  if (code == 0 && !S_ISREG(info.st_mode)) code = EINVAL;
  if (code == 0 && info.st_size > 0) {
    const auto size = static_cast<std::size_t>(info.st_size);
    void* memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {  // NOLINT(performance-no-int-to-ptr,cppcoreguidelines-pro-type-cstyle-cast): the macro
      code = errno;
    } else {
      file.bytes_ = {static_cast<const char*>(memory), size};
    }
  }
  ::close(fd);
  if (code != 0) return failed(code);
  return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

void MappedFile::release_pages() const {
  if (!bytes_.empty()) ::madvise(const_cast<char*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);  // NOLINT: as below
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());  // NOLINT: mapped memory
}

}  // namespace leaksieve::git::pack
