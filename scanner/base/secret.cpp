#include "scanner/base/secret.h"

#include <algorithm>

namespace leaksieve {
namespace {

std::string printable(std::string_view part) {
  std::string out(part);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
  return out;
}

}  // namespace

std::string Secret::redacted() const {
  const std::size_t size = text_.size();
  if (size < 8) return std::string(std::max<std::size_t>(size, 3), '*');
  const std::size_t head = std::min<std::size_t>(6, size / 7);
  const bool many_lines = text_.find('\n') != std::string::npos;
  const std::size_t tail = many_lines ? 0 : std::min<std::size_t>(4, size / 10);
  const std::string_view view = text_;
  return printable(view.substr(0, head)) + "…" + printable(view.substr(size - tail));
}

}  // namespace leaksieve
