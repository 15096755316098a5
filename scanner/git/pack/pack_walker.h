// One thread's way through the forest of a pack: each entry is inflated once, deltas are applied depth first, and no
// more than a bounded number of bytes is held.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/git/objects.h"
#include "scanner/git/pack/buffer.h"
#include "scanner/git/pack/pack_plan.h"

struct libdeflate_decompressor;

namespace leaksieve::git::pack {

// What a stream wants of a pack's entries, by entry number.
struct Wanted {
  static constexpr std::uint8_t kNeeded = 1;  // itself, or something below it
  static constexpr std::uint8_t kTold = 2;
  std::vector<std::uint8_t> flags;
};

// Where a walk's objects go.
class WalkSink {
 public:
  virtual ~WalkSink() = default;
  virtual void take(const Oid& id, ObjectType type, Bytes content) = 0;
  // The pack does not give the object. `why` has no name in it.
  virtual void fail(const Oid& id, const std::string& why) = 0;
  // An object that is a delta on something outside of the pack, or whose entry is broken, from anywhere; nullopt when
  // it cannot be read (fail() is called then).
  virtual std::optional<Object> read_elsewhere(const Oid& id) = 0;
  // False: objects of this type are passed over.
  virtual bool wants(ObjectType type) = 0;
};

class PackWalker {
 public:
  struct Limits {
    std::uint64_t max_object_bytes = std::uint64_t{2} << 30U;
    std::uint64_t max_held_bytes = std::uint64_t{128} << 20U;  // bases that wait for their next child
  };
  PackWalker(const Limits& limits, std::stop_token stop, WalkSink& sink);
  ~PackWalker();
  PackWalker(const PackWalker&) = delete;
  PackWalker& operator=(const PackWalker&) = delete;

  // Tells the wanted entries of the tree below `root`.
  void walk(const PackPlan& plan, const Wanted& wanted, PackPlan::Number root);

 private:
  using Number = PackPlan::Number;
  struct Frame {
    Number entry = 0;
    std::uint32_t next_child = 0;
    Buffer content;
    bool held = false;  // content is there; otherwise it is built again when needed
  };
  // Why an entry could not be built.
  using Failure = std::optional<std::string>;

  [[nodiscard]] bool needed(Number entry) const { return (wanted_->flags[entry] & Wanted::kNeeded) != 0; }
  std::uint32_t next_needed_child(Number entry, std::uint32_t from) const;
  bool begin(Number root, Buffer& content);
  Failure inflate(Number entry, const EntryHead& head, Buffer& out);
  Failure build_whole(Number entry, Buffer& out);
  Failure build_delta(Number entry, Bytes base, Buffer& out);
  Failure rebuild(Number entry, Buffer& out);
  void tell(Number entry, Bytes content);
  void fail_below(Number entry, const std::string& why);
  void step();
  void push(Number entry, Buffer content);
  void release(Frame& frame);
  void keep_in_bounds();

  Limits limits_;
  std::stop_token stop_;
  WalkSink& sink_;
  libdeflate_decompressor* inflater_;
  BufferPool pool_;
  Buffer delta_;
  const PackPlan* plan_ = nullptr;
  const Wanted* wanted_ = nullptr;
  ObjectType type_ = ObjectType::kBlob;  // of the tree at hand
  std::vector<Frame> frames_;
  std::uint64_t held_bytes_ = 0;
};

}  // namespace leaksieve::git::pack
