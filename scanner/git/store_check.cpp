// Source: gitformat-pack(5). An .idx of version 2 is header (8), fan-out (1024), per object 20 + 4 + 4 bytes, 8 for
// each large offset, and two checksums (40); version 1 is fan-out, per object 24, and the checksums. Both end with the
// checksum that the pack ends with, in front of their own.
#include "scanner/git/store_check.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHash = 20;
constexpr std::string_view kRepair = "run `git fsck` there, or restore it from a clone";

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8U | static_cast<std::uint8_t>(byte);
  return value;
}

// `size` bytes from `offset`, negative from the end; nullopt when they are not there.
std::optional<std::string> read_at(std::ifstream& file, std::int64_t offset, std::size_t size) {
  file.clear();
  file.seekg(offset, offset < 0 ? std::ios::end : std::ios::beg);
  std::string bytes(size, '\0');
  if (!file || !file.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return bytes;
}

// Why the pair cannot be used; nullopt when it looks whole.
std::optional<std::string> fault_of_pair(const fs::path& pack_path, const fs::path& index_path) {
  std::ifstream pack(pack_path, std::ios::binary), index(index_path, std::ios::binary);
  if (!pack) return "permission denied";
  if (!index) return fs::exists(index_path) ? "its index cannot be read" : "it has no index: run `git index-pack`";
  const auto head = read_at(pack, 0, 12);
  const auto pack_end = read_at(pack, -static_cast<std::int64_t>(kHash), kHash);
  if (!head || !pack_end || !head->starts_with("PACK")) return "it is not a pack";
  const auto index_head = read_at(index, 0, 8 + 1024);
  const auto index_end = read_at(index, -static_cast<std::int64_t>(2 * kHash), kHash);
  if (!index_head || !index_end) return "its index is truncated";
  const bool v2 = index_head->starts_with("\377tOc");
  const std::string_view fanout = std::string_view(*index_head).substr(v2 ? 8 : 0, 1024);
  std::uint32_t objects = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint32_t next = big_endian(fanout.substr(4 * i));
    if (next < objects) return "its index is corrupt";
    objects = next;
  }
  std::error_code error;
  const std::uint64_t size = fs::file_size(index_path, error);
  const std::uint64_t least = (v2 ? 8U : 0U) + 1024U + std::uint64_t{objects} * (v2 ? 28U : 24U) + 2 * kHash;
  const std::uint64_t most = v2 ? least + std::uint64_t{objects} * 8 : least;
  if (error || size < least || size > most) return "its index is corrupt";
  if (big_endian(std::string_view(*head).substr(8)) != objects) return "its index names another number of objects";
  if (*index_end != *pack_end) return "it is truncated or its index belongs to another pack";
  return std::nullopt;
}

void check_folder(const fs::path& objects, std::vector<Unreadable>& found) {
  std::error_code error;
  if (!fs::is_directory(objects, error)) {
    found.push_back({fmt::format("object folder '{}'", quote_path(objects.string())), "it is not there"});
    return;
  }
  const fs::path folder = objects / "pack";
  fs::directory_iterator files(folder, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    found.push_back({fmt::format("pack folder '{}'", quote_path(folder.string())), error.message()});
  }
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    const fs::path& path = files->path();
    const std::string name = path.filename().string();
    if (!name.starts_with("pack-") || (path.extension() != ".pack" && path.extension() != ".idx")) continue;
    fs::path pack = path, index = path;
    pack.replace_extension(".pack");
    index.replace_extension(".idx");
    std::error_code ignored;
    if (path.extension() == ".idx") {  // one that has its pack is looked at with it
      if (!fs::exists(pack, ignored)) {
        found.push_back({fmt::format("pack '{}'", quote_path(pack.string())), "it is missing; its index is there"});
      }
    } else if (const auto fault = fault_of_pair(pack, index)) {
      found.push_back({fmt::format("pack '{}'", quote_path(pack.string())), fmt::format("{}; {}", *fault, kRepair)});
    }
  }
}

}  // namespace

std::vector<Unreadable> check_store(const Repository& repository) {
  std::vector<Unreadable> found;
  for (const fs::path& objects : repository.object_directories()) check_folder(objects, found);
  std::ranges::sort(found, {}, &Unreadable::what);
  return found;
}

}  // namespace leaksieve::git
