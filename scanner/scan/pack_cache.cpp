#include "scanner/scan/pack_cache.h"

#include "scanner/base/hash.h"
#include "scanner/git/pack/pack_store.h"
#include "scanner/git/store_identity.h"
#include "scanner/scan/scan_cache.h"

namespace leaksieve::scan {
namespace {

constexpr std::uint32_t kFewestRows = 64;  // a smaller pack is read sooner than looked up

}  // namespace

std::vector<std::optional<CacheFile>> pack_cache_files(const git::Repository& repository, const match::PatternDb& db,
                                                       const ScanOptions& options, std::string_view magic,
                                                       std::string_view kind) {
  std::vector<std::optional<CacheFile>> files;
  const auto store = repository.packs();
  const std::string how = detection_key(db, options);
  if (!store || how.empty()) return files;
  for (const git::pack::Pack& pack : (*store)->packs()) {
    std::optional<CacheFile>& file = files.emplace_back();
    const auto identity = git::identify_pack(pack);
    if (!identity || !is_settled(identity->youngest) || pack.index.count() < kFewestRows) continue;
    const std::string key = sha256_hex({magic, how, identity->digest});
    std::string name = key.substr(0, 40);
    name += kind;
    file = CacheFile{options.cache_directory / std::filesystem::path(name), magic, key};
  }
  return files;
}

}  // namespace leaksieve::scan
