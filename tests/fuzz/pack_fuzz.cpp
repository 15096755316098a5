// Bytes from nowhere as pack indexes, deltas and whole stores. The first byte says as what the rest is read:
//   i  an index of a pack         m  a multi-pack-index        d  a delta; two bytes say how large its base is
//   s  a store: three big-endian 16-bit sizes, then an index, a multi-pack-index and a loose object; the rest is a pack
// Built with libFuzzer, or with replay_main.cpp for the corpus (tests/fuzz/CMakeLists.txt).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "scanner/git/pack/multi_pack_index.h"
#include "scanner/git/pack/pack_stream.h"

namespace {
namespace fs = std::filesystem;
namespace git = leaksieve::git;
using git::pack::Raw;

void require(bool is_so) {
  if (!is_so) std::abort();
}

unsigned sum_of(leaksieve::Bytes bytes) {
  unsigned sum = 0;
  for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
  return sum;
}

void use_index(const git::pack::PackIndex& index) {
  for (std::uint32_t row = 0; row < index.count(); ++row) {
    (void)index.offset(row);
    require(index.find(index.name(row)).has_value());
  }
}

void fuzz_index(Raw bytes) {
  for (const std::size_t oid_bytes : {leaksieve::Oid::kSha1Bytes, leaksieve::Oid::kSha256Bytes}) {
    const auto index = git::pack::PackIndex::parse(bytes, oid_bytes);
    if (index) use_index(*index);
  }
}

void fuzz_multi(Raw bytes) {
  const auto multi = git::pack::MultiPackIndex::parse(bytes, leaksieve::Oid::kSha1Bytes);
  if (!multi) return;
  for (std::uint32_t pack = 0; pack < std::min<std::size_t>(multi->packs().size(), 8); ++pack) {
    use_index(multi->index_of(pack));
  }
}

// Both ways of applying give the same, and the pieces say the same again.
void fuzz_delta(Raw bytes) {
  if (bytes.size() < 2) return;
  std::vector<std::uint8_t> base(std::size_t{bytes[0]} * 256 + bytes[1] + git::pack::kSlack);
  for (std::size_t i = 0; i < base.size(); ++i) base[i] = static_cast<std::uint8_t>(i * 7);
  const Raw content = Raw(base).first(base.size() - git::pack::kSlack);
  std::vector<std::uint8_t> delta(bytes.begin() + 2, bytes.end());
  delta.resize(delta.size() + git::pack::kSlack);
  const auto head = git::pack::read_delta_head(Raw(delta).first(bytes.size() - 2));
  if (head.problem != nullptr || head.result_size > 1U << 20U) return;
  std::vector<std::uint8_t> one(head.result_size + git::pack::kSlack), two = one;
  std::vector<leaksieve::Piece> pieces;
  const char* const why = git::pack::apply_delta(head.instructions, content, std::span(one).first(head.result_size));
  require(why == git::pack::apply_delta(head.instructions, content, std::span(two).first(head.result_size), pieces));
  if (why != nullptr) return;
  std::size_t at = 0;
  for (const auto& piece : pieces) {
    require(piece.begin == at && piece.size > 0);
    for (std::size_t i = 0; piece.is_copy() && i < piece.size; ++i) {
      require(one[piece.begin + i] == content[piece.base_begin + i]);
    }
    at += piece.size;
  }
  require(at == head.result_size && std::equal(one.begin(), one.begin() + static_cast<long>(at), two.begin()));
}

class TouchingSink final : public git::ObjectSink, public git::pack::DeltaSink {
 public:
  void take(const git::ObjectView& object, unsigned) override { sum += sum_of(object.content); }
  std::unique_ptr<git::pack::Carried> take(const git::pack::DeltaObject& object, unsigned) override {
    sum += sum_of(object.object.content);
    std::size_t at = 0;
    if (object.delta != nullptr) {
      for (const auto& piece : object.delta->pieces) at += piece.size;
      require(at == object.object.content.size());
      sum += sum_of(object.delta->base_content);
    }
    return nullptr;
  }
  void skip(const leaksieve::Oid&, git::ObjectType, const leaksieve::Error& why, unsigned) override {
    require(!why.message.empty());
  }
  unsigned sum = 0;
};

void write_file(const fs::path& file, Raw bytes) {
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  require(out != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size());
  require(std::fclose(out) == 0);
}

// One folder a process, used again and again.
const fs::path& store_folder() {
  static const struct Folder {
    Folder() : path(fs::temp_directory_path() / ("pack_fuzz." + std::to_string(::getpid()))) {
      fs::create_directories(path / "pack");
      fs::create_directories(path / "ab");
    }
    ~Folder() {
      std::error_code error;
      fs::remove_all(path, error);
    }
    fs::path path;
  } folder;
  return folder.path;
}

void fuzz_store(Raw bytes) {
  if (bytes.size() < 6) return;
  Raw rest = bytes.subspan(6);
  const auto part = [&](std::size_t at) {
    const std::size_t size = std::min<std::size_t>(std::size_t{bytes[at]} * 256 + bytes[at + 1], rest.size());
    const Raw taken = rest.first(size);
    rest = rest.subspan(size);
    return taken;
  };
  const fs::path& folder = store_folder();
  const Raw index = part(0), multi = part(2), loose = part(4);
  const auto put = [](const fs::path& file, Raw content) {
    fs::remove(file);
    if (!content.empty()) write_file(file, content);
  };
  put(folder / "pack/pack-1.idx", index);
  put(folder / "pack/multi-pack-index", multi);
  put(folder / "ab" / std::string(38, 'c'), loose);
  write_file(folder / "pack/pack-1.pack", rest);
  const std::vector<fs::path> directories{folder};
  const auto store = git::pack::PackStore::open(directories);
  require(store.ok());
  git::StreamOptions options;
  options.max_object_bytes = std::uint64_t{16} << 20U;
  TouchingSink sink;
  require(stream_packs(*store, options, static_cast<git::ObjectSink&>(sink)).ok());
  options.max_memory_bytes = 20000;
  require(stream_packs(*store, options, static_cast<git::pack::DeltaSink&>(sink)).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Raw bytes(data + 1, size - 1);
  switch (data[0]) {
    case 'i':
      fuzz_index(bytes);
      break;
    case 'm':
      fuzz_multi(bytes);
      break;
    case 'd':
      fuzz_delta(bytes);
      break;
    case 's':
      fuzz_store(bytes);
      break;
    default:
      break;
  }
  return 0;
}
