// Decorators for --verify-objects: they hash what is told and compare it with its id. What does not fit is told all the
// same (its secrets are secrets), and then skipped by its name.
#pragma once

#include <optional>

#include "scanner/git/object_stream.h"
#include "scanner/git/pack/delta_sink.h"

namespace leaksieve::git {

// nullopt: the content is the id's. Else kCorrupt "its content has another id: 1234...".
[[nodiscard]] std::optional<Error> check_id(const ObjectView& object);

class VerifyingSink final : public ObjectSink {
 public:
  explicit VerifyingSink(ObjectSink& sink) : sink_(sink) {}
  void take(const ObjectView& object, unsigned worker) override;
  void skip(const Oid& id, ObjectType type, const Error& why, unsigned worker) override;

 private:
  ObjectSink& sink_;  // borrowed
};

// Objects that are only bases of others are not hashed.
class VerifyingDeltaSink final : public pack::DeltaSink {
 public:
  explicit VerifyingDeltaSink(pack::DeltaSink& sink) : sink_(sink) {}
  std::unique_ptr<pack::Carried> take(const pack::DeltaObject& object, unsigned worker) override;
  void skip(const Oid& id, ObjectType type, const Error& why, unsigned worker) override;

 private:
  pack::DeltaSink& sink_;  // borrowed
};

}  // namespace leaksieve::git
