// One thread's walk over delta trees: depth first, with a stack of its own, so that chains may have any depth.
//
// A frame is a node whose content is made and whose children are not all made yet. Before the last child's own children
// are walked the frame goes; and children come with the largest subtree last. So a frame that stays has a sibling tree
// at least as large as what is being walked, and no more than log2(objects) contents are held, whatever the tree's
// shape. When even that is over the memory budget, contents at the bottom are dropped and made again when they are
// needed. Inner header of git/pack.
#pragma once

#include <exception>
#include <utility>

#include <fmt/format.h>

#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/pack/run_state.h"

namespace leaksieve::git::pack {

// How a walk tells objects. Both ways are compiled, so that the plain one costs nothing extra.
struct PlainOutput {
  using Sink = ObjectSink;
  struct Kept {};
  static constexpr std::vector<Piece>* pieces(std::vector<Piece>&) { return nullptr; }
  static Kept take(Sink& sink, const DeltaObject& object, unsigned worker) {
    if (object.role == Role::kWanted) sink.take(object.object, worker);
    return {};
  }
  static const Carried* carried(const Kept&) { return nullptr; }
};

struct DeltaOutput {
  using Sink = DeltaSink;
  using Kept = std::shared_ptr<const Carried>;
  static std::vector<Piece>* pieces(std::vector<Piece>& room) { return &room; }
  static Kept take(Sink& sink, const DeltaObject& object, unsigned worker) { return sink.take(object, worker); }
  static const Carried* carried(const Kept& kept) { return kept.get(); }
};

template <class Kept>
struct Frame {
  Node node = 0;
  const Node* next = nullptr;  // a needed child, or `end`
  const Node* end = nullptr;
  Buffer* buffer = nullptr;  // null: dropped, or the node could not be made
  ObjectType type = ObjectType::kBlob;
  ErrorKind failed_as = ErrorKind::kCorrupt;
  bool is_failed = false;
  bool is_pinned = false;  // made from another copy: it must not be dropped, its own chain cannot be read
  bool is_own = false;     // made from its own pack alone
  [[no_unique_address]] Kept kept{};
};

template <class Output>
class Walker final : private RoomMaker {
 public:
  using Part = Frame<typename Output::Kept>;

  Walker(RunState& run, WorkQueue<Part>& queue, typename Output::Sink& sink, unsigned worker)
      : run_(run), queue_(queue), sink_(sink), worker_(worker), reader_(run.store, run.tree, run.limits, *this) {}
  ~Walker() {
    reader_.pool().drop(told_);
    for (Part& frame : stack_) reader_.pool().drop(frame.buffer);
    flush_progress();
  }
  Walker(const Walker&) = delete;
  Walker& operator=(const Walker&) = delete;

  // Until no thread has work any more, or the run is stopped.
  void work() {
    queue_.enter();
    for (auto roots = run_.roots.next(); !roots.empty() && !is_stopped(); roots = run_.roots.next()) {
      for (const Node& root : roots) {
        next_root_ = &root + 1 == roots.data() + roots.size() ? nullptr : &root + 1;
        walk_root(root);
        if (is_stopped()) break;
      }
    }
    while (!is_stopped()) {
      std::optional<Part> part = queue_.wait();
      if (!part) break;
      stack_.push_back(std::move(*part));
      walk();
    }
    if (is_stopped()) queue_.finish();
  }

 private:
  [[nodiscard]] bool is_stopped() const { return queue_.is_finished() || run_.options.stop.stop_requested(); }

  void walk_root(Node root) {
    Made made;
    switch (run_.tree.base(root)) {
      case DeltaTree::kWhole:
        made = reader_.make_root(root, run_.types);
        break;
      case DeltaTree::kMissingBase:
        made.problem.why = "its delta base is missing";
        break;
      case DeltaTree::kCycle:
        made.problem.why = "its delta bases lead back to it";
        break;
      case DeltaTree::kBroken:
        made.problem.why = run_.tree.pack_of(root).pack.read_header(run_.tree.offset(root)).problem;
        break;
      case DeltaTree::kAmbiguous:
        made.problem.why = "the pack's index gives its offset to another object too";
        break;
      default:
        made.problem.why = "the pack's index points outside the pack";
    }
    settle(root, made, nullptr);
    walk();
  }

