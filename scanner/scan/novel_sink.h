// Scans blobs where they are new: what a delta copied from a base that was scanned is not scanned again, and neither
// are lines that are known to hold nothing.
#pragma once

#include <memory>

#include "scanner/git/pack/delta_sink.h"
#include "scanner/scan/known_packs.h"
#include "scanner/scan/object_sinks.h"

namespace leaksieve::scan {

// Gives everything to `texts`, which finds the same as without deltas.
class NovelSink final : public git::pack::DeltaSink {
 public:
  // `known` may be null; it learns the blobs in which nothing is found.
  NovelSink(TextSink& texts, KnownPacks* known) : texts_(texts), known_(known) {}
  std::unique_ptr<git::pack::Carried> take(const git::pack::DeltaObject& object, unsigned worker) override;
  void skip(const Oid& id, git::ObjectType type, const Error& why, unsigned worker) override {
    texts_.skip(id, type, why, worker);
  }

 private:
  TextSink& texts_;
  KnownPacks* known_;
};

}  // namespace leaksieve::scan
