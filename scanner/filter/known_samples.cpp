#include "scanner/filter/known_samples.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "scanner/base/hash.h"
#include "scanner/filter/pem.h"
#include "scanner/filter/shapes.h"

namespace leaksieve::filter {
namespace {

constexpr std::uint64_t kSamples[] = {
// sorted
#include "scanner/filter/known_samples.inc"
};

std::uint64_t key_of(Bytes text) {
  const auto digest = sha256(text);
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) key = (key << 8) | digest[i];
  return key;
}

Bytes trimmed(Bytes text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == Bytes::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

}  // namespace

bool is_known_sample(Bytes secret) {
  Bytes text = trimmed(secret);
  const bool is_pem = text.find("-----BEGIN") != Bytes::npos;
  const std::string body = is_pem ? pem_body(between_marks(text)) : "";
  if (is_pem) text = body;
  return std::binary_search(std::begin(kSamples), std::end(kSamples), key_of(text));
}

}  // namespace leaksieve::filter
