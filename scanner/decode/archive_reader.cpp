// libarchive is asked only for formats and filters that it reads itself: others (its lzop, lrzip, grzip) would run a
// program. A stream without an archive in it comes as a "raw" archive with one member.
#include "scanner/decode/archive_reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "scanner/decode/inflate.h"

namespace leaksieve::decode {
namespace {

constexpr std::size_t kStep = std::size_t{64} << 10;
constexpr std::size_t kLongestName = 1024;
constexpr std::size_t kHeader = 512;  // bytes of a tar's

struct ArchiveFree {
  void operator()(archive* reader) const { ::archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, ArchiveFree>;

bool usable(int code) { return code == ARCHIVE_OK || code == ARCHIVE_WARN; }

// Null when libarchive cannot.
Reader open(Bytes bytes, Container container) {
  Reader reader(::archive_read_new());
  if (reader == nullptr) return nullptr;
  archive* const raw = reader.get();
  int code = ARCHIVE_OK;
  switch (container) {
    case Container::kZip:
      code = ::archive_read_support_format_zip(raw);
      break;
    case Container::k7z:
      code = ::archive_read_support_format_7zip(raw);
      break;
    case Container::kAr:
      code = ::archive_read_support_format_ar(raw);
      break;
    case Container::kTar:
      code = ::archive_read_support_format_tar(raw);
      break;
    default:
      for (const auto support :
           {::archive_read_support_filter_gzip, ::archive_read_support_filter_bzip2, ::archive_read_support_filter_xz,
            ::archive_read_support_filter_zstd, ::archive_read_support_format_raw}) {
        if (support(raw) != ARCHIVE_OK) code = ARCHIVE_FATAL;  // ARCHIVE_WARN: it would run a program
      }
  }
  if (!usable(code)) return nullptr;
  return ::archive_read_open_memory(raw, bytes.data(), bytes.size()) == ARCHIVE_OK ? std::move(reader) : nullptr;
}

// Does it begin with a member's header? Source: POSIX pax, "ustar Interchange Format": the sum of the header's bytes,
// with blanks for the eight that hold it.
bool begins_tar(Bytes bytes) {
  constexpr std::size_t kSum = 148, kSumSize = 8;
  if (bytes.size() < kHeader) return false;
  unsigned told = 0, with_signs = 0, without = 0;
  for (const char c : bytes.substr(kSum, kSumSize)) {
    if (c >= '0' && c <= '7') told = told * 8 + static_cast<unsigned>(c - '0');
  }
  for (std::size_t i = 0; i < kHeader; ++i) {
    const char c = i >= kSum && i < kSum + kSumSize ? ' ' : bytes[i];
    without += static_cast<unsigned char>(c);
    with_signs += static_cast<unsigned>(static_cast<signed char>(c));
  }
  return told == without || told == with_signs;
}

// libarchive keeps a map of such a member's parts in memory, 16 times what it is in the tar. A pax record says that
// there is one ("22 GNU.sparse.major=1"). Source: GNU tar manual, "Storing Sparse Files".
bool is_large_sparse_tar(Bytes tar) {
  constexpr std::size_t kMost = std::size_t{4} << 20;
  constexpr Bytes kRecord = "GNU.sparse.major=";  // without its blank: blanks are everywhere, and each is looked at
  if (tar.size() <= kMost) return false;
  std::size_t at = tar.find(kRecord, 1);
  while (at != Bytes::npos && tar[at - 1] != ' ') at = tar.find(kRecord, at + 1);
  return at != Bytes::npos;
}

std::string name_of_entry(archive_entry* entry) {
  const char* name = ::archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = ::archive_entry_pathname(entry);
  return name == nullptr ? "?" : std::string(name).substr(0, kLongestName);
}

std::string damage_of(Container container) {
  return fmt::format("the {} data is damaged or cut off", decode::name_of(container));
}

class ArchiveRun {
 public:
  // `damage`: what is told where the archive ends too early. `is_cut`: it does, at its end at the latest.
  ArchiveRun(archive* reader, std::string damage, bool is_cut, Allowance& allowance, ContainerSink& sink)
      : reader_(reader), damage_(std::move(damage)), is_cut_(is_cut), allowance_(allowance), sink_(sink) {}

  void run() {
    while (true) {
      archive_entry* entry = nullptr;
      const int code = ::archive_read_next_header(reader_, &entry);
      if (code == ARCHIVE_EOF && !is_cut_) return;
      if (!usable(code)) return sink_.skip("", damage_);
      if (allowance_.is_spent()) return sink_.skip("", allowance_.reason());
      if (!allowance_.take_member()) return sink_.skip("", "it has too many members");
      if (!read_member(entry)) return;
    }
  }

 private:
  // False when nothing behind it can be read, or is wanted.
  bool read_member(archive_entry* entry) {
    const bool is_stream = ::archive_format(reader_) == ARCHIVE_FORMAT_RAW;
    const std::string name = is_stream ? "" : name_of_entry(entry);
    if (!is_stream && ::archive_entry_filetype(entry) != AE_IFREG) return true;
    if (::archive_entry_is_encrypted(entry) != 0) {
      sink_.skip(name, "it is encrypted");
      return true;
    }
    content_.clear();
    allowance_.begin_member();
    const bool has_size = ::archive_entry_size_is_set(entry) != 0 && ::archive_entry_size(entry) >= 0;
    const int code = read_content(has_size ? static_cast<std::uint64_t>(::archive_entry_size(entry)) : kStep);
    if (code == ARCHIVE_OK) {
      sink_.skip(name, allowance_.reason());
    } else if (code != ARCHIVE_EOF) {
      sink_.skip(name, damage_);
    }
    const bool wanted = content_.empty() || sink_.take(name, content_);
    return wanted && code != ARCHIVE_FATAL;
  }

  // ARCHIVE_EOF: all is read; ARCHIVE_OK: no more may be; else libarchive's code. `expected`: the size that the archive
  // tells, for what it is worth. Most members are small, and each step's bytes are made zeros first.
  int read_content(std::uint64_t expected) {
    while (true) {
      const std::size_t before = content_.size();
      const std::uint64_t step = before <= expected ? std::min<std::uint64_t>(kStep, expected - before + 1) : kStep;
      const std::size_t room = std::min<std::size_t>(step, allowance_.left());
      content_.resize(before + std::max<std::size_t>(room, 1));  // one more byte tells whether it was all
      const la_ssize_t got = ::archive_read_data(reader_, content_.data() + before, content_.size() - before);
      content_.resize(before + (got > 0 && room > 0 ? static_cast<std::size_t>(got) : 0));
      if (got <= 0) return got == 0 ? ARCHIVE_EOF : static_cast<int>(got);
      if (room == 0) return ARCHIVE_OK;
      allowance_.take(static_cast<std::size_t>(got));
    }
  }

  archive* reader_;
  std::string damage_;
  bool is_cut_;
  Allowance& allowance_;
  ContainerSink& sink_;
  std::string content_;
};

// A compressed tar, unpacked: what libarchive reads of one on the way, its members' headers and maps, counts nowhere.
struct UnpackedTar {
  std::string bytes;
  bool is_cut = false;     // by the allowance
  bool is_broken = false;  // the stream ended in an error
};

// Nothing when the stream holds no tar.
std::optional<UnpackedTar> unpack_tar(Bytes stream, Container container, std::size_t room) {
  const Reader reader = open(stream, container);
  archive_entry* entry = nullptr;
  if (reader == nullptr || !usable(::archive_read_next_header(reader.get(), &entry))) return std::nullopt;
  UnpackedTar tar;
  bool is_tar = false;
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;  // a stream has no holes
  int code = ARCHIVE_OK;
  while (!tar.is_cut && usable(code = ::archive_read_data_block(reader.get(), &block, &size, &offset))) {
    const std::size_t part = std::min(size, room - tar.bytes.size());
    tar.bytes.append(static_cast<const char*>(block), part);
    tar.is_cut = part < size;
    if (is_tar || tar.bytes.size() < kHeader) continue;
    is_tar = begins_tar(tar.bytes);
    if (!is_tar) return std::nullopt;
  }
  if (!is_tar) return std::nullopt;
  tar.is_broken = !tar.is_cut && code != ARCHIVE_EOF;
  return tar;
}

void read_with(const Reader& reader, Container container, std::string damage, bool is_cut, Allowance& allowance,
               ContainerSink& sink) {
  if (reader == nullptr) return sink.skip("", fmt::format("libarchive cannot read this {} data", name_of(container)));
  ArchiveRun(reader.get(), std::move(damage), is_cut, allowance, sink).run();
}

void read_tar(Bytes tar, std::string damage, bool is_cut, Allowance& allowance, ContainerSink& sink) {
  if (is_large_sparse_tar(tar)) return sink.skip("", "it is a tar with sparse files and has more than 4 MiB");
  read_with(open(tar, Container::kTar), Container::kTar, std::move(damage), is_cut, allowance, sink);
}

}  // namespace

void read_archive(Bytes bytes, Container container, bool opens_tar, Allowance& allowance, ContainerSink& sink) {
  const std::string damage = damage_of(container);
  if (container == Container::kTar) return read_tar(bytes, damage, false, allowance, sink);
  WholeInflater inflater;
  if (is_stream(container)) {
    allowance.begin_member();
    const auto whole = container == Container::kGzip ? inflater.gunzip(bytes, allowance.left()) : std::nullopt;
    if (whole) {  // libarchive takes three times as long
      if (opens_tar && begins_tar(*whole)) return read_tar(*whole, damage, false, allowance, sink);
      if (!allowance.take_member()) return sink.skip("", "it has too many members");
      allowance.take(whole->size());
      sink.take("", *whole);
      return;
    }
    if (const auto tar = opens_tar ? unpack_tar(bytes, container, allowance.left()) : std::nullopt) {
      return read_tar(tar->bytes, tar->is_cut ? allowance.reason(tar->bytes.size()) : damage,
                      tar->is_cut || tar->is_broken, allowance, sink);
    }
  }
  read_with(open(bytes, container), container, damage, false, allowance, sink);
}

}  // namespace leaksieve::decode
