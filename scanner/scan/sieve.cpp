#include "scanner/scan/sieve.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::scan {
namespace {

constexpr unsigned kMostThreads = 16;
constexpr std::size_t kLeastWindow = std::size_t{1} << 20;
constexpr std::size_t kSniffed = 8000;  // bytes, as git's buffer_is_binary() looks at

// UTF-16 is text too, for all its NULs.
bool is_binary(Bytes content) {
  if (content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff")) return false;
  return content.substr(0, kSniffed).find('\0') != Bytes::npos;
}

}  // namespace

unsigned threads_of(const ScanOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
}

std::string describe(Origin origin, const Oid& object, const std::string& path) {
  switch (origin) {
    case Origin::kBlob:
      return "blob " + object.hex();
    case Origin::kCommit:
      return "commit " + object.hex();
    case Origin::kTag:
      return "tag " + object.hex();
    case Origin::kName:
      return fmt::format("name '{}'", quote_path(path));
    case Origin::kStaged:
      return fmt::format("staged file '{}'", quote_path(path));
    case Origin::kFile:
      break;
  }
  return fmt::format("file '{}'", quote_path(path));
}

Result<Sieve> Sieve::make(std::shared_ptr<const match::PatternDb> db, const ScanOptions& options,
                          const IgnoreList& ignored) {
  Sieve sieve(std::move(db), options, ignored);
  for (unsigned i = 0; i < threads_of(options); ++i) {
    Result<finding::Detector> detector = finding::Detector::make(sieve.db_);
    if (!detector) return detector.error();
    detector->window_bytes = std::max<std::size_t>(options.max_blob_bytes, kLeastWindow);
    detector->decode_depth = options.decode_depth;
    detector->archive_depth = options.archive_depth;
    sieve.workers_.push_back(std::make_unique<Worker>(Worker{std::move(*detector), {}, {}, 0}));
  }
  return sieve;
}

bool Sieve::scan(const Text& text, const match::Edit* edit, match::Trace* trace, unsigned worker) {
  Worker& mine = *workers_[worker];
  if (text.content.size() > options_->max_blob_bytes && is_binary(text.content)) {
    skips_->add(describe(text.origin, text.object, text.place_path),
                fmt::format("it is binary and has {} bytes, over --max-blob-size", text.content.size()));
    mine.findings.read_again.push_back(text.object);
    return true;
  }
  mine.bytes += text.content.size();
  mine.buffer.clear();
  const Status status = mine.detector.scan(text.content, text.path, edit, trace, mine.buffer);
  if (!status) skips_->add(describe(text.origin, text.object, text.place_path), status.error().message);
  for (const finding::Skip& skip : mine.detector.skips()) {
    const std::string member = skip.what.empty() ? "" : "!" + quote_path(skip.what);
    skips_->add(describe(text.origin, text.object, text.place_path) + member, skip.reason);
  }
  const bool has_skips = !status || !mine.detector.skips().empty();
  if (has_skips) mine.findings.read_again.push_back(text.object);
  const bool tells = has_skips || !mine.buffer.empty();
  if (!mine.buffer.empty()) keep(mine, text);
  return tells;
}

void Sieve::keep(Worker& worker, const Text& text) {
  for (finding::Finding& finding : worker.buffer) {
    const bool by_path = db_->rule_set().rules[finding.rule].tells_files();
    if (by_path && finding.position.line != 0) continue;
    const bool commented = options_->respect_allow_comments && finding.allowed_inline;
    if (commented || ignored_->has_fingerprint(finding.fingerprint)) {
      worker.findings.allowed.insert(key_of(finding));
      worker.findings.read_again.push_back(text.object);
      continue;
    }
    worker.findings.placed.push_back({text.origin, text.object, text.place_path, std::move(finding)});
  }
}

void Sieve::scan_name(const std::string& name, Origin origin, const std::string& place_path, unsigned worker) {
  Worker& mine = *workers_[worker];
  mine.buffer.clear();
  const Status status = mine.detector.scan(name, name, mine.buffer);
  if (!status) skips_->add(describe(origin, {}, place_path), status.error().message);
  for (finding::Finding& finding : mine.buffer) finding.position = {0, 0};
  keep(mine, {name, name, origin, {}, place_path});
}

bool Sieve::tells_name(const std::string& name, unsigned worker) {
  Worker& mine = *workers_[worker];
  mine.buffer.clear();
  const Status status = mine.detector.scan(name, name, mine.buffer);
  return !status || !mine.buffer.empty();  // what went wrong is told by scan_name()
}

Findings Sieve::take_findings() {
  Findings all;
  for (const std::unique_ptr<Worker>& worker : workers_) all.append(std::exchange(worker->findings, {}));
  return all;
}

std::uint64_t Sieve::bytes() const {
  std::uint64_t sum = 0;
  for (const std::unique_ptr<Worker>& worker : workers_) sum += worker->bytes;
  return sum;
}

}  // namespace leaksieve::scan
