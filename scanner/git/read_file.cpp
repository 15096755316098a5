#include "scanner/git/read_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace leaksieve::git {
namespace {

Error failed(int code) {
  return {code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnreadable, std::generic_category().message(code)};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file, Links links, std::uint64_t max_bytes) {
  const Descriptor fd(
      ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (links == Links::kRefuse ? O_NOFOLLOW : 0)));
  if (fd.get() < 0 && errno == ELOOP && links == Links::kRefuse) {
    return Error{ErrorKind::kUnreadable, "it is a symbolic link"};
  }
  if (fd.get() < 0) return failed(errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return failed(errno);
  if (!S_ISREG(info.st_mode)) return Error{ErrorKind::kUnreadable, "it is not a regular file"};
  if (static_cast<std::uint64_t>(info.st_size) > max_bytes) {
    return Error{ErrorKind::kLimit, fmt::format("it has {} bytes, more than the limit of {}", info.st_size, max_bytes)};
  }
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t got = ::read(fd.get(), bytes.data() + at, bytes.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(errno);
    if (got == 0) break;
    at += static_cast<std::size_t>(got);
  }
  bytes.resize(at);
  return bytes;
}

}  // namespace leaksieve::git
