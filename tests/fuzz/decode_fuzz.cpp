// Bytes from nowhere as a buffer with encoded text, streams and archives in it. The first byte says in which wrapping
// the rest comes. Whatever it is, the detector gives spans that lie in the buffer, in order, and ends soon.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "scanner/finding/detector.h"
#include "scanner/rules/load.h"
#include "tests/support/archives.h"

namespace {
namespace finding = leaksieve::finding;
namespace test = leaksieve::test;

finding::Detector& detector() {
  static finding::Detector made = [] {
    auto file = leaksieve::rules::parse_rule_file(
        "[[rules]]\nid='word'\nregex='tok_([a-z]{4,8})'\n[[rules]]\nid='name'\nregex='password: (\\S{4,20})'\n",
        "f.toml");
    if (!file) std::abort();
    auto db = leaksieve::match::PatternDb::compile(file->set, {});
    if (!db) std::abort();
    auto detector = finding::Detector::make(*db);
    if (!detector) std::abort();
    return std::move(*detector);
  }();
  return made;
}

std::string wrap(unsigned how, const std::string& bytes) {
  switch (how % 6) {
    case 1:
      return "x = " + test::base64_of(bytes) + "\n";
    case 2:
      return test::archive_of({{"a", bytes}, {"b", "tok_abcd"}}, "zip");
    case 3:
      return test::compressed(bytes, "gzip");
    case 4:
      return "kind: Secret\ndata:\n  password: " + test::base64_of(bytes) + "\n";
    case 5:
      return "x: " + test::base64_of(test::zlib_of(bytes));
    default:
      return bytes;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text = wrap(data[0], std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  std::vector<finding::Finding> found;
  if (!detector().scan(text, "", found)) std::abort();
  std::size_t last = 0;
  for (const finding::Finding& one : found) {
    const bool fits = one.span.begin <= one.span.end && one.span.end <= text.size() && one.whole.end <= text.size();
    if (fits && one.span.begin >= last && one.position.line > 0) {
      last = one.span.begin;
      continue;
    }
    std::fprintf(stderr, "a span of [%zu, %zu) in %zu bytes\n", one.span.begin, one.span.end, text.size());
    std::abort();
  }
  return 0;
}
