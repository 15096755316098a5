#include "scanner/match/db_cache.h"

#include <fmt/format.h>

#include "scanner/base/cache_file.h"
#include "scanner/match/matcher.h"

namespace leaksieve::match {
namespace {

CacheFile file_for(const std::filesystem::path& directory, std::string_view key) {
  return {directory / fmt::format("{}.db", key), "LSDB0001", std::string(key)};
}

}  // namespace

std::filesystem::path default_cache_directory() { return cache_directory(); }

std::optional<std::string> read_cached(const std::filesystem::path& directory, std::string_view key) {
  if (directory.empty()) return std::nullopt;
  return read_cache_file(file_for(directory, key));
}

void write_cached(const std::filesystem::path& directory, std::string_view key, std::string_view payload) {
  if (!directory.empty()) write_cache_file(file_for(directory, key), payload);
}

}  // namespace leaksieve::match
