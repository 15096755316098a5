// Reading through libgit2: ids in pack order are cut into runs, and each worker reads whole runs, so that the bases of
// a run's deltas are mostly in libgit2's cache.
#include "scanner/git/object_stream.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include "scanner/git/objects.h"

namespace leaksieve::git {
namespace {

constexpr std::size_t kRun = 256;  // objects

class Stream {
 public:
  Stream(const Repository& repository, std::span<const Oid> ids, const StreamOptions& options, ObjectSink& sink)
      : repository_(repository), ids_(ids), options_(options), sink_(sink) {}

  Status run() {
    const std::size_t runs = (ids_.size() + kRun - 1) / kRun;
    const std::size_t workers = std::clamp<std::size_t>(options_.threads, 1, std::max<std::size_t>(runs, 1));
    std::vector<std::jthread> threads;
    for (unsigned worker = 1; worker < workers; ++worker) {
      threads.emplace_back([this, worker] { work(worker); });
    }
    work(0);
    threads.clear();  // joins
    return failure_ ? Status(*failure_) : Status();
  }

 private:
  void work(unsigned worker) {
    Result<ObjectReader> reader = ObjectReader::open(repository_);
    if (!reader) {
      const std::lock_guard lock(mutex_);
      failure_ = reader.error();
      return;
    }
    for (std::size_t begin = next_.fetch_add(kRun); begin < ids_.size(); begin = next_.fetch_add(kRun)) {
      const std::size_t end = std::min(begin + kRun, ids_.size());
      for (std::size_t i = begin; i < end; ++i) {
        if (options_.stop.stop_requested()) return;
        read(*reader, ids_[i], worker);
      }
    }
  }

  [[nodiscard]] bool wanted(ObjectType type) const {
    switch (type) {
      case ObjectType::kCommit:
        return options_.commits;
      case ObjectType::kTree:
        return options_.trees;
      case ObjectType::kTag:
        return options_.tags;
      case ObjectType::kBlob:
        break;
    }
    return options_.blobs;
  }

  void read(ObjectReader& reader, const Oid& id, unsigned worker) {
    // The header comes first: it is cheap, and says what not to inflate.
    const Result<ObjectHeader> header = reader.read_header(id);
    if (header && !wanted(header->type)) return;
    const ObjectType type = header ? header->type : ObjectType::kBlob;
    if (header && header->size_bytes > options_.max_object_bytes) {
      sink_.skip(id, type, too_large(header->size_bytes), worker);
    } else if (Result<Object> object = reader.read(id); !object) {
      sink_.skip(id, type, object.error(), worker);
    } else if (wanted(object->type)) {
      sink_.take({id, object->type, object->content}, worker);
      if (options_.progress != nullptr) options_.progress->bytes += object->content.size();
    }
    if (options_.progress != nullptr) ++options_.progress->objects;
  }

  [[nodiscard]] Error too_large(std::uint64_t size_bytes) const {
    return {ErrorKind::kLimit, "it has " + std::to_string(size_bytes) + " bytes, more than the limit of " +
                                   std::to_string(options_.max_object_bytes)};
  }

  const Repository& repository_;
  std::span<const Oid> ids_;
  const StreamOptions& options_;
  ObjectSink& sink_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::optional<Error> failure_;
};

// Each id once, in the order of the first.
std::vector<Oid> without_duplicates(std::span<const Oid> ids) {
  std::vector<Oid> unique;
  unique.reserve(ids.size());
  OidSet seen;
  seen.reserve(ids.size());
  for (const Oid& id : ids) {
    if (seen.insert(id).second) unique.push_back(id);
  }
  return unique;
}

Result<std::vector<Oid>> list_ids(const Repository& repository) {
  Result<ObjectReader> reader = ObjectReader::open(repository);
  if (!reader) return reader.error();
  std::vector<Oid> ids;
  const Status listed = reader->for_each_id([&ids](const Oid& id) {
    ids.push_back(id);
    return true;
  });
  if (!listed) return listed.error();
  return without_duplicates(ids);
}

}  // namespace

Status stream_all_objects(const Repository& repository, const StreamOptions& options, ObjectSink& sink) {
  const Result<std::vector<Oid>> ids = list_ids(repository);
  if (!ids) return ids.error();
  if (options.progress != nullptr) options.progress->objects_total = ids->size();
  return Stream(repository, *ids, options, sink).run();
}

Status stream_objects(const Repository& repository, std::span<const Oid> ids, const StreamOptions& options,
                      ObjectSink& sink) {
  const std::vector<Oid> unique = without_duplicates(ids);
  if (options.progress != nullptr) options.progress->objects_total = unique.size();
  return Stream(repository, unique, options, sink).run();
}

}  // namespace leaksieve::git
