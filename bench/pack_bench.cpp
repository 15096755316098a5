// Streams all objects of a store into nothing: pack_bench OBJECTS_DIRECTORY [THREADS [TYPES [MODE [MEMORY_MIB]]]]
// TYPES: letters of b(lobs) t(rees) c(ommits) g (tags), default "btcg". MODE: plain (default), delta (pieces are told),
// or touch (plain, and every byte is read).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "scanner/git/pack/pack_stream.h"

namespace {
namespace git = leaksieve::git;

struct alignas(128) Count {
  std::uint64_t objects = 0, bytes = 0, skips = 0, inserted = 0, pieces = 0, sum = 0;
};

class NullSink final : public git::ObjectSink, public git::pack::DeltaSink {
 public:
  NullSink(unsigned threads, bool touches) : counts_(threads), touches_(touches) {}
  void take(const git::ObjectView& object, unsigned worker) override {
    ++counts_[worker].objects;
    counts_[worker].bytes += object.content.size();
    if (!touches_) return;
    for (std::size_t i = 0; i + 8 <= object.content.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, object.content.data() + i, 8);
      counts_[worker].sum += word;
    }
  }
  std::unique_ptr<git::pack::Carried> take(const git::pack::DeltaObject& object, unsigned worker) override {
    take(object.object, worker);
    if (object.delta == nullptr) {
      counts_[worker].inserted += object.object.content.size();
      return nullptr;
    }
    for (const auto& piece : object.delta->pieces) {
      if (!piece.is_copy()) counts_[worker].inserted += piece.size;
    }
    counts_[worker].pieces += object.delta->pieces.size();
    return nullptr;
  }
  void skip(const leaksieve::Oid&, git::ObjectType, const leaksieve::Error& why, unsigned worker) override {
    if (counts_[worker].skips++ < 5) std::fprintf(stderr, "skip: %s\n", why.message.c_str());
  }
  // Of the bytes, the part that the busiest thread made: 1 / threads when the work was shared evenly.
  [[nodiscard]] double largest_share() const {
    std::uint64_t most = 0;
    for (const Count& count : counts_) most = std::max(most, count.bytes);
    return static_cast<double>(most) / static_cast<double>(std::max<std::uint64_t>(total().bytes, 1));
  }
  [[nodiscard]] Count total() const {
    Count sum;
    for (const Count& count : counts_) {
      sum.objects += count.objects;
      sum.bytes += count.bytes;
      sum.skips += count.skips;
      sum.inserted += count.inserted;
      sum.pieces += count.pieces;
      sum.sum += count.sum;
    }
    return sum;
  }

 private:
  std::vector<Count> counts_;
  bool touches_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2)
    return std::fputs("usage: pack_bench OBJECTS [THREADS [TYPES [plain|delta|touch [MEMORY_MIB]]]]\n", stderr), 2;
  const unsigned threads = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  const std::string types = argc > 3 ? argv[3] : "btcg", mode = argc > 4 ? argv[4] : "plain";
  const std::vector<std::filesystem::path> directories{argv[1]};
  const auto start = std::chrono::steady_clock::now();
  const auto store = git::pack::PackStore::open(directories);
  if (!store) return std::fprintf(stderr, "%s\n", store.error().message.c_str()), 1;
  for (const auto& [file, why, loses_objects] : store->problems()) {
    std::fprintf(stderr, "%s: %s\n", file.c_str(), why.message.c_str());
  }
  const double opened = seconds_since(start);
  (void)store->tree(threads);
  const double treed = seconds_since(start);
  git::StreamOptions options;
  options.threads = threads;
  options.blobs = types.find('b') != std::string::npos;
  options.trees = types.find('t') != std::string::npos;
  options.commits = types.find('c') != std::string::npos;
  options.tags = types.find('g') != std::string::npos;
  if (argc > 5) options.max_memory_bytes = std::strtoull(argv[5], nullptr, 10) << 20U;
  NullSink sink(threads, mode == "touch");
  const leaksieve::Status done = mode == "delta"
                                     ? stream_packs(*store, options, static_cast<git::pack::DeltaSink&>(sink))
                                     : stream_packs(*store, options, static_cast<git::ObjectSink&>(sink));
  if (!done) return std::fprintf(stderr, "%s\n", done.error().message.c_str()), 1;
  const double all = seconds_since(start);
  const Count count = sink.total();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "threads %u types %s mode %s: open %.3f s, tree %.3f s, stream %.3f s, all %.3f s (CPU %.3f + %.3f s); %lu "
      "objects, %.3f GB, "
      "%.2f GB/s; new %.3f GB, %lu pieces; %lu skips; peak %.0f MiB; largest share %.2f [%lx]\n",
      threads, types.c_str(), mode.c_str(), opened, treed - opened, all - treed, all, seconds_of(usage.ru_utime),
      seconds_of(usage.ru_stime), count.objects, static_cast<double>(count.bytes) / 1e9,
      static_cast<double>(count.bytes) / 1e9 / all, static_cast<double>(count.inserted) / 1e9, count.pieces,
      count.skips, static_cast<double>(usage.ru_maxrss) / 1024, sink.largest_share(), count.sum);
  return 0;
}
