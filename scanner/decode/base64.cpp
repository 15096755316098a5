#include "scanner/decode/base64.h"

#include <algorithm>
#include <cstdint>

#include "scanner/base/alphabets.h"

namespace leaksieve::decode {
namespace {

constexpr std::size_t kShortestLine = 32;  // that a run is wrapped at
constexpr std::size_t kLongestJoint = 80;  // bytes between two lines of a run

std::size_t run_end(Bytes text, std::size_t at, std::size_t stop) {
  while (at < stop && base64_value(text[at]) != kNoBase64) ++at;
  return at;
}

// Takes characters, gives bytes.
class Bits {
 public:
  explicit Bits(std::string& out) : out_(out) {}
  void take(Bytes run) {
    while (count_ != 0 && !run.empty()) {
      take(run.front());
      run.remove_prefix(1);
    }
    const std::size_t groups = run.size() / 4;  // each makes three bytes
    const std::size_t before = out_.size();
    out_.resize(before + 3 * groups);
    char* to = out_.data() + before;
    for (const char* from = run.data(); from != run.data() + 4 * groups; from += 4, to += 3) {
      std::uint32_t bits = 0;
      for (int i = 0; i < 4; ++i) bits = bits << 6U | base64_value(from[i]);
      to[0] = static_cast<char>(bits >> 16U);
      to[1] = static_cast<char>(bits >> 8U & 0xffU);
      to[2] = static_cast<char>(bits & 0xffU);
    }
    for (const char c : run.substr(4 * groups)) take(c);
  }

 private:
  void take(char c) {
    bits_ = bits_ << 6U | base64_value(c);
    count_ += 6;
    if (count_ < 8) return;
    count_ -= 8;
    out_ += static_cast<char>(bits_ >> count_ & 0xffU);
  }

  std::string& out_;
  std::uint32_t bits_ = 0;
  unsigned count_ = 0;
};

// Where the next line of a run begins, when what stands at `at` only joins lines; else npos. A line break may be a real
// one, or written as \n in a string.
std::size_t next_line(Bytes text, std::size_t at) {
  const std::size_t stop = std::min(text.size(), at + kLongestJoint);
  bool broken = false;
  for (; at < stop; ++at) {
    const char c = text[at];
    if (c == '\n') {
      broken = true;
    } else if (c == '\\' && at + 1 < stop && (text[at + 1] == 'n' || text[at + 1] == 'r')) {
      broken = true;
      ++at;
    } else if (broken && base64_value(c) != kNoBase64) {
      return at;
    } else if (std::string_view(" \t\r\"'\\,.+").find(c) == std::string_view::npos) {
      return Bytes::npos;
    }
  }
  return Bytes::npos;
}

}  // namespace

DecodedRun decode_base64_run(Bytes text, std::size_t begin, std::size_t limit) {
  const std::size_t stop = begin + std::min(limit, text.size() - begin);
  DecodedRun run;
  Bits bits(run.bytes);
  std::size_t end = run_end(text, begin, stop);
  const std::size_t first = end - begin;
  bits.take(text.substr(begin, first));
  for (std::size_t size = first; size == first && first >= kShortestLine && end < stop && text[end] != '=';) {
    const std::size_t at = next_line(text, end);
    if (at == Bytes::npos || at >= stop) break;
    const std::size_t line_end = run_end(text, at, std::min(stop, at + first + 1));
    size = line_end - at;
    if (size > first) break;
    bits.take(text.substr(at, size));
    end = line_end;
  }
  for (int i = 0; i < 2 && end < text.size() && text[end] == '='; ++i) ++end;
  run.span = {begin, end};
  return run;
}

DecodedRun decode_hex_run(Bytes text, std::size_t begin, std::size_t limit) {
  const std::size_t stop = begin + std::min(limit, text.size() - begin);
  DecodedRun run;
  std::size_t at = begin;
  for (; at + 2 <= stop; at += 2) {
    const int high = hex_value(text[at]);
    const int low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) break;
    run.bytes += static_cast<char>(high * 16 + low);
  }
  run.span = {begin, at};
  return run;
}

std::optional<std::string> decode_base64(Bytes value) {
  std::string characters;
  std::size_t padding = 0;
  for (const char c : value) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
    if (c == '=') {
      ++padding;
    } else if (padding > 0 || base64_value(c) == kNoBase64) {
      return std::nullopt;
    } else {
      characters += c;
    }
  }
  const std::size_t rest = characters.size() % 4;
  if (rest == 1 || padding > 2 || (padding > 0 && (rest + padding) % 4 != 0)) return std::nullopt;
  std::string out;
  Bits(out).take(characters);
  return out;
}

}  // namespace leaksieve::decode
