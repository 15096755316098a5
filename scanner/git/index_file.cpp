#include "scanner/git/index_file.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/read_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHash = Oid::kSha1Bytes;
constexpr std::size_t kFixed = 62;  // bytes of an entry in front of its name
constexpr std::size_t kLongestPath = 4096;
constexpr std::uint32_t kTreeMode = 0040000, kTypeMask = 0170000;

// Takes values off the front of bytes; once something was not there, ok() is false and all values are 0 or empty.
class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
  [[nodiscard]] std::size_t at() const { return at_; }

  Bytes take(std::size_t size) {
    if (!ok_ || left() < size) {
      ok_ = false;
      return {};
    }
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    for (const char byte : take(size)) value = value << 8U | static_cast<std::uint8_t>(byte);
    return value;
  }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  Oid oid() {
    const Bytes raw = take(kHash);
    return raw.empty() ? Oid{} : Oid::from_raw(raw.data(), kHash);
  }
  // Up to `end`, which is taken too.
  Bytes until(char end) {
    const std::size_t found = bytes_.find(end, at_);
    if (!ok_ || found == Bytes::npos) {
      ok_ = false;
      return {};
    }
    const Bytes text = bytes_.substr(at_, found - at_);
    at_ = found + 1;
    return text;
  }
  // The number of version 4: as an offset in a pack.
  std::size_t varint() {
    std::uint64_t byte = number(1), value = byte & 127U;
    while (ok_ && (byte & 128U) != 0 && value < (std::uint64_t{1} << 40U)) {
      byte = number(1);
      value = ((value + 1) << 7U) | (byte & 127U);
    }
    return static_cast<std::size_t>(value);
  }
  void fail() { ok_ = false; }
  void skip_to(std::size_t at) { (void)take(at > at_ ? at - at_ : 0); }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

Error corrupt(const std::string& what) { return {ErrorKind::kCorrupt, "it is corrupt: " + what}; }

IndexFileEntry take_entry(Reader& reader, std::uint32_t version, std::string& previous) {
  const std::size_t begin = reader.at();
  IndexFileEntry entry;
  entry.ctime = reader.u32();
  entry.ctime_nanoseconds = reader.u32();
  entry.mtime = reader.u32();
  entry.mtime_nanoseconds = reader.u32();
  (void)reader.take(4);  // device
  entry.inode = reader.u32();
  entry.mode = reader.u32();
  (void)reader.take(8);  // owner, group
  entry.size_bytes = reader.u32();
  entry.id = reader.oid();
  const auto flags = static_cast<std::uint32_t>(reader.number(2));
  entry.stage = static_cast<int>(flags >> 12U & 3U);
  if ((flags & 0x4000U) != 0) {
    const std::uint64_t more = reader.number(2);
    entry.skip_worktree = (more & 0x4000U) != 0;
    entry.intent_to_add = (more & 0x2000U) != 0;
  }
  if (version >= 4) {
    const std::size_t strip = reader.varint();
    const Bytes rest = reader.until('\0');
    if (strip > previous.size()) {
      reader.fail();
      return entry;
    }
    previous.resize(previous.size() - strip);
    previous += rest;
    entry.path = previous;
  } else {
    entry.path = reader.until('\0');
    reader.skip_to(begin + (reader.at() - begin + 7) / 8 * 8);  // NULs fill it up to eight bytes
  }
  return entry;
}

// "name\0<entries> <subtrees>\n<id>", depth first; a negative count of entries: no id.
Status take_cache_tree(Bytes bytes, IndexFile& index) {
  struct Parent {
    std::size_t name_end, children_left;
  };
  std::vector<Parent> parents;
  std::string folder;
  Reader reader(bytes);
  while (reader.left() > 0) {
    while (!parents.empty() && parents.back().children_left == 0) parents.pop_back();
    folder.resize(parents.empty() ? 0 : parents.back().name_end);
    if (!parents.empty()) --parents.back().children_left;
    folder += reader.until('\0');
    if (!folder.empty()) folder += '/';
    const Bytes count = reader.until(' ');
    const Bytes subtrees = reader.until('\n');
    std::size_t children = 0;
    std::from_chars(subtrees.data(), subtrees.data() + subtrees.size(), children);
    parents.push_back({folder.size(), children});
    // A chain of folders must not cost its length squared: no path is that long.
    if (reader.ok() && !count.starts_with('-'))
      index.trees.push_back({folder.size() <= kLongestPath ? folder : "/", reader.oid()});
    if (!reader.ok()) return corrupt("the cache-tree ends in the middle");
  }
  return {};
}

// "path\0<mode>\0<mode>\0<mode>\0" in octal, and an id for each mode that is not 0.
Status take_resolved(Bytes bytes, IndexFile& index) {
  Reader reader(bytes);
  while (reader.ok() && reader.left() > 0) {
    const std::string path(reader.until('\0'));
    std::uint32_t modes[3] = {};  // NOLINT(modernize-avoid-c-arrays)
    for (std::uint32_t& mode : modes) {
      const Bytes text = reader.until('\0');
      std::from_chars(text.data(), text.data() + text.size(), mode, 8);
    }
    for (int stage = 1; stage <= 3; ++stage) {
      const std::uint32_t mode = modes[stage - 1];
      if (mode != 0) index.resolved.push_back({path, reader.oid(), mode, stage});
    }
  }
  return reader.ok() ? Status() : Status(corrupt("the resolved conflicts end in the middle"));
}

