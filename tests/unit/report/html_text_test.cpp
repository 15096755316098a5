#include "scanner/report/html_text.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "scanner/rotation/page_parts.h"
#include "tests/support/catch.h"

namespace leaksieve::report {
namespace {

std::string utf8(std::uint32_t c) {
  std::string out;
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xc0 | (c >> 6));
    add(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    add(0xe0 | (c >> 12));
    add(0x80 | ((c >> 6) & 0x3f));
    add(0x80 | (c & 0x3f));
  } else {
    add(0xf0 | (c >> 18));
    add(0x80 | ((c >> 12) & 0x3f));
    add(0x80 | ((c >> 6) & 0x3f));
    add(0x80 | (c & 0x3f));
  }
  return out;
}

// The ranges of the class in `const kHidden = /[...]/u;`.
std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_of_script() {
  const std::string script(rotation::page_script());
  const std::size_t begin = script.find("const kHidden = /[") + 18;
  const std::string set = script.substr(begin, script.find("]/u", begin) - begin);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  bool is_last = false;
  for (std::size_t at = 0; at < set.size();) {
    if (set[at] == '-') {
      is_last = true;
      ++at;
      continue;
    }
    REQUIRE(set.compare(at, 2, "\\u") == 0);
    const bool braces = set[at + 2] == '{';
    const std::size_t digits = at + (braces ? 3 : 2);
    const std::size_t end = braces ? set.find('}', digits) : digits + 4;
    const auto value = static_cast<std::uint32_t>(std::stoul(set.substr(digits, end - digits), nullptr, 16));
    if (is_last) {
      ranges.back().second = value;
    } else {
      ranges.emplace_back(value, value);
    }
    is_last = false;
    at = end + (braces ? 1 : 0);
  }
  return ranges;
}

TEST_CASE("what HTML gives a meaning is escaped, for elements and attributes") {
  CHECK(html_text("<a href=\"x\" title='y'>&amp;</a>") ==
        "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
  CHECK(html_text("plain text, \xc3\xa4 \xf0\x9f\x98\x80") == "plain text, \xc3\xa4 \xf0\x9f\x98\x80");
  CHECK(html_foreign("<") == "<bdi>&lt;</bdi>");
}

TEST_CASE("characters that hide or reorder text are shown by their number, broken UTF-8 as U+FFFD") {
  CHECK(html_text("a\xe2\x80\xae"
                  "b") == "aU+202Eb");
  CHECK(html_text("\x1b[31m\n\t") == "U+001B[31mU+000AU+0009");
  CHECK(html_text(std::string_view("\0", 1)) == "U+0000");
  CHECK(html_text("\xf3\xa0\x81\x81") == "U+E0041");
  CHECK(html_text("\xff\xc3") == "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("the page's script hides the same characters as the plain list") {
  const auto ranges = ranges_of_script();
  REQUIRE(ranges.size() > 10);
  std::vector<std::uint32_t> different;
  for (std::uint32_t c = 0; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    bool in_script = false;
    for (const auto& [first, last] : ranges) in_script = in_script || (c >= first && c <= last);
    if ((html_text(utf8(c)).rfind("U+", 0) == 0) != in_script) different.push_back(c);
  }
  CHECK(different.empty());
}

TEST_CASE("JSON cannot end the element that it lies in") {
  CHECK(html_json(R"({"a":"</script><!-- & ]]>"})") == R"({"a":"\u003c/script\u003e\u003c!-- \u0026 ]]\u003e"})");
  CHECK(html_json("\"\xe2\x80\xa8 \xe2\x80\xa9 \xe2\x80\xaa\"") == "\"\\u2028 \\u2029 \xe2\x80\xaa\"");
  CHECK(html_json("\xe2\x80") == "\xe2\x80");
}

TEST_CASE("a policy's hash is the base64 of the content's SHA-256") {
  // The example of https://www.w3.org/TR/CSP3/, section on hash-source.
  CHECK(policy_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
}

TEST_CASE("the page's parts cannot end the elements that they lie in, and the frame has each mark once") {
  CHECK(rotation::page_script().find("</script") == std::string_view::npos);
  CHECK(rotation::page_script().find("<!--") == std::string_view::npos);
  CHECK(rotation::page_style().find("</style") == std::string_view::npos);
  const std::string frame(rotation::page_frame());
  for (const char* const name :
       {"POLICY", "STYLE", "SCRIPT", "DATA", "TITLE", "HEADLINE", "ABOUT", "NOTICE", "TABLE"}) {
    const std::string mark = "@" + std::string(name) + "@";
    INFO(mark);
    CHECK(frame.find(mark) != std::string::npos);
    CHECK(frame.find(mark) == frame.rfind(mark));
  }
}

TEST_CASE("the page's script makes no markup of texts and asks for nothing from the network") {
  for (const char* const word :
       {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "new Function",
        "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "import(", ".style.cssText"}) {
    INFO(word);
    CHECK(rotation::page_script().find(word) == std::string_view::npos);
  }
}

}  // namespace
}  // namespace leaksieve::report
