#include "scanner/purge/private_file.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/base/write_all.h"

namespace leaksieve::purge {
namespace {

constexpr off_t kMostBytes = off_t{256} << 20;

Error failed(std::string_view doing, const std::filesystem::path& path, int code) {
  if (code == EEXIST) {
    return {ErrorKind::kUsage,
            fmt::format("'{}' is there already: name a file that is not, or delete it", quote_path(path.string()))};
  }
  return {code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnreadable,
          fmt::format("cannot {} '{}': {}", doing, quote_path(path.string()), std::strerror(code))};
}

// Closes a descriptor at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

Status create_private_file(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.number() < 0) return failed("create", path, errno);
  const bool written =
      ::fchmod(file.number(), S_IRUSR | S_IWUSR) == 0 && write_all(file.number(), bytes) && ::fsync(file.number()) == 0;
  if (written) return {};
  const int code = errno;
  ::unlink(path.c_str());
  return failed("write", path, code);
}

Result<std::string> read_private_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (file.number() < 0) return failed("open", path, errno);
  struct stat info {};
  if (::fstat(file.number(), &info) != 0) return failed("read", path, errno);
  const std::string name = quote_path(path.string());
  if (!S_ISREG(info.st_mode)) return Error{ErrorKind::kUsage, fmt::format("'{}' is no regular file", name)};
  if (info.st_size > kMostBytes) return Error{ErrorKind::kLimit, fmt::format("'{}' is over 256 MiB", name)};
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{ErrorKind::kUsage, fmt::format("others can read '{}', which holds secrets: chmod 600 it first", name)};
  }
  std::string bytes;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path, errno);
    if (count == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace leaksieve::purge