  void walk() {
    while (!stack_.empty()) {
      if (is_stopped()) return;
      if (queue_.wants_parts()) share();
      step();
    }
  }

  // Makes the next child of the top frame.
  void step() {
    Part& top = stack_.back();
    const Node child = *top.next++;
    top.next = first_needed(top.next, top.end);
    run_.tree.prefetch_children(child);
    if (top.next != top.end) run_.tree.prefetch_node(*top.next);
    Made made;
    if (!top.is_failed && top.buffer == nullptr) remake(top);
    if (top.is_failed) {
      const bool is_limit = top.failed_as == ErrorKind::kLimit;
      made.problem = {top.failed_as, is_limit ? "its delta base is over the limit" : "its delta base cannot be read"};
    } else {
      made = reader_.make_delta(child, *top.buffer, Output::pieces(pieces_));
    }
    made.type = top.type;
    settle(child, made, &top);
  }

  // A frame whose content was dropped: its chain could be read before, so only memory can be missing now.
  void remake(Part& frame) {
    const Made made = reader_.make_chain(frame.node);
    frame.buffer = made.buffer;
    frame.is_failed = static_cast<bool>(made.problem);
    frame.failed_as = made.problem.kind;
  }

  // Tells a node that was just made, or could not be, and puts it on the stack when children need it. `parent` is the
  // top frame; it goes when this was its last child.
  void settle(Node node, Made made, const Part* parent) {
    bool is_pinned = parent != nullptr && parent->is_pinned, is_delta = parent != nullptr;
    if (made.problem) {
      const std::optional<Made> other = reader_.make_other_copy(node);
      if (other) {
        made = *other;
        is_pinned = true;
        is_delta = false;
      }
    }
    Part frame;
    const auto children = run_.tree.children(node);
    frame.node = node;
    frame.end = children.data() + children.size();
    frame.next = first_needed(children.data(), frame.end);
    frame.type = made.type;
    frame.buffer = made.buffer;
    frame.is_pinned = is_pinned;
    frame.is_own = !is_pinned && !run_.tree.is_loose(node) &&
                   (parent == nullptr || (parent->is_own && run_.tree.is_same_pack(node, parent->node)));
    prefetch_next(frame, parent);
    if (made.problem) {
      frame.is_failed = true;
      frame.failed_as = made.problem.kind;
      tell_skip(node, made);
    } else if (!has_type(run_.types, made.type)) {
      if ((run_.marks[node] & kTold) != 0) count(0);
      frame.next = frame.end;  // its type was not known before; what is made from it has the same
    } else {
      tell(frame, is_delta ? parent : nullptr);
    }
    if (parent != nullptr && parent->next == parent->end) pop();
    if (frame.next == frame.end) {
      reader_.pool().drop(frame.buffer);
    } else {
      stack_.push_back(std::move(frame));
    }
    if (alone_.owns_lock()) alone_.unlock();
  }

  // While the sink looks at this one.
  void prefetch_next(const Part& frame, const Part* parent) const {
    const Node* next = next_root_;
    if (parent != nullptr && parent->next != parent->end) next = parent->next;
    if (frame.next != frame.end) next = frame.next;
    if (next != nullptr) run_.tree.prefetch(*next);
  }

