#include "scanner/scan/scan_memory.h"

#include <algorithm>
#include <unordered_map>

namespace leaksieve::scan {
namespace {

using attribution::Attribution;
using attribution::LeakPlaces;

// The leak stands in files or in an index only.
bool is_empty(const LeakPlaces& leak) { return leak.blobs.empty() && leak.messages.empty() && leak.names.empty(); }

}  // namespace

void ScanMemory::open(const git::Repository& repository, const git::Roots& roots, const match::PatternDb& db,
                      const ScanOptions& options, bool reads) {
  cache_ = ScanCache::open(repository, roots, db, options);
  if (!cache_) return;
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) {
    cache_.reset();
    return;
  }
  reader_ = std::move(*reader);
  if (!reads) return;
  known_ = cache_->load(*reader_, names_);
  if (!known_) names_.clear();
}

std::optional<std::vector<Attribution>> ScanMemory::attributions(const std::vector<LeakPlaces>& places,
                                                                 bool in_scope) const {
  std::unordered_map<std::string_view, const Attribution*> stored;
  for (const Snapshot::Attributed& leak : known_->leaks)
    stored.emplace(leak.places, in_scope ? &leak.in_scope : &leak.all);
  std::vector<Attribution> found;
  found.reserve(places.size());
  for (const LeakPlaces& leak : places) {
    if (is_empty(leak)) {
      found.emplace_back();
      continue;
    }
    const std::optional<std::string> digest = places_digest(leak, names_);
    const auto attribution = digest ? stored.find(*digest) : stored.end();
    if (attribution == stored.end()) return std::nullopt;
    found.push_back(*attribution->second);
  }
  return found;
}

void ScanMemory::learn_texts(const TextSink& texts, const ObjectCounts& counts, std::uint64_t bytes) {
  learned_.counts = counts;
  learned_.bytes = bytes;
  if (texts.has_losses()) spoil();
}

void ScanMemory::learn_findings(const Findings& found) {
  if (cache_ && !is_spoilt_ && !known_) learned_.findings = remember(found);
}

void ScanMemory::learn_trees(const std::vector<TellingName>& telling, std::uint64_t trees, bool has_losses) {
  learned_.counts.trees = trees;
  if (has_losses) spoil();
  if (!cache_ || is_spoilt_) return;
  for (const TellingName& each : telling) {
    const Result<git::Object> tree = reader_->read(each.tree);
    git::TreeCursor cursor(tree ? std::string_view(tree->content) : std::string_view(), each.tree.size());
    std::uint32_t number = 0;
    std::optional<git::TreeEntry> entry = cursor.next();
    for (; entry && entry->name != each.name; ++number) entry = cursor.next();
    if (!entry) return spoil();
    names_.emplace(each.name, NamePlace{each.tree, number});
  }
}

void ScanMemory::learn_missing(std::span<const finding::Skip> missing, std::span<const std::string> notes) {
  learned_.missing.assign(missing.begin(), missing.end());
  learned_.notes.assign(notes.begin(), notes.end());
}

void ScanMemory::learn_leaks(const std::vector<LeakPlaces>& places, const std::vector<Attribution>& all,
                             const std::vector<Attribution>& in_scope) {
  if (!cache_ || is_spoilt_) return;
  for (std::size_t i = 0; i < places.size() && i < all.size(); ++i) {
    std::optional<std::string> digest = places_digest(places[i], names_);
    if (!digest) return spoil();
    learned_.leaks.push_back({std::move(*digest), all[i], i < in_scope.size() ? in_scope[i] : Attribution{}});
  }
}

void ScanMemory::store(const std::vector<PlacesOfLeak>& leaks, const rules::RuleSet& rules) const {
  if (!cache_ || is_spoilt_ || known_) return;
  std::vector<const Secret*> secrets;
  for (const PlacesOfLeak& leak : leaks) {
    // Where a rule tells files by their path, the path is no secret.
    if (!rules.rules[leak.front()->finding.rule].tells_files()) secrets.push_back(&leak.front()->finding.secret);
  }
  if (!holds_secrets(learned_, names_, secrets)) cache_->store(learned_, names_);
}

}  // namespace leaksieve::scan
