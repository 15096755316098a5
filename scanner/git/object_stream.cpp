// Packs are read as packs (pack/pack_walker.h): workers take trees of deltas, the great ones first, then runs of small
// ones in the order of the file; then loose objects. What a pack does not give is looked for everywhere else (libgit2)
// before it counts as lost. A few objects by id are read one by one.
#include "scanner/git/object_stream.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "scanner/git/pack/pack_set.h"
#include "scanner/git/pack/pack_walker.h"
#include "scanner/git/stream_plan.h"

namespace leaksieve::git {
namespace {

using pack::PackPlan;

class Worker final : public pack::WalkSink {
 public:
  Worker(const StreamOptions& options, ObjectSink& sink, ObjectReader& reader, unsigned number)
      : options_(options), sink_(sink), reader_(reader), number_(number) {}

  void take(const Oid& id, ObjectType type, Bytes content) override {
    sink_.take({id, type, content}, number_);
    count(content.size());
  }
  void fail(const Oid& id, const std::string& why) override {
    if (const std::optional<Object> object = read(id, why)) {
      if (wants(object->type)) take(id, object->type, object->content);
    }
  }
  std::optional<Object> read_elsewhere(const Oid& id) override { return read(id, ""); }
  bool wants(ObjectType type) override { return is_wanted(options_, type); }

  void take_loose(const Oid& id, const LooseStore& store) {
    const Result<ObjectHeader> header = store.read_header(id);
    if (!header) return fail(id, header.error().message);
    if (!wants(header->type)) return;
    if (header->size_bytes > options_.max_object_bytes) return skip_large(id, *header);
    const Result<Object> object = store.read(id);
    if (!object) return lose(id, header->type, {object.error().kind, object.error().message});
    take(id, object->type, object->content);
  }

  void take_by_id(const Oid& id) {
    const Result<ObjectHeader> header = reader_.read_header(id);
    if (header && !wants(header->type)) return;
    if (const std::optional<Object> object = read(id, "")) take(id, object->type, object->content);
  }

 private:
  // From wherever it is; nullopt after a skip. `why` tells what the pack said, "" when it was not asked.
  std::optional<Object> read(const Oid& id, const std::string& why) {
    const Result<ObjectHeader> header = reader_.read_header(id);
    const ObjectType type = header ? header->type : ObjectType::kBlob;
    if (header && header->size_bytes > options_.max_object_bytes) {
      skip_large(id, *header);
      return std::nullopt;
    }
    Result<Object> object = reader_.read(id);
    if (object) return std::move(*object);
    if (why.empty()) {
      sink_.skip(id, type, object.error(), number_);
      count(0);
    } else {
      lose(id, type, {ErrorKind::kCorrupt, why});
    }
    return std::nullopt;
  }

  void lose(const Oid& id, ObjectType type, const Error& why) {
    sink_.skip(id, type, {why.kind, fmt::format("cannot read object '{}': {}", id.hex(), why.message)}, number_);
    count(0);
  }

  void skip_large(const Oid& id, const ObjectHeader& header) {
    sink_.skip(id, header.type,
               {ErrorKind::kLimit, fmt::format("it has {} bytes, more than the limit of {}", header.size_bytes,
                                               options_.max_object_bytes)},
               number_);
    count(0);
  }

  void count(std::size_t bytes) {
    if (options_.progress == nullptr) return;
    options_.progress->objects.fetch_add(1, std::memory_order_relaxed);
    options_.progress->bytes.fetch_add(bytes, std::memory_order_relaxed);
  }

