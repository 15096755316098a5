#include "scanner/decode/zlib_stream.h"

#include <string>

#include "scanner/decode/inflate.h"

namespace leaksieve::decode {
namespace {

constexpr std::size_t kLeast = 64;  // bytes: what breaks before was no stream

}  // namespace

void read_zlib_stream(Bytes bytes, Allowance& allowance, ContainerSink& sink) {
  std::string out;
  allowance.begin_member();
  const InflateEnd end = inflate_some(bytes, Wrapping::kZlib, allowance.left(), out);
  allowance.take(out.size());
  switch (end) {
    case InflateEnd::kNoMemory:
      return sink.skip("", "out of memory while unpacking");
    case InflateEnd::kBroken:
      if (out.size() < kLeast) return;
      sink.skip("", "the zlib stream is damaged or cut off");
      break;
    case InflateEnd::kCut:
      sink.skip("", allowance.reason());
      break;
    case InflateEnd::kWhole:
      break;
  }
  if (!out.empty()) sink.take("", out);
}

}  // namespace leaksieve::decode
