#include "scanner/git/pack/pack_walker.h"

#include <cstring>
#include <new>

#include <fmt/format.h>
#include <libdeflate.h>

#include "scanner/git/pack/delta.h"

namespace leaksieve::git::pack {
namespace {

constexpr std::uint64_t kMostRatio =
    1032;  // of deflate: a size that claims more is a lie, and nothing is allocated for it

}  // namespace

PackWalker::PackWalker(const Limits& limits, std::stop_token stop, WalkSink& sink)
    : limits_(limits), stop_(std::move(stop)), sink_(sink), inflater_(libdeflate_alloc_decompressor()) {
  if (inflater_ == nullptr) throw std::bad_alloc();
}

PackWalker::~PackWalker() { libdeflate_free_decompressor(inflater_); }

void PackWalker::walk(const PackPlan& plan, const Wanted& wanted, Number root) {
  plan_ = &plan;
  wanted_ = &wanted;
  if (!needed(root)) return;
  Buffer content = pool_.get();
  if (!begin(root, content)) return;
  tell(root, content.bytes());
  push(root, std::move(content));
  while (!frames_.empty() && !stop_.stop_requested()) step();
  for (Frame& frame : frames_) release(frame);
  frames_.clear();
}

// The root's content. False when there is none, or none of this type is wanted.
bool PackWalker::begin(Number root, Buffer& content) {
  if (plan_->is_whole(root)) {
    type_ = plan_->type(root);
    const Failure failure = build_whole(root, content);
    if (!failure) return true;
    fail_below(root, *failure);
    return false;
  }
  const std::optional<Object> object = sink_.read_elsewhere(plan_->id(root));
  if (!object) {
    for (const Number child : plan_->children(root)) fail_below(child, "its delta base cannot be read");
    return false;
  }
  type_ = object->type;
  if (!sink_.wants(type_)) return false;
  content.resize(object->content.size());
  std::memcpy(content.data(), object->content.data(), object->content.size());
  return true;
}

std::uint32_t PackWalker::next_needed_child(Number entry, std::uint32_t from) const {
  const auto children = plan_->children(entry);
  while (from < children.size() && !needed(children[from])) ++from;
  return from;
}

// One child of the topmost frame.
void PackWalker::step() {
  Frame& frame = frames_.back();
  const Number entry = frame.entry;
  const auto children = plan_->children(entry);
  const std::uint32_t at = next_needed_child(entry, frame.next_child);
  if (at == children.size()) {
    release(frame);
    frames_.pop_back();
    return;
  }
  const Number child = children[at];
  frame.next_child = at + 1;
  Failure failure;
  if (!frame.held) {
    Buffer content = pool_.get();
    failure = rebuild(entry, content);
    if (!failure) {
      held_bytes_ += content.size();
      frame.content = std::move(content);
      frame.held = true;
    }
  }
  Buffer content = pool_.get();
  if (!failure) failure = build_delta(child, frame.content.bytes(), content);
  // The last child needs its base no more: a chain of any length holds two buffers.
  if (next_needed_child(entry, at + 1) == children.size()) {
    release(frame);
    frames_.pop_back();
  }
  if (failure) {
    pool_.put(std::move(content));
    fail_below(child, *failure);
    return;
  }
  tell(child, content.bytes());
  if (next_needed_child(child, 0) < plan_->children(child).size()) {
    push(child, std::move(content));
  } else {
    pool_.put(std::move(content));
  }
}

void PackWalker::push(Number entry, Buffer content) {
  held_bytes_ += content.size();
  frames_.push_back({entry, 0, std::move(content), true});
  keep_in_bounds();
}

void PackWalker::release(Frame& frame) {
  if (!frame.held) return;
  held_bytes_ -= frame.content.size();
  pool_.put(std::move(frame.content));
  frame.content = Buffer();
  frame.held = false;
}

// The lowest frames are needed last.
void PackWalker::keep_in_bounds() {
  for (std::size_t i = 0; held_bytes_ > limits_.max_held_bytes && i + 1 < frames_.size(); ++i) {
    if (!frames_[i].held) continue;
    held_bytes_ -= frames_[i].content.size();
    frames_[i].content = Buffer();
    frames_[i].held = false;
  }
}

PackWalker::Failure PackWalker::inflate(Number entry, const EntryHead& head, Buffer& out) {
  const std::uint64_t end = plan_->end_of(entry);
  if (head.data_offset >= end) return "its entry is truncated";
  const std::uint64_t room = end - head.data_offset;
  if (head.size_bytes / kMostRatio > room + 1) return "its entry claims an impossible size";
  out.resize(head.size_bytes);
  const auto code = libdeflate_zlib_decompress(inflater_, plan_->bytes().data() + head.data_offset, room, out.data(),
                                               head.size_bytes, nullptr);
  if (code == LIBDEFLATE_SUCCESS) return std::nullopt;
  return code == LIBDEFLATE_BAD_DATA ? "its zlib stream is broken" : "its zlib stream has another size than its entry";
}

PackWalker::Failure PackWalker::build_whole(Number entry, Buffer& out) {
  const auto head = plan_->head(entry);
  if (!head) return "its entry is broken";
  if (head->size_bytes > limits_.max_object_bytes) {
    return fmt::format("it has {} bytes, more than the limit of {}", head->size_bytes, limits_.max_object_bytes);
  }
  return inflate(entry, *head, out);
}

PackWalker::Failure PackWalker::build_delta(Number entry, Bytes base, Buffer& out) {
  const auto head = plan_->head(entry);
  if (!head) return "its entry is broken";
  if (head->size_bytes > limits_.max_object_bytes) return "its delta is over the limit for objects";
  if (Failure failure = inflate(entry, *head, delta_)) return failure;
  Bytes delta = delta_.bytes();
  const auto sizes = take_sizes(delta);
  if (!sizes || sizes->base_bytes != base.size()) return "its delta does not fit its base";
  if (sizes->result_bytes > limits_.max_object_bytes) {
    return fmt::format("it has {} bytes, more than the limit of {}", sizes->result_bytes, limits_.max_object_bytes);
  }
  out.resize(sizes->result_bytes);
  if (!apply_delta(delta, base, out.data(), out.size())) return "its delta is broken";
  return std::nullopt;
}

// From the nearest base that is held, or from the root.
PackWalker::Failure PackWalker::rebuild(Number entry, Buffer& out) {
  std::vector<Number> chain;
  const Frame* from = nullptr;
  Number at = entry;
  while (true) {
    for (const Frame& frame : frames_) {
      if (frame.entry == at && frame.held) from = &frame;
    }
    if (from != nullptr) break;
    chain.push_back(at);
    if (plan_->base(at) == PackPlan::kNone) break;
    at = plan_->base(at);
  }
  Buffer base = pool_.get();
  if (from == nullptr) {
    chain.pop_back();
    if (!begin(at, base)) return "its delta base cannot be read";
  } else {
    base.resize(from->content.size());
    std::memcpy(base.data(), from->content.bytes().data(), base.size());
  }
  for (auto next = chain.rbegin(); next != chain.rend(); ++next) {
    if (Failure failure = build_delta(*next, base.bytes(), out)) return failure;
    std::swap(base, out);
  }
  std::swap(base, out);
  pool_.put(std::move(base));
  return std::nullopt;
}

void PackWalker::tell(Number entry, Bytes content) {
  if ((wanted_->flags[entry] & Wanted::kTold) != 0) sink_.take(plan_->id(entry), type_, content);
}

// What hangs below a broken entry cannot be built from this pack either.
void PackWalker::fail_below(Number entry, const std::string& why) {
  if ((wanted_->flags[entry] & Wanted::kTold) != 0) sink_.fail(plan_->id(entry), why);
  std::vector<Number> waiting(plan_->children(entry).begin(), plan_->children(entry).end());
  while (!waiting.empty() && !stop_.stop_requested()) {
    const Number next = waiting.back();
    waiting.pop_back();
    if (!needed(next)) continue;
    if ((wanted_->flags[next] & Wanted::kTold) != 0) {
      sink_.fail(plan_->id(next), fmt::format("its delta base {} cannot be read", plan_->id(entry).hex()));
    }
    waiting.insert(waiting.end(), plan_->children(next).begin(), plan_->children(next).end());
  }
}

}  // namespace leaksieve::git::pack
