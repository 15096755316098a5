#include "scanner/base/deflate.h"

#include <cstdint>
#include <memory>

#include <libdeflate.h>

#include "scanner/base/bytes.h"

namespace leaksieve {
namespace {

constexpr int kFastest = 1;
constexpr std::size_t kSizeBytes = 8;

}  // namespace

std::string deflate(std::string_view bytes) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> packer(
      libdeflate_alloc_compressor(kFastest), libdeflate_free_compressor);
  if (packer == nullptr) throw std::bad_alloc();
  std::string packed(kSizeBytes + libdeflate_deflate_compress_bound(packer.get(), bytes.size()), '\0');
  for (std::size_t i = 0; i < kSizeBytes; ++i) packed[i] = static_cast<char>(std::uint64_t{bytes.size()} >> (8 * i));
  const std::size_t size = libdeflate_deflate_compress(packer.get(), bytes.data(), bytes.size(),
                                                       packed.data() + kSizeBytes, packed.size() - kSizeBytes);
  packed.resize(kSizeBytes + size);
  return packed;
}

std::optional<std::string> inflate(std::string_view packed, std::size_t most) {
  if (packed.size() < kSizeBytes) return std::nullopt;
  const std::uint64_t size = little_endian_at(packed, 0, kSizeBytes);
  if (size > most) return std::nullopt;
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> unpacker(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (unpacker == nullptr) throw std::bad_alloc();
  std::string bytes(size, '\0');
  const libdeflate_result result = libdeflate_deflate_decompress(
      unpacker.get(), packed.data() + kSizeBytes, packed.size() - kSizeBytes, bytes.data(), bytes.size(), nullptr);
  if (result != LIBDEFLATE_SUCCESS) return std::nullopt;
  return bytes;
}

}  // namespace leaksieve
