// Archives and encodings for tests, made in memory.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace leaksieve::test {

using Members = std::vector<std::pair<std::string, std::string>>;  // name, content

// `format`: "zip", "tar", "ar", "7zip" or "raw" (one member); `filter`: "", "gzip", "bzip2", "xz", "zstd". Throws when
// libarchive cannot. `password`: encrypts a zip.
std::string archive_of(const Members& members, const std::string& format, const std::string& filter = "",
                       const std::string& password = "");
std::string compressed(const std::string& content, const std::string& filter);
std::string zlib_of(const std::string& content);
std::string base64_of(const std::string& bytes);
// In lines of `width` characters, each with `indent` in front.
std::string wrapped(const std::string& text, std::size_t width, const std::string& indent);

}  // namespace leaksieve::test
