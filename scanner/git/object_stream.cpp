// Objects come from the packs and loose files themselves (pack/pack_stream.h). What the pack stream cannot give is
// asked of libgit2 before it counts as lost. A few objects by id are read one by one: that needs no tree of deltas.
#include "scanner/git/object_stream.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/pack/pack_stream.h"
#include "scanner/git/verifying_sink.h"

namespace leaksieve::git {
namespace {

// So few ids are read one by one, whatever the store. Above, ids that are one in kMostPerRead packed objects or more
// are read through the pack stream. Measured on a pack of 850,000: it takes 0.2 us an object to find out which are
// deltas of which; a single read takes from 0.3 ms to 6 ms where chains of deltas are long.
constexpr std::size_t kFewObjects = 8;
constexpr std::size_t kMostPerRead = 5000;
constexpr std::size_t kRun = 64;

bool is_wanted(const StreamOptions& options, ObjectType type) {
  switch (type) {
    case ObjectType::kBlob:
      return options.blobs;
    case ObjectType::kTree:
      return options.trees;
    case ObjectType::kCommit:
      return options.commits;
    case ObjectType::kTag:
      return options.tags;
  }
  return false;
}

Error over_limit(std::uint64_t size, std::uint64_t limit) {
  return {ErrorKind::kLimit, fmt::format("it has {} bytes, more than the limit of {}", size, limit)};
}

void give(ObjectSink& sink, const ObjectView& object, unsigned worker) { sink.take(object, worker); }
void give(pack::DeltaSink& sink, const ObjectView& object, unsigned worker) { sink.take({.object = object}, worker); }

// Stands between the pack stream and the sink: what the stream skips gets a second chance.
template <class Sink>
class Rescuer : public Sink {
 public:
  Rescuer(const Repository& repository, const StreamOptions& options, Sink& sink)
      : sink_(sink), repository_(repository), options_(options), readers_(std::max(options.threads, 1U)) {}

  void skip(const Oid& id, ObjectType type, const Error& why, unsigned worker) override {
    if (why.kind == ErrorKind::kLimit || why.kind == ErrorKind::kNotFound) return sink_.skip(id, type, why, worker);
    std::optional<ObjectReader>& reader = readers_[worker];
    if (!reader) {
      Result<ObjectReader> opened = ObjectReader::open(repository_);
      if (!opened) return sink_.skip(id, type, why, worker);
      reader = std::move(*opened);
    }
    const Result<ObjectHeader> header = reader->read_header(id);
    if (!header) return sink_.skip(id, type, why, worker);
    if (!is_wanted(options_, header->type)) return;
    if (header->size_bytes > options_.max_object_bytes) {
      return sink_.skip(id, header->type, over_limit(header->size_bytes, options_.max_object_bytes), worker);
    }
    const Result<Object> object = reader->read(id);
    if (!object) return sink_.skip(id, header->type, why, worker);
    const ObjectView view{id, object->type, object->content};
    give(sink_, view, worker);
    // What made the stream refuse it may have led libgit2 to another object's content.
    const std::optional<Error> wrong = check_id(view);
    if (wrong && !options_.verify_objects) sink_.skip(id, view.type, *wrong, worker);
    if (!wrong && options_.rescue_log != nullptr) options_.rescue_log->add(id, why);
  }

 protected:
  Sink& sink_;

 private:
  const Repository& repository_;
  const StreamOptions& options_;
  std::vector<std::optional<ObjectReader>> readers_;  // by worker
};

class Rescue final : public Rescuer<ObjectSink> {
 public:
  using Rescuer::Rescuer;
  void take(const ObjectView& object, unsigned worker) override { sink_.take(object, worker); }
};

class DeltaRescue final : public Rescuer<pack::DeltaSink> {
 public:
  using Rescuer::Rescuer;
  std::unique_ptr<pack::Carried> take(const pack::DeltaObject& object, unsigned worker) override {
    return sink_.take(object, worker);
  }
};

// What is read object by object holds one at a time.
StreamOptions within_memory(StreamOptions options) {
  options.max_object_bytes = std::min(options.max_object_bytes, options.max_memory_bytes);
  return options;
}

template <class Sink>
class SingleReads {
 public:
  SingleReads(const std::vector<Oid>& ids, const StreamOptions& options, Sink& sink)
      : ids_(ids), options_(options), sink_(sink) {}

  Status run(const Repository& repository) {
    std::mutex mutex;
    std::optional<Error> failure;
    const auto run_one = [&](unsigned worker) {
      Result<ObjectReader> reader = ObjectReader::open(repository);
      if (reader) return work(*reader, worker);
      const std::lock_guard lock(mutex);
      failure = reader.error();
    };
    {
      std::vector<std::jthread> others;
      for (unsigned worker = 1; worker < std::max(options_.threads, 1U); ++worker) others.emplace_back(run_one, worker);
      run_one(0);
    }
    return failure ? Status(*failure) : Status();
  }

