#include "scanner/base/cache_file.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/hash.h"
#include "scanner/base/write_all.h"

namespace leaksieve {
namespace {

constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kHexDigest = 64;
constexpr std::size_t kHeaderBytes = kMagicBytes + 2 * kHexDigest + 8;
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

// A file that another user could have written is not believed: Hyperscan trusts the bytecode of a database.
bool is_ours(const struct stat& info) {
  return S_ISREG(info.st_mode) && info.st_uid == ::geteuid() && (info.st_mode & 0022) == 0;
}

std::optional<std::string> read_whole(const std::filesystem::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat info {};
  if (!file.ok() || ::fstat(file.fd(), &info) != 0 || !is_ours(info)) return std::nullopt;
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size < kHeaderBytes || size > kMaxFileBytes) return std::nullopt;
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(file.fd(), bytes.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::string little_endian(std::uint64_t value) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
  return out;
}

std::string header_for(const CacheFile& file, std::string_view payload) {
  return std::string(file.magic) + file.key + sha256_hex({payload}) + little_endian(payload.size());
}

}  // namespace

std::filesystem::path cache_directory() {
  // The XDG base directory specification: a relative value is to be ignored.
  const char* xdg = std::getenv("XDG_CACHE_HOME");  // NOLINT(concurrency-mt-unsafe)
  if (xdg != nullptr && xdg[0] == '/') return std::filesystem::path(xdg) / "leaksieve";
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
  if (home != nullptr && home[0] == '/') return std::filesystem::path(home) / ".cache" / "leaksieve";
  return {};
}

std::optional<std::string> read_cache_file(const CacheFile& file) {
  std::optional<std::string> bytes = read_whole(file.path);
  if (!bytes) return std::nullopt;
  const std::string_view payload = std::string_view(*bytes).substr(kHeaderBytes);
  if (std::string_view(*bytes).substr(0, kHeaderBytes) != header_for(file, payload)) return std::nullopt;
  bytes->erase(0, kHeaderBytes);
  return bytes;
}

bool write_cache_file(const CacheFile& file, std::string_view payload) {
  std::error_code code;
  const std::filesystem::path folder = file.path.parent_path();
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), code);
  ::mkdir(folder.c_str(), 0700);  // when it stands already, its owner chose its mode
  std::string temporary = file.path.string() + ".tmp.XXXXXX";
  const File out(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
  if (!out.ok()) return false;
  const bool written = write_all(out.fd(), header_for(file, payload)) && write_all(out.fd(), payload);
  if (written && ::rename(temporary.c_str(), file.path.c_str()) == 0) return true;
  ::unlink(temporary.c_str());
  return false;
}

}  // namespace leaksieve
