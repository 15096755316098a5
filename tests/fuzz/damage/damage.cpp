#include "tests/fuzz/damage/damage.h"

#include <array>

namespace leaksieve::test {
namespace {

using FileMap = std::map<std::string, std::string>;

std::uint32_t be32(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

void put_be32(std::string& bytes, std::size_t at, std::uint64_t value) {
  std::string text;
  PackWriter::append_be32(text, value);
  bytes.replace(at, 4, text);
}

FileMap::iterator any_file(Random& random, FileMap& files, std::string_view suffix = "") {
  std::vector<FileMap::iterator> fitting;
  for (auto at = files.begin(); at != files.end(); ++at) {
    if (at->first.ends_with(suffix)) fitting.push_back(at);
  }
  return fitting.empty() ? files.end() : fitting[random.below(fitting.size())];
}

// The index's table of offsets, of either version.
struct OffsetTable {
  std::size_t begin = 0, stride = 0, rows = 0;
};

OffsetTable offsets_of(const std::string& index) {
  if (index.size() < 8 + 1024 + 40) return {};
  const bool is_second = index.starts_with("\377tOc");
  const std::size_t rows = be32(index, is_second ? 8 + 1020 : 1020);
  if (rows > index.size() / 24) return {};
  return is_second ? OffsetTable{8 + 1024 + rows * 24, 4, rows} : OffsetTable{1024, 24, rows};
}

void flip(Random& random, std::string& bytes) {
  for (std::size_t flips = 1 + random.below(8); flips > 0 && !bytes.empty(); --flips) {
    bytes[random.below(bytes.size())] ^= static_cast<char>(1U << random.below(8));
  }
}

void cut(Random& random, std::string& bytes) { bytes.resize(random.below(bytes.size() + 1)); }

void splice(Random& random, std::string& bytes) {
  if (bytes.empty()) return;
  const std::size_t size = 1 + random.below(64), from = random.below(bytes.size()), to = random.below(bytes.size());
  bytes.replace(to, std::min(size, bytes.size() - to), bytes.substr(from, size));
}

void fill(Random& random, std::string& bytes) {
  if (bytes.empty()) return;
  const std::size_t at = random.below(bytes.size());
  const std::size_t size = std::min(bytes.size() - at, 1 + random.below(512));
  bytes.replace(at, size, size, static_cast<char>(random.below(4) == 0 ? random.below(256) : random.below(2) * 255));
}

void change_any(Random& random, FileMap& files, void (*change)(Random&, std::string&)) {
  const auto file = any_file(random, files);
  if (file != files.end()) change(random, file->second);
}

// Rows swapped, made equal, or pointing anywhere; its own checksum is made to fit half of the time.
void change_offsets(Random& random, FileMap& files) {
  const auto file = any_file(random, files, ".idx");
  if (file == files.end()) return;
  std::string& index = file->second;
  const OffsetTable table = offsets_of(index);
  if (table.rows == 0 || table.begin + table.rows * table.stride > index.size()) return;
  const auto at = [&](std::size_t row) { return table.begin + row * table.stride; };
  const std::size_t one = at(random.below(table.rows)), two = at(random.below(table.rows));
  const std::uint32_t first = be32(index, one), second = be32(index, two);
  switch (random.below(4)) {
    case 0:
      put_be32(index, one, second);
      break;
    case 1:
      put_be32(index, one, random.next() >> random.below(32));
      break;
    case 2:
      put_be32(index, one, first + random.below(9) - 4);
      break;
    default:
      put_be32(index, one, second);
      put_be32(index, two, first);
  }
  if (random.below(2) == 0) index.replace(index.size() - 20, 20, sha1(index.substr(0, index.size() - 20)));
}

// An entry's type, size, base or first compressed bytes.
void change_entry(Random& random, FileMap& files) {
  const auto pack = any_file(random, files, ".pack");
  if (pack == files.end()) return;
  const auto index = files.find(pack->first.substr(0, pack->first.size() - 4) + "idx");
  if (index == files.end()) return;
  const OffsetTable table = offsets_of(index->second);
  if (table.rows == 0 || table.begin + table.rows * table.stride > index->second.size()) return;
  const std::size_t offset = be32(index->second, table.begin + random.below(table.rows) * table.stride);
  std::string& bytes = pack->second;
  if (offset + 4 >= bytes.size()) return;
  switch (random.below(4)) {
    case 0:
      bytes[offset] = static_cast<char>((static_cast<unsigned>(bytes[offset]) & 0x8fU) | random.below(8) << 4U);
      break;
    case 1:
      bytes[offset] = static_cast<char>(static_cast<unsigned>(bytes[offset]) ^ random.below(16));
      break;
    case 2:
      bytes[offset + 1] = static_cast<char>(random.below(256));
      break;
    default:
      bytes[std::min(bytes.size() - 1, offset + random.below(24))] = static_cast<char>(random.below(256));
  }
}

// One pack's delta gets another object's name as its base: circles, bases of another size or type.
void change_base(Random& random, SampleStore& store) {
  const auto pack = any_file(random, store.files, ".pack");
  if (pack == store.files.end() || store.ids.size() < 2) return;
  const auto raw = [](const Oid& id) { return std::string(reinterpret_cast<const char*>(id.data()), id.size()); };
  const auto any_id = [&] { return *std::next(store.ids.begin(), static_cast<long>(random.below(store.ids.size()))); };
  for (int tries = 0; tries < 16; ++tries) {
    const std::size_t at = pack->second.find(raw(any_id()));
    if (at == std::string::npos) continue;
    pack->second.replace(at, 20, raw(any_id()));
    return;
  }
}

void swap_files(Random& random, SampleStore& store, FileMap other) {
  FileMap& files = store.files;
  const std::string_view suffix = std::array{".idx", ".idx", ".pack", "multi-pack-index"}[random.below(4)];
  const auto one = any_file(random, files, suffix);
  FileMap& lender = random.below(2) == 0 ? files : other;
  const auto two = any_file(random, lender, suffix);
  if (one == files.end() || two == lender.end()) return;
  std::swap(one->second, two->second);
  store.is_part_gone = store.is_part_gone || (&lender == &other && suffix == ".pack");
}

void change_fanout(Random& random, FileMap& files) {
  const auto file = any_file(random, files, ".idx");
  if (file == files.end() || file->second.size() < 8 + 1024) return;
  const std::size_t at = (file->second.starts_with("\377tOc") ? 8 : 0) + 4 * random.below(256);
  put_be32(file->second, at, be32(file->second, at) + random.below(5) - 2);
}

void drop_file(Random& random, SampleStore& store) {
  const auto file = any_file(random, store.files, std::array{".idx", ".pack", ""}[random.below(3)]);
  if (file == store.files.end()) return;
  store.files.erase(file);
  store.is_part_gone = true;
}

}  // namespace

std::string damage(Random& random, SampleStore& store, const SampleStore& other) {
  std::string done;
  for (std::size_t times = 1 + random.below(random.below(2) == 0 ? 1 : 3); times > 0; --times) {
    const std::size_t kind = random.below(12);
    static constexpr std::array kWords{"flip", "flip",  "flip", "cut",  "splice", "fill",
                                       "rows", "entry", "base", "swap", "fanout", "drop"};
    done += std::string(done.empty() ? "" : "+") + kWords[kind];
    switch (kind) {
      case 3:
        change_any(random, store.files, cut);
        break;
      case 4:
        change_any(random, store.files, splice);
        break;
      case 5:
        change_any(random, store.files, fill);
        break;
      case 6:
        change_offsets(random, store.files);
        break;
      case 7:
        change_entry(random, store.files);
        break;
      case 8:
        change_base(random, store);
        break;
      case 9:
        swap_files(random, store, other.files);
        break;
      case 10:
        change_fanout(random, store.files);
        break;
      case 11:
        drop_file(random, store);
        break;
      default:
        change_any(random, store.files, flip);
    }
  }
  return done;
}

}  // namespace leaksieve::test
