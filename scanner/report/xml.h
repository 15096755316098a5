// XML 1.0 by hand: the one place where a text becomes markup.
#pragma once

#include <string>
#include <string_view>

namespace leaksieve::report {

// `text` for the inside of an element or of an attribute in double quotes. Bytes that are not UTF-8 and characters that
// XML 1.0 cannot hold in any form (most controls, U+FFFE, U+FFFF) become U+FFFD; tab, line feed and carriage return
// become references, so that a parser does not normalise them away. Source: https://www.w3.org/TR/xml/#charsets and
// #AVNormalize.
[[nodiscard]] std::string xml_text(std::string_view text);

// " name=\"value\"", escaped.
[[nodiscard]] std::string xml_attribute(std::string_view name, std::string_view value);

inline constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace leaksieve::report
