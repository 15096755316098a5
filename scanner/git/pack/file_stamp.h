// Which file it is and when it last changed, as stat(2) tells.
#pragma once

#include <cstdint>
#include <string>

#include <sys/stat.h>

namespace leaksieve::git::pack {

struct FileStamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified = 0, changed = 0;  // nanoseconds since 1970: content, and content or anything else

  static FileStamp of(const struct stat& info) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size),
            info.st_mtim.tv_sec * kSecond + info.st_mtim.tv_nsec, info.st_ctim.tv_sec * kSecond + info.st_ctim.tv_nsec};
  }
  // 40 bytes.
  void append_to(std::string& out) const { out.append(reinterpret_cast<const char*>(this), sizeof *this); }
};
static_assert(sizeof(FileStamp) == 40);  // no padding

}  // namespace leaksieve::git::pack
