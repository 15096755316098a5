// Numbers, texts and ids as bytes and back, for files of our own cache. Not portable between machines.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "scanner/base/oid.h"

namespace leaksieve {

class ByteWriter {
 public:
  template <class Number>
  void number(Number value) {
    static_assert(std::is_integral_v<Number>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number(static_cast<std::uint64_t>(value.size()));
    bytes_ += value;
  }
  void id(const Oid& value) {
    text({reinterpret_cast<const char*>(value.data()), value.size()});  // NOLINT: bytes
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Behind the first thing that is not there, everything is 0, "" and null, and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  Number number() {
    static_assert(std::is_integral_v<Number>);
    Number value{};
    if (rest_.size() < sizeof value) return fail(value);
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::string_view text() {
    const auto size = number<std::uint64_t>();
    if (size > rest_.size()) return fail(std::string_view{});
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  Oid id() {
    const std::string_view raw = text();
    const bool fits = raw.size() == Oid::kSha1Bytes || raw.size() == Oid::kSha256Bytes;
    return fits ? Oid::from_raw(raw.data(), raw.size()) : fail(Oid{});
  }
  // How many entries follow, of at least `least` bytes each: never more than there can be.
  std::size_t count(std::size_t least) {
    const auto count = number<std::uint64_t>();
    return count <= rest_.size() / least ? count : fail(std::size_t{0});
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool is_at_end() const { return ok_ && rest_.empty(); }

 private:
  template <class Value>
  Value fail(Value value) {
    ok_ = false;
    rest_ = {};
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace leaksieve
