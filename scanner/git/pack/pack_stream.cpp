#include "scanner/git/pack/pack_stream.h"

#include <algorithm>

#include "scanner/git/pack/parallel.h"
#include "scanner/git/pack/selection.h"
#include "scanner/git/pack/walker.h"

namespace leaksieve::git::pack {
namespace {

constexpr std::uint64_t kLargestObject = 0xfffffff0;  // pieces and sizes are 32-bit

constexpr std::int64_t kDoubtBudget = std::int64_t{1} << 30U;  // bytes: a few seconds
constexpr std::int64_t kCopyBudget = std::int64_t{64} << 30U;  // bytes: some ten seconds

TypeSet types_of(const StreamOptions& options) {
  const auto bit = [](bool is_wanted, ObjectType type) {
    return static_cast<unsigned>(is_wanted) << static_cast<unsigned>(type);
  };
  return static_cast<TypeSet>(bit(options.commits, ObjectType::kCommit) | bit(options.trees, ObjectType::kTree) |
                              bit(options.blobs, ObjectType::kBlob) | bit(options.tags, ObjectType::kTag));
}

template <class Output>
void work(RunState& run, WorkQueue<typename Walker<Output>::Part>& queue, typename Output::Sink& sink,
          unsigned worker) noexcept {
  std::string why;
  try {
    Walker<Output>(run, queue, sink, worker).work();
    return;
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
    why = "unknown exception";
  }
  {
    const std::lock_guard lock(run.failure_mutex);
    run.failure = Error{ErrorKind::kInternal, "cannot stream objects: " + why};
  }
  queue.finish();
}

template <class Output>
Status stream(const PackStore& store, const std::span<const Oid>* ids, const StreamOptions& options,
              typename Output::Sink& sink) {
  const unsigned threads = std::max(options.threads, 1U);
  const DeltaTree& tree = store.tree(threads);
  const TypeSet types = types_of(options);
  Selection selection =
      ids == nullptr ? select_all(tree, types, options.known, threads) : select_ids(tree, types, *ids);
  if (options.progress != nullptr) options.progress->objects_total = selection.told + selection.missing.size();
  for (const Oid& id : selection.missing) {
    sink.skip(id, ObjectType::kBlob, {ErrorKind::kNotFound, fmt::format("object '{}' is missing", id.hex())}, 0);
    if (options.progress != nullptr) ++options.progress->objects;
  }
  RunState run{.store = store,
               .tree = tree,
               .options = options,
               .types = types,
               .marks = std::move(selection.marks),
               .limits = {std::min(options.max_object_bytes, kLargestObject), MemoryGauge(options.max_memory_bytes),
                          kDoubtBudget, kCopyBudget},
               .roots = RootOrder(tree, run.marks, threads),
               .alone = {},
               .failure_mutex = {},
               .failure = {}};
  WorkQueue<typename Walker<Output>::Part> queue;
  run_threads(threads, [&](unsigned worker) { work<Output>(run, queue, sink, worker); });
  BufferPool left(run.limits.gauge);
  for (auto& part : queue.take_left()) left.drop(part.buffer);
  return run.failure ? Status(*run.failure) : Status();
}

// No exception leaves the layer.
template <class Output>
Status guarded(const PackStore& store, const std::span<const Oid>* ids, const StreamOptions& options,
               typename Output::Sink& sink) {
  try {
    return stream<Output>(store, ids, options, sink);
  } catch (const std::exception& error) {
    return Error{ErrorKind::kInternal, std::string("cannot stream objects: ") + error.what()};
  }
}

}  // namespace

Status stream_packs(const PackStore& store, const StreamOptions& options, ObjectSink& sink) {
  return guarded<PlainOutput>(store, nullptr, options, sink);
}

Status stream_packs(const PackStore& store, const StreamOptions& options, DeltaSink& sink) {
  return guarded<DeltaOutput>(store, nullptr, options, sink);
}

Status stream_packs(const PackStore& store, std::span<const Oid> ids, const StreamOptions& options, ObjectSink& sink) {
  return guarded<PlainOutput>(store, &ids, options, sink);
}

Status stream_packs(const PackStore& store, std::span<const Oid> ids, const StreamOptions& options, DeltaSink& sink) {
  return guarded<DeltaOutput>(store, &ids, options, sink);
}

}  // namespace leaksieve::git::pack
