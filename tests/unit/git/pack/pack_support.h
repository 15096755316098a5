// What the pack tests share: a sink that checks content against names, histories to pack, and packs written by hand,
// with whatever lies a test wants. Header only.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <libdeflate.h>
#include <nettle/sha1.h>

#include "scanner/git/pack/pack_stream.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {

inline std::string sha1(std::string_view bytes) {
  sha1_ctx context{};
  sha1_init(&context);
  sha1_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::string digest(SHA1_DIGEST_SIZE, '\0');
  sha1_digest(&context, digest.size(), reinterpret_cast<std::uint8_t*>(digest.data()));
  return digest;
}

inline Oid name_of_object(git::ObjectType type, std::string_view content) {
  std::string whole = std::string(git::name_of(type)) + " " + std::to_string(content.size());
  whole += '\0';
  return Oid::from_raw(sha1(whole.append(content)).data());
}

// Takes everything; lines as `git cat-file --batch-check` writes them, "wrong" when the content is not the name's.
class CheckingSink : public git::ObjectSink {
 public:
  void take(const git::ObjectView& object, unsigned) override {
    const bool is_right = name_of_object(object.type, object.content) == object.id;
    const std::string line = object.id.hex() + " " + git::name_of(object.type) + " " +
                             std::to_string(object.content.size()) + (is_right ? "" : " wrong");
    const std::lock_guard lock(mutex_);
    ++times_[line];
  }
  void skip(const Oid& id, git::ObjectType, const Error& why, unsigned) override {
    const std::lock_guard lock(mutex_);
    skips_[id.hex()] = why;
    ++skip_times_[id.hex()];
  }
  // Sorted lines; one that came several times says so.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& [line, times] : times_) lines.push_back(times == 1 ? line : line + " repeated");
    return lines;
  }
  [[nodiscard]] const std::map<std::string, Error>& skips() const { return skips_; }
  [[nodiscard]] std::size_t wrong() const {
    std::size_t count = 0;
    for (const auto& [line, times] : times_) count += line.ends_with("wrong") || times != 1 ? 1 : 0;
    for (const auto& [id, times] : skip_times_) count += times != 1 ? 1 : 0;
    return count;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> times_, skip_times_;
  std::map<std::string, Error> skips_;
};

inline std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

// What git says is in the store, sorted.
inline std::vector<std::string> objects_of_git(RepoBuilder& repo) {
  return split_lines(repo.git({"cat-file", "--batch-all-objects", "--batch-check"}));
}

inline std::vector<std::filesystem::path> object_directories(const RepoBuilder& repo) {
  return {repo.path() / ".git" / "objects"};
}

// A small generator with a fixed sequence for each seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}
  std::uint64_t next() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return state_;
  }
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(next() % end); }

 private:
  std::uint64_t state_;
};

inline std::string random_text(Random& random, std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) {
    for (std::size_t word = 1 + random.below(8); word > 0; --word) text += std::to_string(random.next() % 100000) + " ";
    text += '\n';
  }
  return text;
}

// `commits` commits that each change a few of `files` files, an annotated tag, and files of 0 and of 200,000 bytes.
inline void grow_history(RepoBuilder& repo, unsigned seed, unsigned commits, unsigned files) {
  Random random(seed);
  std::vector<std::string> texts;
  for (unsigned i = 0; i < files; ++i) texts.push_back(random_text(random, 10 + random.below(200)));
  std::string stream;
  const auto file = [&stream](const std::string& name, const std::string& text) {
    stream += "M 100644 inline " + name + "\ndata " + std::to_string(text.size()) + "\n" + text + "\n";
  };
  for (unsigned commit = 0; commit < commits; ++commit) {
    stream += "commit refs/heads/main\ncommitter C <c@example.org> " + std::to_string(1700000000 + commit) +
              " +0000\ndata 3\none\n";
    for (unsigned i = 0; i < files; ++i) {
      if (commit > 0 && random.below(4) != 0) continue;
      std::string& text = texts[i];
      const std::size_t at = random.below(text.size()), cut = random.below(40);
      text = text.substr(0, at) + random_text(random, random.below(3)) + text.substr(std::min(at + cut, text.size()));
      file("dir" + std::to_string(i % 5) + "/file" + std::to_string(i), text + "end");
    }
    if (commit == 0) file("empty", "");
    if (commit == 0) file("large", random_text(random, 5000));
  }
  stream += "tag v1\nfrom refs/heads/main\ntagger C <c@example.org> 1700000000 +0000\ndata 3\ntag\n";
  repo.git({"fast-import", "--quiet"}, stream);
}

// A pack and its index (version 2), entry by entry.
class PackWriter {
 public:
  PackWriter() : pack_("PACK") { append_be32(pack_, 2), append_be32(pack_, 0); }

