#include "scanner/git/pack/inflate.h"

#include <algorithm>
#include <array>
#include <new>

#include <libdeflate.h>
#include <zlib.h>

namespace leaksieve::git::pack {
namespace {

// RFC 1951, 3.2.3: after zlib's two bytes the first bit says if the block is the last, the next two how it is coded.
bool begins_with_fixed_codes(Raw zlib_stream) { return zlib_stream.size() > 2 && (zlib_stream[2] >> 1U & 3U) == 1; }

}  // namespace

void Inflater::Free::operator()(libdeflate_decompressor* decompressor) const {
  libdeflate_free_decompressor(decompressor);
}

Inflater::Handle Inflater::make() {
  Handle decompressor(libdeflate_alloc_decompressor());
  if (decompressor == nullptr) throw std::bad_alloc();
  return decompressor;
}

Inflater::Inflater() : fixed_(make()), other_(make()) {}

const char* Inflater::inflate(Raw compressed, std::uint8_t* out, std::size_t size) {
  std::size_t used = 0;
  libdeflate_decompressor* const decompressor = (begins_with_fixed_codes(compressed) ? fixed_ : other_).get();
  switch (
      libdeflate_zlib_decompress_ex(decompressor, compressed.data(), compressed.size(), out, size, &used, nullptr)) {
    case LIBDEFLATE_SUCCESS:
      return nullptr;
    case LIBDEFLATE_SHORT_OUTPUT:
      return "it is shorter than its header says";
    case LIBDEFLATE_INSUFFICIENT_SPACE:
      return "it is longer than its header says";
    case LIBDEFLATE_BAD_DATA:
      break;
  }
  return "its zlib stream is broken or ends in the middle";
}

bool stream_gives(Raw compressed, std::uint64_t size, std::int64_t& budget) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  std::array<std::uint8_t, 1U << 15U> out;  // NOLINT(cppcoreguidelines-pro-type-member-init): zlib fills it
  std::uint64_t total = 0;
  int code = Z_OK;
  while (code == Z_OK && total <= size && budget > 0) {
    if (stream.avail_in == 0) {
      stream.next_in = const_cast<Bytef*>(compressed.data());  // NOLINT: zlib does not write
      stream.avail_in = static_cast<uInt>(std::min<std::size_t>(compressed.size(), 1U << 16U));
      compressed = compressed.subspan(stream.avail_in);
    }
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const uInt before = stream.avail_in;
    code = inflate(&stream, Z_NO_FLUSH);
    budget -= before - stream.avail_in + (out.size() - stream.avail_out);
    total += out.size() - stream.avail_out;
  }
  inflateEnd(&stream);
  return code == Z_STREAM_END && total == size;
}

}  // namespace leaksieve::git::pack
