// The stream of objects: each one once, in the order that is cheapest to read, on several threads.
// This is the seam behind which the way of reading may change.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

namespace pack {
class DeltaSink;
class KnownRows;
}  // namespace pack

struct ObjectView {
  Oid id;
  ObjectType type = ObjectType::kBlob;
  Bytes content;  // borrowed until take() returns
};

// Takes the stream. Called from several threads at once, but never twice at once with the same `worker` (0-based).
class ObjectSink {
 public:
  virtual ~ObjectSink() = default;
  virtual void take(const ObjectView& object, unsigned worker) = 0;
  // An object that could not be read or is over the limit; or was told, and its content is not that of its id. `type`
  // may be a guess (kBlob) when nothing could be read.
  virtual void skip(const Oid& id, ObjectType type, const Error& why, unsigned worker) = 0;
};

struct StreamProgress {
  std::atomic<std::uint64_t> objects{0};
  std::atomic<std::uint64_t> bytes{0};          // of object content
  std::atomic<std::uint64_t> objects_total{0};  // 0 while unknown
};

// What the pack stream refused and libgit2 read, over several streams: each object counts once. Any thread.
class RescueLog {
 public:
  void add(const Oid& id, const Error& why_refused);
  // "2 objects were read by libgit2 because ...; the first: cannot read object '12...': ..."; nullopt: there were none.
  [[nodiscard]] std::optional<std::string> note() const;

 private:
  mutable std::mutex mutex_;
  OidSet ids_;
  std::optional<Oid> first_;  // the least, so that the number of threads does not matter
  std::string why_first_;
};

struct StreamOptions {
  unsigned threads = 1;
  bool blobs = true, trees = true, commits = true, tags = true;  // which types are wanted
  std::uint64_t max_object_bytes = std::uint64_t{2} << 30;       // larger ones are skipped with kLimit
  std::uint64_t max_memory_bytes = std::uint64_t{1} << 30;       // of content held at a time (git/pack/pack_stream.h)
  std::stop_token stop;                                          // asked for between objects
  StreamProgress* progress = nullptr;                            // may be null
  bool verify_objects = false;       // hash what is told; what has another id is told and then skipped with kCorrupt
  RescueLog* rescue_log = nullptr;   // may be null
  pack::KnownRows* known = nullptr;  // may be null; of all objects only (pack/delta_sink.h)
};

// Streams every object in the store: packs, loose objects, alternates; reachable or not; duplicates once.
// Errors: the store itself cannot be opened. A bad object is a skip, never an error. Returns early when stopped.
[[nodiscard]] Status stream_all_objects(const Repository& repository, const StreamOptions& options, ObjectSink& sink);

// The same, and tells how objects were made from each other (pack/delta_sink.h).
[[nodiscard]] Status stream_all_objects(const Repository& repository, const StreamOptions& options,
                                        pack::DeltaSink& sink);

// Streams the given objects (duplicates once, in the order that is cheapest). A missing one is a skip with kNotFound.
[[nodiscard]] Status stream_objects(const Repository& repository, std::span<const Oid> ids,
                                    const StreamOptions& options, ObjectSink& sink);

// The same, and tells how objects were made from each other, where they are read through the pack stream.
[[nodiscard]] Status stream_objects(const Repository& repository, std::span<const Oid> ids,
                                    const StreamOptions& options, pack::DeltaSink& sink);

}  // namespace leaksieve::git
