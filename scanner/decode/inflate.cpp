#include "scanner/decode/inflate.h"

#include <algorithm>
#include <limits>
#include <new>

#include <libdeflate.h>
#include <zlib.h>

namespace leaksieve::decode {
namespace {

constexpr std::size_t kStep = std::size_t{64} << 10;
constexpr std::size_t kGzipFrame = 18;  // bytes of the shortest header and trailer

class Stream {
 public:
  Stream(Bytes bytes, Wrapping wrapping) {
    ready_ = ::inflateInit2(&stream_, wrapping == Wrapping::kRaw ? -MAX_WBITS : MAX_WBITS) == Z_OK;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
  }
  ~Stream() {
    if (ready_) ::inflateEnd(&stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

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

InflateEnd inflate_some(Bytes bytes, Wrapping wrapping, std::size_t room, std::string& out) {
  Stream stream(bytes, wrapping);
  if (!stream.ready()) return InflateEnd::kNoMemory;
  int code = Z_OK;
  while (code == Z_OK && room > 0) {
    const std::size_t before = out.size();
    code = stream.read(out, room);
    room -= out.size() - before;
  }
  if (code == Z_OK) return InflateEnd::kCut;
  return code == Z_STREAM_END ? InflateEnd::kWhole : InflateEnd::kBroken;
}

WholeInflater::WholeInflater() : decompressor_(::libdeflate_alloc_decompressor()) {}

void WholeInflater::Free::operator()(libdeflate_decompressor* decompressor) const {
  ::libdeflate_free_decompressor(decompressor);
}

template <class Decompress>
std::optional<Bytes> WholeInflater::run(Decompress decompress, Bytes bytes, std::size_t size) {
  if (decompressor_ == nullptr) return std::nullopt;
  if (size > room_ || out_ == nullptr) {
    out_.reset(new (std::nothrow) char[std::max<std::size_t>(size, 1)]);
    room_ = out_ == nullptr ? 0 : size;
    if (out_ == nullptr) return std::nullopt;
  }
  std::size_t took = 0, gave = 0;
  const libdeflate_result result =
      decompress(decompressor_.get(), bytes.data(), bytes.size(), out_.get(), size, &took, &gave);
  if (result != LIBDEFLATE_SUCCESS || took != bytes.size() || gave != size) return std::nullopt;
  return Bytes(out_.get(), size);
}

std::optional<Bytes> WholeInflater::inflate(Bytes bytes, std::size_t size) {
  return run(::libdeflate_deflate_decompress_ex, bytes, size);
}

std::optional<Bytes> WholeInflater::gunzip(Bytes bytes, std::size_t most) {
  if (bytes.size() < kGzipFrame) return std::nullopt;
  const std::size_t size = little_endian_at(bytes, bytes.size() - 4, 4);  // ISIZE: modulo 2^32
  return size == 0 || size > most ? std::nullopt : run(::libdeflate_gzip_decompress_ex, bytes, size);
}

}  // namespace leaksieve::decode