  // Each gives the entry's offset. `name`: null when the index is not to name it.
  std::uint64_t add_whole(git::ObjectType type, std::string_view content, const Oid* name) {
    return add(static_cast<unsigned>(type), "", content, content.size(), name);
  }
  std::uint64_t add_offset_delta(std::uint64_t base, std::string_view delta, const Oid* name) {
    std::uint64_t distance = pack_.size() - base;
    std::string bytes(1, static_cast<char>(distance & 0x7fU));
    while ((distance >>= 7U) != 0) bytes.insert(0, 1, static_cast<char>(0x80U | (--distance & 0x7fU)));
    return add(6, bytes, delta, delta.size(), name);
  }
  std::uint64_t add_ref_delta(const Oid& base, std::string_view delta, const Oid* name) {
    return add(7, {reinterpret_cast<const char*>(base.data()), base.size()}, delta, delta.size(), name);
  }
  // An entry whose header claims `size` bytes.
  std::uint64_t add(unsigned type, const std::string& base, std::string_view data, std::uint64_t size,
                    const Oid* name) {
    const std::uint64_t offset = pack_.size();
    unsigned byte = type << 4U | (size & 15U);
    for (size >>= 4U; size != 0; size >>= 7U) {
      pack_ += static_cast<char>(byte | 0x80U);
      byte = size & 0x7fU;
    }
    pack_ += static_cast<char>(byte);
    pack_ += base;
    pack_ += deflate(data);
    if (name != nullptr) rows_.push_back({*name, offset});
    return offset;
  }
  void add_row(const Oid& name, std::uint64_t offset) { rows_.push_back({name, offset}); }

  // Writes objects/pack/pack-<name>.{pack,idx}.
  void write(const std::filesystem::path& objects, const std::string& name) const;

  // What the index is to name, in the order of adding.
  struct Row {
    Oid name;
    std::uint64_t offset;
  };
  struct Files {
    std::string pack, index;
    std::vector<Row> rows;  // as the index has them
  };
  [[nodiscard]] Files finish() const;
  static void append_be32(std::string& to, std::uint64_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(value >> shift & 0xffU);
  }
  // How many rows' names begin with each byte or a lesser one.
  static std::string fanout(const std::vector<Row>& rows) {
    std::string table;
    for (unsigned byte = 0; byte < 256; ++byte) {
      append_be32(table, static_cast<std::uint64_t>(
                             std::ranges::count_if(rows, [&](const Row& row) { return row.name.data()[0] <= byte; })));
    }
    return table;
  }

  static std::string delta(std::uint64_t base_size, std::uint64_t result_size, const std::string& instructions) {
    return varint(base_size) + varint(result_size) + instructions;
  }
  static std::string copy(std::uint32_t from, std::uint32_t size) {
    std::string bytes(1, '\xff');
    for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(from >> (8 * i) & 0xffU);
    for (unsigned i = 0; i < 3; ++i) bytes += static_cast<char>(size >> (8 * i) & 0xffU);
    return bytes;
  }
  static std::string insert(const std::string& text) { return static_cast<char>(text.size()) + text; }

 private:
  static std::string varint(std::uint64_t value) {
    std::string bytes;
    for (; value >= 0x80; value >>= 7U) bytes += static_cast<char>(0x80U | (value & 0x7fU));
    return bytes + static_cast<char>(value);
  }
  static std::string deflate(std::string_view data) {
    libdeflate_compressor* const compressor = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_zlib_compress_bound(compressor, data.size()), '\0');
    out.resize(libdeflate_zlib_compress(compressor, data.data(), data.size(), out.data(), out.size()));
    libdeflate_free_compressor(compressor);
    return out;
  }

  std::string pack_;
  std::vector<Row> rows_;
};

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::filesystem::remove(file);
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  if (out == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), out) != bytes.size() || std::fclose(out) != 0) {
    throw std::runtime_error("cannot write " + file.string());
  }
}

inline std::string read_bytes(const std::filesystem::path& file) {
  std::string bytes(std::filesystem::file_size(file), '\0');
  std::FILE* const in = std::fopen(file.c_str(), "rb");
  if (in == nullptr || std::fread(bytes.data(), 1, bytes.size(), in) != bytes.size() || std::fclose(in) != 0) {
    throw std::runtime_error("cannot read " + file.string());
  }
  return bytes;
}

inline PackWriter::Files PackWriter::finish() const {
  Files files{pack_, {}, rows_};
  std::string count;
  append_be32(count, rows_.size());
  files.pack.replace(8, 4, count);
  const std::string checksum = sha1(files.pack);
  files.pack += checksum;
  std::ranges::stable_sort(files.rows, {}, &Row::name);
  std::string index = "\377tOc", offsets, wide;
  append_be32(index, 2);
  index += fanout(files.rows);
  for (const Row& row : files.rows) {
    index.append(reinterpret_cast<const char*>(row.name.data()), row.name.size());
    const bool is_wide = row.offset >= 0x80000000U;
    append_be32(offsets, is_wide ? 0x80000000U | wide.size() / 8 : row.offset);
    if (is_wide) append_be32(wide, row.offset >> 32U), append_be32(wide, row.offset);
  }
  index.append(files.rows.size() * 4, '\0');
  index += offsets + wide + checksum;
  files.index = index + sha1(index);
  return files;
}

inline void PackWriter::write(const std::filesystem::path& objects, const std::string& name) const {
  const Files files = finish();
  write_bytes(objects / "pack" / ("pack-" + name + ".pack"), files.pack);
  write_bytes(objects / "pack" / ("pack-" + name + ".idx"), files.index);
}

// Streams everything; fails the test on an error of the store.
inline void stream_into(git::ObjectSink& sink, const std::vector<std::filesystem::path>& directories,
                        const git::StreamOptions& options = {}) {
  const auto store = git::pack::PackStore::open(directories);
  if (!store) throw std::runtime_error(store.error().message);
  const Status done = git::pack::stream_packs(*store, options, sink);
  if (!done) throw std::runtime_error(done.error().message);
}

}  // namespace leaksieve::test
