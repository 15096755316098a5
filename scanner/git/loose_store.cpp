#include "scanner/git/loose_store.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <zlib.h>

#include "scanner/git/read_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestHeader = 32;  // "commit 18446744073709551615\0"
constexpr std::uint64_t kMostRatio =
    1032;  // deflate cannot do better, so a header cannot make us allocate without bound

Error corrupt(std::string_view why) { return {ErrorKind::kCorrupt, std::string(why)}; }

// zlib over a whole file in memory.
class Inflater {
 public:
  explicit Inflater(Bytes compressed) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));  // NOLINT: zlib does not write
    stream_.avail_in = static_cast<uInt>(compressed.size());
    ready_ = inflateInit(&stream_) == Z_OK;
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  // Fills `out` as far as the stream goes; gives how much that was. failed() tells a broken stream.
  std::size_t read(char* out, std::size_t size) {
    std::size_t done = 0;
    while (ready_ && !ended_ && done < size) {
      const auto room = static_cast<uInt>(std::min<std::size_t>(size - done, 1U << 30U));
      stream_.next_out = reinterpret_cast<Bytef*>(out + done);
      stream_.avail_out = room;
      const int code = inflate(&stream_, Z_NO_FLUSH);
      done += room - stream_.avail_out;
      ended_ = code == Z_STREAM_END;
      // Z_BUF_ERROR: no progress, so the input ended in the middle.
      if (code != Z_OK && !ended_) ready_ = false;
    }
    return done;
  }
  // True when the stream ends here, checksum and all.
  bool at_end() {
    char more = 0;
    return ready_ && read(&more, 1) == 0 && ended_;
  }
  [[nodiscard]] bool failed() const { return !ready_; }

 private:
  z_stream stream_{};
  bool ready_ = false, ended_ = false;
};

struct Head {
  ObjectHeader header;
  std::size_t size = 0;  // of the header itself, with its NUL
};

Result<Head> parse_head(Bytes text) {
  const std::size_t space = text.find(' '), end = text.find('\0');
  if (space == Bytes::npos || end == Bytes::npos || space > end) return corrupt("its header is broken");
  Head head;
  head.size = end + 1;
  bool known = false;
  for (const ObjectType type : {ObjectType::kCommit, ObjectType::kTree, ObjectType::kBlob, ObjectType::kTag}) {
    if (text.substr(0, space) != name_of(type)) continue;
    head.header.type = type;
    known = true;
  }
  const char* const last = text.data() + end;
  const auto [stop, error] = std::from_chars(text.data() + space + 1, last, head.header.size_bytes);
  if (!known || error != std::errc() || stop != last) return corrupt("its header is broken");
  return head;
}

constexpr const char* kBrokenStream = "its zlib stream is broken or ends in the middle";

}  // namespace

fs::path LooseStore::file_of(const Oid& id) const {
  const std::string hex = id.hex();
  return objects_ / hex.substr(0, 2) / hex.substr(2);
}

bool LooseStore::exists(const Oid& id) const {
  std::error_code error;
  return fs::exists(file_of(id), error);
}

Result<ObjectHeader> LooseStore::read_header(const Oid& id) const {
  const Result<std::string> file = read_file(file_of(id));
  if (!file) return file.error();
  Inflater inflater(*file);
  char text[kLongestHeader];  // NOLINT(modernize-avoid-c-arrays)
  const std::size_t size = inflater.read(text, sizeof text);
  const Result<Head> head = parse_head({text, size});
  if (!head) return inflater.failed() ? corrupt(kBrokenStream) : head.error();
  return head->header;
}

Result<Object> LooseStore::read(const Oid& id) const {
  const Result<std::string> file = read_file(file_of(id));
  if (!file) return file.error();
  Inflater inflater(*file);
  char text[kLongestHeader];  // NOLINT(modernize-avoid-c-arrays)
  const std::size_t size = inflater.read(text, sizeof text);
  const Result<Head> head = parse_head({text, size});
  if (!head) return inflater.failed() ? corrupt(kBrokenStream) : head.error();
  const std::uint64_t wanted = head->header.size_bytes;
  if (wanted > file->size() * kMostRatio + kLongestHeader) return corrupt("its header claims an impossible size");
  Object object{head->header.type, std::string(text + head->size, size - head->size)};
  if (object.content.size() > wanted) return corrupt("it is longer than its header says");
  const std::size_t have = object.content.size();
  object.content.resize(wanted);
  const std::size_t got = inflater.read(object.content.data() + have, wanted - have);
  if (got < wanted - have) return corrupt(inflater.failed() ? kBrokenStream : "it is shorter than its header says");
  if (!inflater.at_end()) return corrupt(inflater.failed() ? kBrokenStream : "it is longer than its header says");
  return object;
}

void LooseStore::for_each_id(const std::function<bool(const Oid&)>& take) const {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char high : kDigits) {
    for (const char low : kDigits) {
      for (const Oid& id : find_prefix({high, low})) {
        if (!take(id)) return;
      }
    }
  }
}

std::vector<Oid> LooseStore::find_prefix(const std::string& hex) const {
  std::vector<Oid> found;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(objects_ / hex.substr(0, 2), error)) {
    const auto id = Oid::from_hex(hex.substr(0, 2) + file.path().filename().string());
    if (id && id->hex().starts_with(hex)) found.push_back(*id);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace leaksieve::git