// The positions of the bits that are set in an EWAH bitmap. Source: gitformat-bitmap(5), appendix A.
std::optional<std::vector<std::size_t>> take_bitmap(Reader& reader, std::size_t most) {
  std::vector<std::size_t> set;
  (void)reader.u32();  // bits
  std::uint64_t words = reader.u32();
  std::size_t at = 0;
  while (reader.ok() && words > 0) {
    const std::uint64_t run = reader.number(8);
    --words;
    const std::uint64_t same = run >> 1U & 0xFFFFFFFFU, literal = run >> 33U;
    if (literal > words || same > most) return std::nullopt;
    for (std::uint64_t i = 0; i < same * 64; ++i, ++at) {
      if ((run & 1U) != 0 && at < most) set.push_back(at);
    }
    for (std::uint64_t i = 0; i < literal && reader.ok(); ++i, --words) {
      const std::uint64_t word = reader.number(8);
      for (unsigned bit = 0; bit < 64; ++bit, ++at) {
        if ((word >> bit & 1U) != 0 && at < most) set.push_back(at);
      }
    }
  }
  (void)reader.u32();  // position of the last run
  return reader.ok() ? std::optional(std::move(set)) : std::nullopt;
}

// Entries of a split index that replace one of the shared index have no name.
Status join_shared(Bytes bytes, const std::vector<IndexFileEntry>& base, IndexFile& index) {
  Reader reader(bytes);
  (void)reader.oid();
  const auto deleted = take_bitmap(reader, base.size());
  const auto replaced = take_bitmap(reader, base.size());
  if (!deleted || !replaced) return corrupt("the bitmap of the split index is broken");
  std::vector<IndexFileEntry> joined = base;
  std::size_t next = 0;
  for (IndexFileEntry& entry : index.entries) {
    if (!entry.path.empty()) {
      joined.push_back(std::move(entry));
    } else if (next < replaced->size()) {
      IndexFileEntry& old = joined[(*replaced)[next++]];
      entry.path = std::exchange(old.path, {});
      old = std::move(entry);
    } else {
      return corrupt("an entry of the split index has no name");
    }
  }
  for (const std::size_t at : *deleted) joined[at].path.clear();
  std::erase_if(joined, [](const IndexFileEntry& entry) { return entry.path.empty(); });
  std::ranges::sort(joined, {}, [](const IndexFileEntry& entry) { return std::tie(entry.path, entry.stage); });
  index.entries = std::move(joined);
  return {};
}

Status take_extension(Bytes name, Bytes bytes, const std::vector<IndexFileEntry>* base, Oid& shared, IndexFile& index) {
  if (name == "TREE") return take_cache_tree(bytes, index);
  if (name == "REUC") return take_resolved(bytes, index);
  if (name == "link") {
    shared = Reader(bytes).oid();
    return base != nullptr && bytes.size() > kHash ? join_shared(bytes, *base, index) : Status();
  }
  // A lower-case name must be understood. "sdir" only says that there may be folders among the entries.
  if (name[0] >= 'a' && name[0] <= 'z' && name != "sdir") {
    return Error{ErrorKind::kUnsupported, fmt::format("its extension '{}' is unknown", clean_line(name))};
  }
  return {};
}

}  // namespace

Result<IndexFile> parse_index(Bytes bytes, const std::vector<IndexFileEntry>* base, Oid& shared_id) {
  if (bytes.size() < 12 + kHash || !bytes.starts_with("DIRC")) return corrupt("it does not begin with DIRC");
  Reader reader(bytes.substr(0, bytes.size() - kHash));
  (void)reader.take(4);
  const std::uint32_t version = reader.u32();
  if (version < 2 || version > 4) {
    return Error{ErrorKind::kUnsupported, fmt::format("its version {} is unknown", version)};
  }
  const std::uint32_t count = reader.u32();
  if (count > bytes.size() / (kFixed + 2)) return corrupt("it is shorter than its entries");
  IndexFile index;
  index.entries.reserve(count);
  std::string previous;
  for (std::uint32_t i = 0; i < count; ++i) {
    IndexFileEntry entry = take_entry(reader, version, previous);
    if (!reader.ok()) return corrupt(fmt::format("entry {} of {} ends in the middle", i + 1, count));
    if ((entry.mode & kTypeMask) == kTreeMode) {
      index.folders.push_back(std::move(entry));
    } else {
      index.entries.push_back(std::move(entry));
    }
  }
  while (reader.left() >= 8) {
    const Bytes name = reader.take(4);
    const Bytes content = reader.take(reader.u32());
    if (!reader.ok()) return corrupt("an extension ends in the middle");
    if (Status status = take_extension(name, content, base, shared_id, index); !status) return status.error();
  }
  return index;
}

Result<IndexFile> read_index_file(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error) && !error) return IndexFile{};
  const Result<std::string> bytes = read_file(file);
  if (!bytes) return bytes.error();
  Oid shared;
  Result<IndexFile> index = parse_index(*bytes, nullptr, shared);
  if (!index || shared.is_null()) return index;
  const Result<std::string> shared_bytes = read_file(file.parent_path() / ("sharedindex." + shared.hex()));
  if (!shared_bytes) return shared_bytes.error();
  Oid none;
  const Result<IndexFile> base = parse_index(*shared_bytes, nullptr, none);
  if (!base) return base.error();
  return parse_index(*bytes, &base->entries, shared);
}

}  // namespace leaksieve::git
