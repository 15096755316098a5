#include "scanner/match/db_cache.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/hash.h"
#include "scanner/match/matcher.h"

namespace leaksieve::match {
namespace {

constexpr std::string_view kMagic = "LSDB0001";
constexpr std::size_t kHexDigest = 64;
constexpr std::size_t kHeaderBytes = kMagic.size() + 2 * kHexDigest + 8;
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

std::filesystem::path file_for(const std::filesystem::path& directory, std::string_view key) {
  return directory / fmt::format("{}.db", key);
}

// A file that another user could have written is not run as a database: Hyperscan trusts its bytecode.
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

bool write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

std::string little_endian(std::uint64_t value) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
  return out;
}

std::string header_for(std::string_view key, std::string_view payload) {
  return std::string(kMagic) + std::string(key) + sha256_hex({payload}) + little_endian(payload.size());
}

}  // namespace

std::filesystem::path default_cache_directory() {
  // The XDG base directory specification: a relative value is to be ignored.
  const char* xdg = std::getenv("XDG_CACHE_HOME");  // NOLINT(concurrency-mt-unsafe)
  if (xdg != nullptr && xdg[0] == '/') return std::filesystem::path(xdg) / "leaksieve";
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
  if (home != nullptr && home[0] == '/') return std::filesystem::path(home) / ".cache" / "leaksieve";
  return {};
}

std::optional<std::string> read_cached(const std::filesystem::path& directory, std::string_view key) {
  if (directory.empty()) return std::nullopt;
  std::optional<std::string> bytes = read_whole(file_for(directory, key));
  if (!bytes) return std::nullopt;
  std::string payload = bytes->substr(kHeaderBytes);
  if (std::string_view(*bytes).substr(0, kHeaderBytes) != header_for(key, payload)) return std::nullopt;
  return payload;
}

void write_cached(const std::filesystem::path& directory, std::string_view key, std::string_view payload) {
  if (directory.empty()) return;
  std::error_code code;
  if (directory.has_parent_path()) std::filesystem::create_directories(directory.parent_path(), code);
  ::mkdir(directory.c_str(), 0700);  // when it stands already, its owner chose its mode
  std::string temporary = (directory / fmt::format("{}.tmp.XXXXXX", key)).string();
  const File file(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
  if (!file.ok()) return;
  const bool written = write_whole(file.fd(), header_for(key, payload)) && write_whole(file.fd(), payload);
  if (!written || ::rename(temporary.c_str(), file_for(directory, key).c_str()) != 0) ::unlink(temporary.c_str());
}

}  // namespace leaksieve::match
