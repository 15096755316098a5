#include "scanner/report/xml.h"

#include "scanner/base/quote.h"

namespace leaksieve::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// U+FFFE and U+FFFF: valid UTF-8 that no XML document may hold.
bool is_noncharacter(std::string_view at) { return at.starts_with("\xEF\xBF\xBE") || at.starts_with("\xEF\xBF\xBF"); }

std::string_view reference_for(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::size_t at = 0; at < valid.size(); ++at) {
    const char c = valid[at];
    if (const std::string_view reference = reference_for(c); !reference.empty()) {
      out += reference;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += kReplacement;
    } else if (is_noncharacter(std::string_view(valid).substr(at))) {
      out += kReplacement;
      at += 2;
    } else {
      out += c;
    }
  }
  return out;
}

std::string xml_attribute(std::string_view name, std::string_view value) {
  std::string out = " ";
  out += name;
  out += "=\"";
  out += xml_text(value);
  out += '"';
  return out;
}

}  // namespace leaksieve::report
