#include "scanner/decode/zlib_stream.h"

#include <limits>

#include <zlib.h>

namespace leaksieve::decode {
namespace {

constexpr std::size_t kStep = std::size_t{64} << 10;
constexpr std::size_t kLeast = 64;  // bytes: what breaks before was no stream

class Inflater {
 public:
  explicit Inflater(Bytes bytes) {
    ready_ = ::inflateInit(&stream_) == Z_OK;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
  }
  ~Inflater() {
    if (ready_) ::inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  [[nodiscard]] bool ready() const { return ready_; }
  // Appends at most `room` bytes; zlib's code.
  int read(std::string& out, std::size_t room) {
    const std::size_t before = out.size();
    out.resize(before + std::min(room, kStep));
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream_.avail_out = static_cast<uInt>(out.size() - before);
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    out.resize(out.size() - stream_.avail_out);
    return code;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

void read_zlib_stream(Bytes bytes, Allowance& allowance, ContainerSink& sink) {
  Inflater inflater(bytes);
  if (!inflater.ready()) return sink.skip("", "out of memory while unpacking");
  std::string out;
  allowance.begin_member();
  int code = Z_OK;
  while (code == Z_OK && allowance.left() > 0) {
    const std::size_t before = out.size();
    code = inflater.read(out, allowance.left());
    allowance.take(out.size() - before);
  }
  const bool broken = code != Z_OK && code != Z_STREAM_END;
  if (broken && out.size() < kLeast) return;
  if (code == Z_OK) sink.skip("", allowance.reason());
  if (broken) sink.skip("", "the zlib stream is damaged or cut off");
  if (!out.empty()) sink.take("", out);
}

}  // namespace leaksieve::decode