  void tell(Part& frame, const Part* parent) {
    const bool is_told = (run_.marks[frame.node] & kTold) != 0;
    DeltaObject object;
    object.object = {run_.tree.id(frame.node), frame.type, frame.buffer->text()};
    object.role = is_told ? Role::kWanted : Role::kBaseOnly;
    object.children = static_cast<std::uint32_t>(frame.end - frame.next);
    if (is_told && frame.is_own) object.row = run_.tree.row(frame.node);
    DeltaView delta;
    if constexpr (std::is_same_v<Output, DeltaOutput>) {
      if (parent != nullptr) {
        delta = {run_.tree.id(parent->node), parent->buffer->text(), Output::carried(parent->kept), pieces_};
        object.delta = &delta;
      }
    }
    told_ = frame.buffer;  // should the sink throw
    frame.kept = Output::take(sink_, object, worker_);
    told_ = nullptr;
    if (is_told) count(frame.buffer->size);
  }

  void tell_skip(Node node, const Made& made) {
    if ((run_.marks[node] & kTold) == 0) return;
    const Oid id = run_.tree.id(node);
    std::string why = fmt::format("cannot read object '{}': {}", id.hex(), made.problem.why);
    if (made.problem.size_bytes != 0) {
      why = fmt::format("it has {} bytes, more than the limit of {}", made.problem.size_bytes,
                        std::min(run_.limits.max_object_bytes, run_.limits.gauge.most_bytes()));
    }
    const ObjectType type = run_.tree.type(node).value_or(ObjectType::kBlob);
    sink_.skip(id, type, {made.problem.kind, std::move(why)}, worker_);
    count(0);
  }

  [[nodiscard]] const Node* first_needed(const Node* at, const Node* end) const {
    while (at != end && run_.marks[*at] == 0) ++at;
    return at;
  }

  void pop() {
    reader_.pool().drop(stack_.back().buffer);
    stack_.pop_back();
  }

  // Hands the lowest frame's children to an idle thread, or half of them when it is the only frame.
  void share() {
    Part& lowest = stack_.front();
    const auto left = lowest.end - lowest.next;
    if (stack_.size() == 1 && left < 2) return;
    Part part = lowest;
    if (part.buffer != nullptr) part.buffer->users.fetch_add(1);
    if (stack_.size() > 1) {
      reader_.pool().drop(lowest.buffer);
      stack_.erase(stack_.begin());
    } else {
      part.next = first_needed(lowest.next + left / 2, lowest.end);
      if (part.next == lowest.next || part.next == part.end) {
        reader_.pool().drop(part.buffer);
        return;
      }
      lowest.end = part.next;
    }
    queue_.give(std::move(part));
  }

  // Lowest frames first: they are needed last, and their chains are short. The top one is in use. When that does not
  // do, this thread goes over the budget alone, until the object has been told.
  void make_room(std::uint64_t bytes) override {
    for (std::size_t i = 0; i + 1 < stack_.size() && reader_.pool().is_over(bytes); ++i) {
      Part& frame = stack_[i];
      if (frame.is_pinned || frame.buffer == nullptr) continue;
      reader_.pool().drop(std::exchange(frame.buffer, nullptr));
    }
    if (reader_.pool().is_over(bytes) && !alone_.owns_lock()) alone_ = std::unique_lock(run_.alone);
  }

  void count(std::size_t bytes) {
    ++objects_;
    bytes_ += bytes;
    if (objects_ >= 256) flush_progress();
  }

  void flush_progress() {
    if (run_.options.progress != nullptr) {
      run_.options.progress->objects += objects_;
      run_.options.progress->bytes += bytes_;
    }
    objects_ = bytes_ = 0;
  }

  RunState& run_;
  WorkQueue<Part>& queue_;
  typename Output::Sink& sink_;
  unsigned worker_;
  EntryReader reader_;
  std::vector<Part> stack_;
  const Node* next_root_ = nullptr;  // of the batch at hand; null: none
  Buffer* told_ = nullptr;
  std::vector<Piece> pieces_;
  std::unique_lock<std::mutex> alone_;
  std::uint64_t objects_ = 0, bytes_ = 0;  // told since the last flush
};

}  // namespace leaksieve::git::pack
