// What a zip archive's central directory tells of an archive in which all is as usual. Inner header of the layer.
// Source: APPNOTE.TXT 6.3.10 (PKWARE), sections 4.3.7, 4.3.12 and 4.3.16.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::decode {

struct ZipMember {
  std::string_view name;
  Bytes packed;
  std::size_t size = 0;     // bytes, unpacked
  std::uint32_t crc32 = 0;  // of what is unpacked
  bool is_deflated = false;
  bool is_file = false;  // else a folder or a link
};

// The members in the order in which they lie in `bytes`, which they borrow. Nothing when there is anything that needs
// more than this knows: several parts, zip64, encryption, other methods, names that are not ASCII or differ between
// the two headers, bytes in front of the archive, members that overlap.
[[nodiscard]] std::optional<std::vector<ZipMember>> read_zip_directory(Bytes bytes);

}  // namespace leaksieve::decode
