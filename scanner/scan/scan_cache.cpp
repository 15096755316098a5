#include "scanner/scan/scan_cache.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include <fmt/format.h>

#include "scanner/base/cache_file.h"
#include "scanner/base/hash.h"
#include "scanner/base/program_id.h"
#include "scanner/git/store_identity.h"
#include "scanner/rules/serialize.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "LSSNAP03";
constexpr std::string_view kSuffix = ".snapshot";
constexpr std::int64_t kTickNanoseconds = 20'000'000;  // file systems stamp with a clock that ticks every 10 ms or less
constexpr auto kOldest = std::chrono::hours(24 * 60);  // not written for so long: nobody scans it any more
constexpr std::size_t kMostFiles = 1000;
constexpr std::uintmax_t kMostBytes = std::uintmax_t{2} << 30U;  // of all files: what packs' trees hold takes megabytes

std::int64_t now_nanoseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

// What may change the report of a whole store, beside what detection_key() has.
std::string options_text(const ScanOptions& options) {
  const Sources& s = options.sources;
  return fmt::format("{} {} {} {}{}{}{}{}{}", options.full_blobs, options.max_memory_bytes,
                     options.respect_allow_comments, s.history ? 'h' : '-', s.reflog ? 'r' : '-', s.stash ? 's' : '-',
                     s.index ? 'i' : '-', s.worktree ? 'w' : '-', s.unreachable ? 'u' : '-');
}

// Files of repositories that are not scanned any more, and what interrupted writers left.
void drop_old(const fs::path& folder) {
  struct File {
    fs::file_time_type time;
    fs::path path;
    std::uintmax_t bytes = 0;
  };
  std::vector<File> files;
  std::uintmax_t bytes = 0;
  std::error_code error;
  for (fs::directory_iterator all(folder, error); !error && all != fs::directory_iterator(); all.increment(error)) {
    std::error_code ignored, unknown;
    const std::uintmax_t size = all->file_size(unknown);
    files.push_back({fs::last_write_time(all->path(), ignored), all->path(), unknown ? 0 : size});
    bytes += files.back().bytes;
  }
  std::ranges::sort(files, {}, &File::time);
  const auto limit = fs::file_time_type::clock::now() - kOldest;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].time >= limit && files.size() - i <= kMostFiles && bytes <= kMostBytes) break;
    bytes -= files[i].bytes;
    fs::remove(files[i].path, error);
  }
}

// Shorter ones are words ("password") that stand in paths by chance: then they give nothing away, and a snapshot that
// was not kept for them would never be.
constexpr std::size_t kShortestSought = 12;  // bytes

// Finds secrets in texts by their first four bytes.
class SecretFinder {
 public:
  explicit SecretFinder(const std::vector<const Secret*>& secrets) {
    for (const Secret* secret : secrets) {
      const std::string_view text = secret->reveal();
      if (text.size() >= kShortestSought) by_key_[key_at(text)].push_back(text);
    }
  }

  [[nodiscard]] bool is_in(std::string_view text) const {
    for (; text.size() >= sizeof(Key); text.remove_prefix(1)) {
      const auto found = by_key_.find(key_at(text));
      if (found == by_key_.end()) continue;
      if (std::ranges::any_of(found->second, [&](std::string_view secret) { return text.starts_with(secret); }))
        return true;
    }
    return false;
  }

 private:
  using Key = std::uint32_t;
  static Key key_at(std::string_view text) {
    Key key = 0;
    std::memcpy(&key, text.data(), sizeof key);
    return key;
  }
  std::unordered_map<Key, std::vector<std::string_view>> by_key_;
};

}  // namespace

std::optional<ScanCache> ScanCache::open(const git::Repository& repository, const git::Roots& roots,
                                         const match::PatternDb& db, const ScanOptions& options) {
  const std::string detection = detection_key(db, options);
  if (detection.empty()) return std::nullopt;
  const std::optional<git::StoreIdentity> store = git::identify_store(repository, threads_of(options));
  if (!store) return std::nullopt;
  const std::string how = options_text(options);
  ScanCache cache;
  cache.key_ = sha256_hex({kMagic, detection, how, store->digest, git::identify_roots(repository, roots)});
  const std::string name = sha256_hex({repository.git_dir().string(), how}).substr(0, 40);
  cache.file_ = fs::path(options.cache_directory) / (name + std::string(kSuffix));
  cache.is_settled_ = is_settled(store->youngest);
  return cache;
}

std::optional<Snapshot> ScanCache::load(git::ObjectReader& reader, NamePlaces& names) const {
  const std::optional<std::string> bytes = read_cache_file({file_, kMagic, key_});
  return bytes ? from_bytes(*bytes, reader, names) : std::nullopt;
}

void ScanCache::store(const Snapshot& snapshot, const NamePlaces& names) const {
  if (!is_settled_) return;
  if (write_cache_file({file_, kMagic, key_}, to_bytes(snapshot, names))) drop_old(file_.parent_path());
}

std::string detection_key(const match::PatternDb& db, const ScanOptions& options) {
  if (options.cache_directory.empty() || options.verify_objects || program_id().empty()) return "";
  const std::string limits =
      fmt::format("{} {} {}", options.max_blob_bytes, options.decode_depth, options.archive_depth);
  const rules::RuleSet& rules = db.rule_set();
  // The program's own rules are known by the program; allowlists may be laid over them.
  const std::string set = rules::to_blob(rules.rules.is_embedded() ? rules::RuleSet{{}, rules.allowlists} : rules);
  return sha256_hex({program_id(), set, limits});
}

bool is_settled(std::int64_t youngest) { return youngest + kTickNanoseconds < now_nanoseconds(); }

bool holds_secrets(const Snapshot& snapshot, const NamePlaces& names, const std::vector<const Secret*>& secrets) {
  return SecretFinder(secrets).is_in(to_bytes(snapshot, names));
}

}  // namespace leaksieve::scan
