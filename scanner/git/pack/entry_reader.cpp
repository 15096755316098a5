#include "scanner/git/pack/entry_reader.h"

#include <algorithm>

namespace leaksieve::git::pack {
namespace {

constexpr const char* kTooLarge = "it is over the limit";
constexpr const char* kNoMemory = "there is not enough memory for it";
constexpr const char* kImpossible = "its header claims more than its compressed bytes can hold";

constexpr std::uint64_t kStepCost = 4096;  // what making the smallest object counts as, in bytes

// As much as a stream of that inflated size has at most, in any sane encoding.
std::uint64_t most_compressed(std::uint64_t size) { return size + size / 8 + (std::uint64_t{64} << 10U); }

Made failed(ErrorKind kind, const char* why) { return {.problem = {.kind = kind, .why = why}}; }

}  // namespace

Problem EntryReader::check_size(std::uint64_t size) const {
  if (size <= std::min(limits_.max_object_bytes, limits_.gauge.most_bytes())) return {};
  return {ErrorKind::kLimit, kTooLarge, size == DeltaTree::kHuge ? 0 : size};
}

Buffer* EntryReader::take(std::uint64_t size) {
  if (pool_.is_over(size)) room_.make_room(size);
  return pool_.take(size);
}

Made EntryReader::give_up(Buffer* buffer, const char* why) {
  pool_.drop(buffer);
  return failed(ErrorKind::kCorrupt, why);
}

// Before memory is taken: can the entry's compressed bytes give that much? When the index lies about the next entry's
// offset they may seem too few; then the stream itself is asked.
bool EntryReader::is_possible(Node node, std::uint64_t size) {
  const std::uint64_t begin = tree_.data_begin(node);
  if (can_inflate_to(tree_.data_end(node) - begin, size)) return true;
  const PackFile& pack = tree_.pack_of(node).pack;
  const std::uint64_t end = std::min(pack.end(), begin + most_compressed(size));
  if (!can_inflate_to(end - begin, size)) return false;
  std::int64_t budget = limits_.doubt_budget.load();
  const std::int64_t before = budget;
  const bool is_whole = stream_gives(pack.bytes(begin, end), size, budget);
  limits_.doubt_budget -= before - budget;
  return is_whole;
}

// A stream that seems to end too early may only have been given too little room, by an index that lies: it gets the
// rest of the pack, as long as there is any budget for doubts (else a pack made for it could keep us busy for days).
const char* EntryReader::inflate_entry(Node node, Buffer& out) {
  const Pack& from = tree_.pack_of(node);
  const PackFile& pack = from.pack;
  const std::uint64_t begin = tree_.data_begin(node), end = tree_.data_end(node);
  store_.touch(from, begin, end);
  const char* why = inflater_.inflate(pack.bytes(begin, end), out.data(), out.size);
  if (why == nullptr || end == pack.end() || limits_.doubt_budget.load(std::memory_order_relaxed) <= 0) return why;
  const std::uint64_t far_end = std::min(pack.end(), begin + most_compressed(out.size));
  if (far_end <= end) return why;
  limits_.doubt_budget -= static_cast<std::int64_t>(out.size + (far_end - begin));
  return inflater_.inflate(pack.bytes(begin, far_end), out.data(), out.size) == nullptr ? nullptr : why;
}

Made EntryReader::make_root(Node node, TypeSet types) {
  if (tree_.is_loose(node)) return make_loose(node, types);
  const std::uint64_t size = tree_.entry_size(node);
  Made made{.type = *tree_.type(node), .problem = check_size(size)};
  if (made.problem) return made;
  if (!is_possible(node, size)) return failed(ErrorKind::kCorrupt, kImpossible);
  made.buffer = take(size);
  if (made.buffer == nullptr) return failed(ErrorKind::kLimit, kNoMemory);
  if (const char* const why = inflate_entry(node, *made.buffer)) return give_up(made.buffer, why);
  return made;
}

Made EntryReader::make_loose(Node node, TypeSet types) {
  if (!loose_headers_) loose_headers_.emplace();
  const Result<LooseFile> loose = loose_headers_->open(store_.loose().file_of(tree_.loose_number(node)));
  if (!loose) {
    const bool is_gone = loose.error().kind == ErrorKind::kNotFound;
    if (loose.error().kind == ErrorKind::kCorrupt) return failed(ErrorKind::kCorrupt, "its file is broken");
    return failed(loose.error().kind, is_gone ? "its file is gone" : "its file cannot be read");
  }
  const std::uint64_t size = loose->header.size_bytes;
  Made made{.type = loose->header.type, .problem = check_size(size)};
  if (made.problem || !has_type(types, made.type)) return made;
  const Raw compressed = loose->file.bytes();
  if (!can_inflate_to(compressed.size(), size)) return failed(ErrorKind::kCorrupt, kImpossible);
  made.buffer = take(size + loose->header_bytes);
  if (made.buffer == nullptr) return failed(ErrorKind::kLimit, kNoMemory);
  if (const char* const why = inflater_.inflate(compressed, made.buffer->data(), made.buffer->size)) {
    return give_up(made.buffer, why);
  }
  std::memmove(made.buffer->data(), made.buffer->data() + loose->header_bytes, size);
  made.buffer->size = size;
  return made;
}

Made EntryReader::make_delta(Node node, Buffer& base, std::vector<Piece>* pieces) {
  const std::uint64_t delta_size = tree_.entry_size(node);
  Made made{.problem = check_size(delta_size)};
  if (made.problem) return made;
  if (!is_possible(node, delta_size)) return failed(ErrorKind::kCorrupt, kImpossible);
  Buffer* const delta = take(delta_size);
  if (delta == nullptr) return failed(ErrorKind::kLimit, kNoMemory);
  if (const char* const why = inflate_entry(node, *delta)) return give_up(delta, why);
  const DeltaHead head = read_delta_head(delta->raw());
  if (head.problem != nullptr) return give_up(delta, head.problem);
  if (head.base_size != base.size) return give_up(delta, "its delta is of a base of another size");
  made.problem = check_size(head.result_size);
  if (!made.problem) {
    // A byte of it makes at most what one instruction copies: 16 MiB, or the whole base.
    const std::uint64_t most = std::clamp<std::uint64_t>(base.size, 1, std::uint64_t{1} << 24U);
    if (head.result_size / most > delta_size) return give_up(delta, "its delta claims an impossible size");
    made.buffer = take(head.result_size);
    if (made.buffer == nullptr) made.problem = {ErrorKind::kLimit, kNoMemory};
  }
  if (made.buffer != nullptr) {
    const std::span<std::uint8_t> result(made.buffer->data(), made.buffer->size);
    const char* const why = pieces == nullptr ? apply_delta(head.instructions, base.raw(), result)
                                              : apply_delta(head.instructions, base.raw(), result, *pieces);
    if (why != nullptr) {
      pool_.drop(made.buffer);
      made.buffer = nullptr;
      made.problem.why = why;
    }
  }
  pool_.drop(delta);
  return made;
}

Made EntryReader::make_chain(Node node, std::atomic<std::int64_t>* budget) {
  std::vector<Node> chain;  // finite: DeltaTree has no cycles
  for (; !tree_.is_root(node); node = tree_.base(node)) chain.push_back(node);
  if (tree_.base(node) != DeltaTree::kWhole) return failed(ErrorKind::kCorrupt, "its delta base cannot be read");
  Made made = make_root(node, 0xff);
  while (!made.problem && !chain.empty()) {
    Made next = make_delta(chain.back(), *made.buffer, nullptr);
    next.type = made.type;
    if (budget != nullptr) *budget -= static_cast<std::int64_t>(made.buffer->size + kStepCost);
    pool_.drop(made.buffer);
    made = next;
    chain.pop_back();
  }
  return made;
}

std::optional<Made> EntryReader::make_other_copy(Node node) {
  if (!tree_.has_name(node) || limits_.copy_budget.load(std::memory_order_relaxed) <= 0) return std::nullopt;
  for (const Node other : tree_.find(tree_.id(node))) {
    if (other == node) continue;
    const Made made = make_chain(other, &limits_.copy_budget);
    if (!made.problem) return made;
  }
  return std::nullopt;
}

}  // namespace leaksieve::git::pack
