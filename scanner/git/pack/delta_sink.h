// A sink that is also told how an object was made from its delta base, so that it can look only at what is new.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "scanner/git/object_stream.h"
#include "scanner/git/pack/delta.h"

namespace leaksieve::git::pack {

// What a sink keeps with an object as long as objects are made from it (its findings, say). The stream owns it, and
// gives it back, const, from whichever thread makes the next object.
class Carried {
 public:
  Carried() = default;
  Carried(const Carried&) = delete;
  Carried& operator=(const Carried&) = delete;
  virtual ~Carried() = default;
};

// Borrowed until take() returns.
struct DeltaView {
  Oid base_id;                    // null when the base has no name in any index
  Bytes base_content;             //
  const Carried* base = nullptr;  // what take() gave for the base; null when it gave nothing
  std::span<const Piece> pieces;  // they cover the object's content, in order, without gaps
};

// An entry of a pack, by the numbers of the pack in its store and of the row in the pack's index.
struct PackRow {
  std::uint32_t pack = 0, row = 0;
};

// Knows entries of packs that need no telling.
class KnownRows {
 public:
  virtual ~KnownRows() = default;
  // False: it passes nothing over, and need not be asked of each.
  [[nodiscard]] virtual bool knows_any() const = 0;
  // Asked once for each packed object that would be told and whose type is known, before any is read, by one thread.
  // True: it is passed over.
  virtual bool passes_over(const PackRow& row, ObjectType type) = 0;
};

enum class Role : std::uint8_t {
  kWanted,    // one of the objects asked for: each is told once
  kBaseOnly,  // not asked for, or told before (a copy in another pack): only a base of others
};

struct DeltaObject {
  ObjectView object;  // its id is null when it has no name (kBaseOnly then)
  Role role = Role::kWanted;
  std::uint32_t children = 0;        // how many objects will be made from it; 0: what take() gives is dropped at once
  const DeltaView* delta = nullptr;  // null: read whole; then all of it is new
  std::optional<PackRow> row{};      // that it was read from, with nothing but that pack; nullopt: from elsewhere
};

// Called as ObjectSink is: from several threads, but never twice at once with the same `worker`. A base is taken before
// what is made from it, and bases come with delta == nullptr or a delta from a base that was taken.
class DeltaSink {
 public:
  virtual ~DeltaSink() = default;
  // Gives what to carry to the object's children, or nullptr.
  virtual std::unique_ptr<Carried> take(const DeltaObject& object, unsigned worker) = 0;
  virtual void skip(const Oid& id, ObjectType type, const Error& why, unsigned worker) = 0;
};

}  // namespace leaksieve::git::pack