  const StreamOptions& options_;
  ObjectSink& sink_;
  ObjectReader& reader_;
  unsigned number_;
};

// Runs `work(worker)` on every thread; the first error ends up in the result.
template <class Work>
Status run_workers(const Repository& repository, const StreamOptions& options, ObjectSink& sink, Work work) {
  std::mutex mutex;
  std::optional<Error> failure;
  const auto run = [&](unsigned number) {
    Result<ObjectReader> reader = ObjectReader::open(repository);
    if (!reader) {
      const std::lock_guard lock(mutex);
      failure = reader.error();
      return;
    }
    Worker worker(options, sink, *reader, number);
    work(worker);
  };
  {
    std::vector<std::jthread> others;
    for (unsigned number = 1; number < std::max(options.threads, 1U); ++number) others.emplace_back(run, number);
    run(0);
  }
  return failure ? Status(*failure) : Status();
}

Status run_plan(const Repository& repository, const StreamPlan& plan, const StreamOptions& options, ObjectSink& sink) {
  const std::vector<StreamPlan::Task>& tasks = plan.tasks();
  std::atomic<std::size_t> next{0};
  pack::PackWalker::Limits limits;
  limits.max_object_bytes = options.max_object_bytes;
  limits.max_held_bytes = kHeldBytes / std::max(options.threads, 1U);
  Status status = run_workers(repository, options, sink, [&](Worker& worker) {
    pack::PackWalker walker(limits, options.stop, worker);
    for (std::size_t i = next++; i < tasks.size() && !options.stop.stop_requested(); i = next++) {
      const StreamPlan::Task& task = tasks[i];
      if (task.pack == StreamPlan::kLoose) {
        for (std::size_t at = task.begin; at < task.end && !options.stop.stop_requested(); ++at) {
          const pack::PackSet::Loose& loose = *plan.loose()[at];
          worker.take_loose(loose.id, plan.packs().store(loose.store));
        }
        continue;
      }
      const std::vector<PackPlan::Number>& roots = plan.roots(task.pack);
      for (std::size_t at = task.begin; at < task.end && !options.stop.stop_requested(); ++at) {
        walker.walk(plan.packs().packs()[task.pack], plan.wanted(task.pack), roots[at]);
      }
    }
  });
  for (const PackPlan& pack : plan.packs().packs()) pack.release_pages();
  return status;
}

constexpr std::size_t kFewObjects = 4000;  // under it, or a twentieth of the store, ids are read one by one
constexpr std::size_t kRun = 64;

Status stream_by_id(const Repository& repository, const std::vector<Oid>& ids, const StreamOptions& options,
                    ObjectSink& sink) {
  std::atomic<std::size_t> next{0};
  return run_workers(repository, options, sink, [&](Worker& worker) {
    for (std::size_t begin = next.fetch_add(kRun); begin < ids.size(); begin = next.fetch_add(kRun)) {
      for (std::size_t i = begin; i < std::min(begin + kRun, ids.size()) && !options.stop.stop_requested(); ++i) {
        worker.take_by_id(ids[i]);
      }
    }
  });
}

}  // namespace

Status stream_all_objects(const Repository& repository, const StreamOptions& options, ObjectSink& sink) {
  const StreamPlan plan(repository.packs(), options);
  if (options.progress != nullptr) options.progress->objects_total = plan.objects();
  return run_plan(repository, plan, options, sink);
}

Status stream_objects(const Repository& repository, std::span<const Oid> ids, const StreamOptions& options,
                      ObjectSink& sink) {
  std::vector<Oid> unique(ids.begin(), ids.end());
  std::ranges::sort(unique);
  unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
  if (unique.size() < kFewObjects) {
    if (options.progress != nullptr) options.progress->objects_total = unique.size();
    return stream_by_id(repository, unique, options, sink);
  }
  const StreamPlan plan(repository.packs(), options, unique);
  if (options.progress != nullptr) options.progress->objects_total = plan.objects();
  for (const Oid& id : plan.missing()) {
    sink.skip(id, ObjectType::kBlob, {ErrorKind::kNotFound, fmt::format("object '{}' is missing", id.hex())}, 0);
  }
  return run_plan(repository, plan, options, sink);
}

}  // namespace leaksieve::git
