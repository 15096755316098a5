// libarchive is asked only for formats and filters that it reads itself: others (its lzop, lrzip, grzip) would run a
// program. A stream without an archive in it comes as a "raw" archive with one member.
#include "scanner/decode/archive_reader.h"

#include <memory>
#include <string>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "scanner/decode/inflate.h"

namespace leaksieve::decode {
namespace {

constexpr std::size_t kStep = std::size_t{64} << 10;
constexpr std::size_t kLongestName = 1024;

struct ArchiveFree {
  void operator()(archive* reader) const { ::archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, ArchiveFree>;

bool usable(int code) { return code == ARCHIVE_OK || code == ARCHIVE_WARN; }

// Null when libarchive cannot.
Reader open(Bytes bytes, Container container, bool opens_tar) {
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
      if (opens_tar && ::archive_read_support_format_tar(raw) != ARCHIVE_OK) code = ARCHIVE_FATAL;
  }
  if (!usable(code)) return nullptr;
  return ::archive_read_open_memory(raw, bytes.data(), bytes.size()) == ARCHIVE_OK ? std::move(reader) : nullptr;
}

std::string name_of_entry(archive_entry* entry) {
  const char* name = ::archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = ::archive_entry_pathname(entry);
  return name == nullptr ? "?" : std::string(name).substr(0, kLongestName);
}

class ArchiveRun {
 public:
  ArchiveRun(archive* reader, Container container, Allowance& allowance, ContainerSink& sink)
      : reader_(reader), container_(container), allowance_(allowance), sink_(sink) {}

  void run() {
    while (true) {
      archive_entry* entry = nullptr;
      const int code = ::archive_read_next_header(reader_, &entry);
      if (code == ARCHIVE_EOF) return;
      if (!usable(code)) return sink_.skip("", damage());
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
    const int code = read_content();
    if (code == ARCHIVE_OK) {
      sink_.skip(name, allowance_.reason());
    } else if (code != ARCHIVE_EOF) {
      sink_.skip(name, damage());
    }
    const bool wanted = content_.empty() || sink_.take(name, content_);
    return wanted && code != ARCHIVE_FATAL;
  }

  // ARCHIVE_EOF: all is read; ARCHIVE_OK: no more may be; else libarchive's code.
  int read_content() {
    while (true) {
      const std::size_t before = content_.size();
      const std::size_t room = std::min(kStep, allowance_.left());
      content_.resize(before + std::max<std::size_t>(room, 1));  // one more byte tells whether it was all
      const la_ssize_t got = ::archive_read_data(reader_, content_.data() + before, content_.size() - before);
      content_.resize(before + (got > 0 && room > 0 ? static_cast<std::size_t>(got) : 0));
      if (got <= 0) return got == 0 ? ARCHIVE_EOF : static_cast<int>(got);
      if (room == 0) return ARCHIVE_OK;
      allowance_.take(static_cast<std::size_t>(got));
    }
  }

  std::string damage() const { return fmt::format("the {} data is damaged or cut off", decode::name_of(container_)); }

  archive* reader_;
  Container container_;
  Allowance& allowance_;
  ContainerSink& sink_;
  std::string content_;
};

}  // namespace

void read_archive(Bytes bytes, Container container, bool opens_tar, Allowance& allowance, ContainerSink& sink) {
  WholeInflater inflater;
  if (container == Container::kGzip) {  // libarchive takes three times as long
    allowance.begin_member();
    bytes = inflater.gunzip(bytes, allowance.left()).value_or(bytes);
  }
  const Reader reader = open(bytes, container, opens_tar);
  if (reader == nullptr) return sink.skip("", fmt::format("libarchive cannot read this {} data", name_of(container)));
  ArchiveRun(reader.get(), container, allowance, sink).run();
}

}  // namespace leaksieve::decode
