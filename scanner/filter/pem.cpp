#include "scanner/filter/pem.h"

#include "scanner/filter/shapes.h"

namespace leaksieve::filter {

std::string pem_body(Bytes text) {
  std::string body;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == Bytes::npos) end = text.size();
    const Bytes line = text.substr(at, end - at);
    at = end + 1;
    if (line.find(": ") != Bytes::npos && line.find("\\n") == Bytes::npos) continue;  // Proc-Type, DEK-Info, Version
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\') {
        ++i;  // \n, \r, \t, \/
      } else if (is_alnum(line[i]) || line[i] == '+' || line[i] == '/') {
        body.push_back(line[i]);
      }
    }
  }
  return body;
}

Bytes between_marks(Bytes pem) {
  const std::size_t begin_mark = pem.find("-----BEGIN");
  const std::size_t begin = begin_mark == Bytes::npos ? 0 : pem.find("-----", begin_mark + 10);
  if (begin == Bytes::npos) return {};
  const std::size_t from = begin_mark == Bytes::npos ? 0 : begin + 5;
  const std::size_t end = pem.find("-----END", from);
  return pem.substr(from, end == Bytes::npos ? Bytes::npos : end - from);
}

}  // namespace leaksieve::filter
