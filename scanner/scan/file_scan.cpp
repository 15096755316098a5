#include "scanner/scan/file_scan.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::scan {
namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t{2} << 30U;  // bytes, read at once
constexpr std::size_t kRun = 16;                                 // files a worker takes at a time

}  // namespace

void scan_path(Sieve& sieve, const std::string& path, Origin origin, unsigned worker) {
  std::size_t begin = 0;
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) sieve.scan_name(path.substr(begin, end - begin), origin, path, worker);
    begin = end + 1;
  }
}

std::uint64_t scan_files(const git::FileList& files, Sieve& sieve,
                         const std::function<bool(const git::WorktreeFile&)>& wanted, const std::stop_token& stop,
                         git::StreamProgress* progress) {
  for (const git::Unreadable& lost : files.unreadable) sieve.skips().add(lost.what, lost.reason);
  std::vector<const git::WorktreeFile*> chosen;
  for (const git::WorktreeFile& file : files.files) {
    if (wanted(file)) chosen.push_back(&file);
  }
  progress->objects_total = chosen.size();
  const std::uint64_t most_bytes = std::min(kLargestFile, sieve.options().max_memory_bytes);
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> scanned{0};
  const auto work = [&](unsigned worker) {
    for (std::size_t begin = next.fetch_add(kRun); begin < chosen.size(); begin = next.fetch_add(kRun)) {
      for (std::size_t i = begin; i < std::min(begin + kRun, chosen.size()); ++i) {
        if (stop.stop_requested()) return;
        const git::WorktreeFile& file = *chosen[i];
        scan_path(sieve, file.path, Origin::kFile, worker);
        const Result<std::string> content = git::read_worktree_file(file, most_bytes);
        ++progress->objects;
        if (!content) {
          sieve.skips().add(describe(Origin::kFile, {}, file.path), content.error().message);
          continue;
        }
        progress->bytes += content->size();
        sieve.scan({*content, file.path, Origin::kFile, {}, file.path}, worker);
        ++scanned;
      }
    }
  };
  std::vector<std::jthread> threads;
  const std::size_t workers = std::min<std::size_t>(sieve.workers(), chosen.size() / kRun + 1);
  for (unsigned worker = 1; worker < workers; ++worker) threads.emplace_back(work, worker);
  work(0);
  threads.clear();  // joins
  return scanned;
}

}  // namespace leaksieve::scan
