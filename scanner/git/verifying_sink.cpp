#include "scanner/git/verifying_sink.h"

#include "scanner/base/hash.h"

namespace leaksieve::git {

std::optional<Error> check_id(const ObjectView& object) {
  const Oid id = object_id(name_of(object.type), object.content, object.id.size());
  if (id == object.id) return std::nullopt;
  return Error{ErrorKind::kCorrupt, "its content has another id: " + id.hex()};
}

void VerifyingSink::take(const ObjectView& object, unsigned worker) {
  sink_.take(object, worker);
  if (const auto why = check_id(object)) sink_.skip(object.id, object.type, *why, worker);
}

void VerifyingSink::skip(const Oid& id, ObjectType type, const Error& why, unsigned worker) {
  sink_.skip(id, type, why, worker);
}

std::unique_ptr<pack::Carried> VerifyingDeltaSink::take(const pack::DeltaObject& object, unsigned worker) {
  std::unique_ptr<pack::Carried> kept = sink_.take(object, worker);
  if (object.role != pack::Role::kWanted) return kept;
  if (const auto why = check_id(object.object)) sink_.skip(object.object.id, object.object.type, *why, worker);
  return kept;
}

void VerifyingDeltaSink::skip(const Oid& id, ObjectType type, const Error& why, unsigned worker) {
  sink_.skip(id, type, why, worker);
}

}  // namespace leaksieve::git
