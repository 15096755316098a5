// A report is either whole or not there: it is written to a temporary file beside its place, forced to disk and
// renamed. A symbolic link is followed to its end, so that the link stays; a device or pipe (/dev/stdout, a FIFO)
// cannot be renamed over and is written straight.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/base/write_all.h"
#include "scanner/report/report.h"

namespace leaksieve::report {
namespace {

Error failed(std::string_view doing, const std::string& path) {
  const int code = errno;
  return {code == ENOENT || code == ENOTDIR ? ErrorKind::kNotFound : ErrorKind::kUnreadable,
          fmt::format("cannot {} '{}': {}", doing, quote_path(path), std::strerror(code))};
}

Status write_straight(const std::string& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return failed("open", path);
  const bool written = write_all(descriptor, bytes);
  const Status status = written ? Status{} : Status{failed("write", path)};
  ::close(descriptor);
  return status;
}

Status write_and_rename(const std::string& path, std::string_view bytes, mode_t mode) {
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);  // 0600
  if (descriptor < 0) return failed("create a file beside", path);
  const bool written = write_all(descriptor, bytes) && ::fchmod(descriptor, mode) == 0 && ::fsync(descriptor) == 0;
  Status status = written ? Status{} : Status{failed("write", path)};
  if (::close(descriptor) != 0 && status) status = failed("write", path);
  if (status && ::rename(temporary.c_str(), path.c_str()) != 0) status = failed("replace", path);
  if (!status) ::unlink(temporary.c_str());
  return status;
}

}  // namespace

Status write_file_atomically(const std::string& path, std::string_view bytes) {
  std::error_code error;
  std::string target = path;
  if (std::filesystem::is_symlink(path, error)) {
    const auto resolved = std::filesystem::weakly_canonical(path, error);
    if (!error) target = resolved.string();
  }
  struct stat info {};
  if (::stat(target.c_str(), &info) != 0) return write_and_rename(target, bytes, 0600);
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    return failed("write", path);
  }
  if (!S_ISREG(info.st_mode)) return write_straight(target, bytes);
  return write_and_rename(target, bytes, info.st_mode & 0777U);
}

}  // namespace leaksieve::report
