#include "scanner/match/known_lines.h"

#include <cstring>

#include <unistd.h>

namespace leaksieve::match {
namespace {

__extension__ using Wide = unsigned __int128;

template <typename Value>
std::uint64_t word_at(Bytes line, std::size_t at) {
  Value word{};
  std::memcpy(&word, line.data() + at, sizeof word);
  return word;
}

}  // namespace

bool KnownLines::open() {
  std::call_once(opened_, [this] { make(); });
  return slots_ != nullptr;
}

void KnownLines::make() {
  for (std::uint64_t& key : keys_) {
    if (::getentropy(&key, sizeof key) != 0) return;
  }
  slots_.reset(static_cast<Print*>(std::calloc(kSlots, sizeof(Print))));  // zeros that cost no memory until written
}

// NH of UMAC (RFC 4418): the sum of products of pairs of words, each with a key added. Words of the last pair overlap
// those before, so that none reads past the line; the size tells which they are.
KnownLines::Print KnownLines::print_of(Bytes line) const {
  const std::size_t size = line.size();
  Wide sum = Wide{keys_.back() | 1} * size;
  const auto add = [&](std::size_t key, std::uint64_t a, std::uint64_t b) {
    sum += Wide{a + keys_[key]} * (b + keys_[key + 1]);
  };
  if (size >= 16) {
    std::size_t at = 0;
    for (; at + 16 < size; at += 16) {
      add(at / 8, word_at<std::uint64_t>(line, at), word_at<std::uint64_t>(line, at + 8));
    }
    add(at / 8, word_at<std::uint64_t>(line, size - 16), word_at<std::uint64_t>(line, size - 8));
  } else if (size >= 8) {
    add(0, word_at<std::uint64_t>(line, 0), word_at<std::uint64_t>(line, size - 8));
  } else if (size >= 4) {
    add(0, word_at<std::uint32_t>(line, 0), word_at<std::uint32_t>(line, size - 4));
  } else if (size >= 2) {
    add(0, word_at<std::uint16_t>(line, 0), word_at<std::uint16_t>(line, size - 2));
  }
  return {static_cast<std::uint64_t>(sum), static_cast<std::uint64_t>(sum >> 64)};
}

}  // namespace leaksieve::match
