// Where the cache keeps what is known of single packs: a file a pack, "<pack and rules>.<kind>" in its folder `scans`
// (base/cache_file.h). A pack is known by the file that is mapped (git/store_identity.h), so one that was touched is
// read anew.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "scanner/base/cache_file.h"
#include "scanner/git/repository.h"
#include "scanner/match/matcher.h"
#include "scanner/scan/options.h"

namespace leaksieve::scan {

// For each pack of the store, in its order; nullopt: nothing may be remembered of it. Empty where the options want no
// cache. `magic`: 8 bytes that outlive the files; `kind` the file names' ending, with its dot.
[[nodiscard]] std::vector<std::optional<CacheFile>> pack_cache_files(const git::Repository& repository,
                                                                     const match::PatternDb& db,
                                                                     const ScanOptions& options, std::string_view magic,
                                                                     std::string_view kind);

}  // namespace leaksieve::scan
