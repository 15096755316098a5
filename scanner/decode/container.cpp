// Sources of the magic numbers: RFC 1952 (gzip), RFC 1950 (zlib), RFC 8878 (zstd), APPNOTE.TXT (zip), the xz file
// format, 7zFormat.txt, POSIX pax (ustar), ar(5).
#include "scanner/decode/container.h"

#include <array>
#include <string_view>

#include "scanner/decode/archive_reader.h"
#include "scanner/decode/zip_reader.h"
#include "scanner/decode/zlib_stream.h"

namespace leaksieve::decode {
namespace {

using std::string_view_literals::operator""sv;  // NOLINT(misc-unused-using-decls): clang-tidy 14 does not see literals

struct Magic {
  Container container;
  std::size_t at;
  std::string_view bytes;
};
constexpr std::array<Magic, 10> kMagics = {{
    {Container::kGzip, 0, "\x1f\x8b\x08"sv},
    {Container::kZip, 0, "PK\x03\x04"sv},
    {Container::kZip, 0, "PK\x07\x08PK\x03\x04"sv},  // one that was cut in parts
    {Container::kXz, 0,
     "\xfd"
     "7zXZ\0"sv},
    {Container::kZstd, 0, "\x28\xb5\x2f\xfd"sv},
    {Container::k7z, 0, "7z\xbc\xaf\x27\x1c"sv},
    {Container::kAr, 0, "!<arch>\n"sv},
    {Container::kTar, 257, "ustar"sv},
    {Container::kBzip2, 4, "1AY&SY"sv},  // behind "BZh" and a digit
    {Container::kBzip2, 4, "\x17\x72\x45\x38\x50\x90"sv},
}};

bool begins_zlib(Bytes bytes) {
  if (bytes.size() < 8 || bytes[0] != '\x78') return false;
  const auto second = static_cast<unsigned char>(bytes[1]);
  return (0x7800U + second) % 31 == 0 && (second & 0x20U) == 0;
}

}  // namespace

const char* name_of(Container container) {
  static constexpr std::array<const char*, 9> kNames = {"gzip", "bzip2", "xz", "zstd", "zlib",
                                                        "zip",  "tar",   "ar", "7z"};
  return kNames.at(static_cast<std::size_t>(container));
}

std::optional<Container> detect_container(Bytes bytes) {
  for (const Magic& magic : kMagics) {
    if (bytes.size() <= magic.at || bytes.substr(magic.at, magic.bytes.size()) != magic.bytes) continue;
    if (magic.container != Container::kBzip2 || bytes.starts_with("BZh")) return magic.container;
  }
  if (begins_zlib(bytes)) return Container::kZlib;
  return std::nullopt;
}

void read_container(Bytes bytes, Container container, const ContainerLimits& limits, OutputBudget& budget,
                    ContainerSink& sink) {
  Allowance allowance(bytes.size(), limits, budget);
  if (container == Container::kZlib) {
    read_zlib_stream(bytes, allowance, sink);
  } else if (container != Container::kZip || !read_usual_zip(bytes, allowance, sink)) {
    read_archive(bytes, container, limits.opens_tar, allowance, sink);
  }
}

}  // namespace leaksieve::decode
