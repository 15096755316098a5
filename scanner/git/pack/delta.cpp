#include "scanner/git/pack/delta.h"

#include <cstring>

namespace leaksieve::git::pack {
namespace {

constexpr const char* kCut = "its delta ends in the middle of an instruction";

// Little-endian groups of 7 bits. False when broken.
bool read_size(const std::uint8_t*& at, const std::uint8_t* end, std::uint64_t& size) {
  size = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    if (at == end) return false;
    const std::uint8_t byte = *at++;
    size |= std::uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80U) == 0) return true;
  }
  return false;
}

// Moves `size` bytes between buffers that have kSlack bytes behind them. Most runs are short: those take no call.
inline void move_bytes(std::uint8_t* to, const std::uint8_t* from, std::size_t size) {
  if (size > kSlack) {
    std::memcpy(to, from, size);
    return;
  }
  std::memcpy(to, from, 32);
  if (size > 32) std::memcpy(to + 32, from + 32, 32);
}

// Notes nothing: the plain way costs nothing extra.
struct NoNotes {
  void copied(std::size_t, std::size_t, std::size_t) {}
  void inserted(std::size_t, std::size_t) {}
};

class PieceNotes {
 public:
  explicit PieceNotes(std::vector<Piece>& pieces) : pieces_(pieces) { pieces_.clear(); }

  void copied(std::size_t begin, std::size_t size, std::size_t base_begin) {
    if (!pieces_.empty() && pieces_.back().is_copy() && pieces_.back().base_begin + pieces_.back().size == base_begin) {
      pieces_.back().size += static_cast<std::uint32_t>(size);
      return;
    }
    pieces_.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(base_begin)});
  }
  void inserted(std::size_t begin, std::size_t size) {
    if (!pieces_.empty() && !pieces_.back().is_copy()) {
      pieces_.back().size += static_cast<std::uint32_t>(size);
      return;
    }
    pieces_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), Piece::kNew});
  }

 private:
  std::vector<Piece>& pieces_;
};

template <class Notes>
const char* apply(Raw instructions, Raw base, std::span<std::uint8_t> result, Notes notes) {
  const std::uint8_t* at = instructions.data();
  const std::uint8_t* const end = at + instructions.size();
  std::uint8_t* const begin = result.data();
  std::size_t done = 0;
  while (at < end) {
    const unsigned op = *at++;
    if ((op & 0x80U) != 0) {
      // At most 7 bytes follow; the buffer's slack makes reading them safe, and one check says if they were there.
      std::size_t from = 0, size = 0;
      if ((op & 0x01U) != 0) from = *at++;
      if ((op & 0x02U) != 0) from |= std::size_t{*at++} << 8U;
      if ((op & 0x04U) != 0) from |= std::size_t{*at++} << 16U;
      if ((op & 0x08U) != 0) from |= std::size_t{*at++} << 24U;
      if ((op & 0x10U) != 0) size = *at++;
      if ((op & 0x20U) != 0) size |= std::size_t{*at++} << 8U;
      if ((op & 0x40U) != 0) size |= std::size_t{*at++} << 16U;
      if (size == 0) size = 0x10000;
      if (at > end) return kCut;
      if (from > base.size() || size > base.size() - from) return "its delta copies from outside its base";
      if (size > result.size() - done) return "its delta makes more than it says";
      move_bytes(begin + done, base.data() + from, size);
      notes.copied(done, size, from);
      done += size;
    } else if (op != 0) {
      if (op > static_cast<std::size_t>(end - at)) return kCut;
      if (op > result.size() - done) return "its delta makes more than it says";
      move_bytes(begin + done, at, op);
      notes.inserted(done, op);
      at += op;
      done += op;
    } else {
      return "its delta has an instruction that git does not know";
    }
  }
  return done == result.size() ? nullptr : "its delta makes less than it says";
}

}  // namespace

DeltaHead read_delta_head(Raw delta) {
  DeltaHead head;
  const std::uint8_t* at = delta.data();
  const std::uint8_t* const end = at + delta.size();
  if (!read_size(at, end, head.base_size) || !read_size(at, end, head.result_size)) {
    head.problem = "its delta's sizes are broken";
    return head;
  }
  head.instructions = {at, static_cast<std::size_t>(end - at)};
  return head;
}

const char* apply_delta(Raw instructions, Raw base, std::span<std::uint8_t> result) {
  return apply(instructions, base, result, NoNotes{});
}

const char* apply_delta(Raw instructions, Raw base, std::span<std::uint8_t> result, std::vector<Piece>& pieces) {
  return apply(instructions, base, result, PieceNotes{pieces});
}

}  // namespace leaksieve::git::pack