 private:
  void work(ObjectReader& reader, unsigned worker) {
    for (std::size_t begin = next_.fetch_add(kRun); begin < ids_.size(); begin = next_.fetch_add(kRun)) {
      for (std::size_t i = begin; i < std::min(begin + kRun, ids_.size()) && !options_.stop.stop_requested(); ++i) {
        take(reader, ids_[i], worker);
      }
    }
  }

  void take(ObjectReader& reader, const Oid& id, unsigned worker) {
    const Result<ObjectHeader> header = reader.read_header(id);
    if (header && !is_wanted(options_, header->type)) return;
    const ObjectType type = header ? header->type : ObjectType::kBlob;
    std::size_t bytes = 0;
    if (header && header->size_bytes > options_.max_object_bytes) {
      sink_.skip(id, type, over_limit(header->size_bytes, options_.max_object_bytes), worker);
    } else if (const Result<Object> object = reader.read(id); !object) {
      sink_.skip(id, type, object.error(), worker);
    } else {
      bytes = object->content.size();
      give(sink_, {id, object->type, object->content}, worker);
    }
    if (options_.progress == nullptr) return;
    ++options_.progress->objects;
    options_.progress->bytes += bytes;
  }

  const std::vector<Oid>& ids_;
  const StreamOptions& options_;
  Sink& sink_;
  std::atomic<std::size_t> next_{0};
};

Rescue rescue_for(const Repository& repository, const StreamOptions& options, ObjectSink& sink) {
  return {repository, options, sink};
}
DeltaRescue rescue_for(const Repository& repository, const StreamOptions& options, pack::DeltaSink& sink) {
  return {repository, options, sink};
}

// `ids` may be null: all objects.
template <class Sink>
Status stream_from_packs(const Repository& repository, const std::span<const Oid>* ids, const StreamOptions& options,
                         Sink& sink) {
  const Result<std::shared_ptr<const pack::PackStore>> packs = repository.packs();
  if (!packs) return packs.error();
  auto rescue = rescue_for(repository, options, sink);
  return ids == nullptr ? pack::stream_packs(**packs, options, rescue)
                        : pack::stream_packs(**packs, *ids, options, rescue);
}

// Packs that cannot be opened: the stream tells why.
bool is_cheaper_from_packs(const Repository& repository, std::size_t ids) {
  if (ids < kFewObjects) return false;
  const Result<std::shared_ptr<const pack::PackStore>> packs = repository.packs();
  if (!packs) return true;
  std::size_t objects = 0;
  for (const pack::Pack& pack : (*packs)->packs()) objects += pack.index.count();
  return ids * kMostPerRead >= objects;
}

template <class Sink>
Status stream_ids(const Repository& repository, std::span<const Oid> ids, const StreamOptions& options, Sink& sink) {
  if (is_cheaper_from_packs(repository, ids.size())) return stream_from_packs(repository, &ids, options, sink);
  std::vector<Oid> unique(ids.begin(), ids.end());
  std::ranges::sort(unique);
  unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
  if (options.progress != nullptr) options.progress->objects_total = unique.size();
  return SingleReads<Sink>(unique, options, sink).run(repository);
}

}  // namespace

void RescueLog::add(const Oid& id, const Error& why_refused) {
  const std::lock_guard lock(mutex_);
  if (!ids_.insert(id).second || (first_ && *first_ < id)) return;
  first_ = id;
  why_first_ = why_refused.message;
}

std::optional<std::string> RescueLog::note() const {
  const std::lock_guard lock(mutex_);
  if (!first_) return std::nullopt;
  const bool is_one = ids_.size() == 1;
  return fmt::format("{} object{} read by libgit2, because the pack stream could not; {}{}", ids_.size(),
                     is_one ? " was" : "s were", is_one ? "" : "the first: ", why_first_);
}

Status stream_all_objects(const Repository& repository, const StreamOptions& options, ObjectSink& sink) {
  VerifyingSink verified(sink);
  ObjectSink& into = options.verify_objects ? verified : sink;
  return stream_from_packs(repository, nullptr, within_memory(options), into);
}

Status stream_all_objects(const Repository& repository, const StreamOptions& options, pack::DeltaSink& sink) {
  VerifyingDeltaSink verified(sink);
  pack::DeltaSink& into = options.verify_objects ? verified : sink;
  return stream_from_packs(repository, nullptr, within_memory(options), into);
}

Status stream_objects(const Repository& repository, std::span<const Oid> ids, const StreamOptions& options,
                      ObjectSink& sink) {
  VerifyingSink verified(sink);
  ObjectSink& into = options.verify_objects ? verified : sink;
  return stream_ids(repository, ids, within_memory(options), into);
}

Status stream_objects(const Repository& repository, std::span<const Oid> ids, const StreamOptions& options,
                      pack::DeltaSink& sink) {
  VerifyingDeltaSink verified(sink);
  pack::DeltaSink& into = options.verify_objects ? verified : sink;
  return stream_ids(repository, ids, within_memory(options), into);
}

}  // namespace leaksieve::git
