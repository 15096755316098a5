#include "scanner/git/pack/loose_store.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <new>
#include <set>

#include <zlib.h>

namespace leaksieve::git::pack {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestHeader = 32;  // "commit 18446744073709551615\0"

Error corrupt(const char* why) { return {ErrorKind::kCorrupt, why}; }

// "blob 12\0..." → its type and size, and where content begins.
bool parse_header(Bytes text, LooseFile& loose) {
  const std::size_t space = text.find(' '), end = text.find('\0');
  if (space == Bytes::npos || end == Bytes::npos || space > end) return false;
  const char* const last = text.data() + end;
  const auto [stop, error] = std::from_chars(text.data() + space + 1, last, loose.header.size_bytes);
  if (error != std::errc() || stop != last) return false;
  loose.header_bytes = end + 1;
  for (const ObjectType type : {ObjectType::kCommit, ObjectType::kTree, ObjectType::kBlob, ObjectType::kTag}) {
    if (text.substr(0, space) != name_of(type)) continue;
    loose.header.type = type;
    return true;
  }
  return false;
}

}  // namespace

LooseStore LooseStore::list(std::span<const fs::path> object_directories, std::size_t oid_bytes) {
  LooseStore store;
  store.directories_.assign(object_directories.begin(), object_directories.end());
  for (std::uint32_t i = 0; i < store.directories_.size(); ++i) store.list_directory(i, oid_bytes);
  std::ranges::sort(store.objects_, {}, [](const Place& place) { return std::tie(place.id, place.directory); });
  return store;
}

// The folders that are there; all that may be there when the directory does not let itself be listed.
void LooseStore::list_directory(std::uint32_t number, std::size_t oid_bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const fs::path& directory = directories_[number];
  std::set<std::string> names;
  std::error_code error;
  for (fs::directory_iterator files(directory, error); !error && files != fs::directory_iterator();
       files.increment(error)) {
    const std::string name = files->path().filename().string();
    if (name.size() == 2 && name.find_first_not_of(kDigits) == std::string::npos) names.insert(name);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    for (const char high : kDigits) {
      for (const char low : kDigits) names.insert({high, low});
    }
  }
  for (const std::string& name : names) list_folder(directory / name, number, oid_bytes);
}

void LooseStore::list_folder(const fs::path& folder, std::uint32_t directory, std::size_t oid_bytes) {
  std::error_code error;
  for (fs::directory_iterator files(folder, error); !error && files != fs::directory_iterator();
       files.increment(error)) {
    const auto id = Oid::from_hex(folder.filename().string() + files->path().filename().string());
    if (id && id->size() == oid_bytes) objects_.push_back({*id, directory});
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    problems_.push_back({folder, {ErrorKind::kUnreadable, error.message()}});
  }
}

std::uint32_t LooseStore::find_first(const Oid& id) const {
  return static_cast<std::uint32_t>(std::ranges::lower_bound(objects_, id, {}, &Place::id) - objects_.begin());
}

std::optional<std::uint32_t> LooseStore::find(const Oid& id) const {
  const std::uint32_t number = find_first(id);
  if (number == count() || objects_[number].id != id) return std::nullopt;
  return number;
}

fs::path LooseStore::file_of(std::uint32_t number) const {
  const std::string hex = objects_[number].id.hex();
  return directories_[objects_[number].directory] / hex.substr(0, 2) / hex.substr(2);
}

LooseHeaderReader::LooseHeaderReader() : stream_(std::make_unique<z_stream_s>()) {
  if (inflateInit(stream_.get()) != Z_OK) throw std::bad_alloc();
}

LooseHeaderReader::~LooseHeaderReader() { inflateEnd(stream_.get()); }

Result<LooseFile> LooseHeaderReader::open(const fs::path& file) {
  Result<MappedFile> mapped = MappedFile::open(file);
  if (!mapped) return mapped.error();
  LooseFile loose;
  loose.file = std::move(*mapped);
  const Raw bytes = loose.file.bytes();
  std::array<char, kLongestHeader> text{};
  inflateReset(stream_.get());
  stream_->next_in = const_cast<Bytef*>(bytes.data());  // NOLINT: zlib does not write
  stream_->avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 4096));
  stream_->next_out = reinterpret_cast<Bytef*>(text.data());
  stream_->avail_out = static_cast<uInt>(text.size());
  const int code = inflate(stream_.get(), Z_SYNC_FLUSH);
  if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
    return corrupt("its zlib stream is broken or ends in the middle");
  }
  if (!parse_header({text.data(), text.size() - stream_->avail_out}, loose)) return corrupt("its header is broken");
  return loose;
}

}  // namespace leaksieve::git::pack
