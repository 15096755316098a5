// Texts of repositories, made harmless for an HTML document.
#pragma once

#include <string>
#include <string_view>

namespace leaksieve::report {

// `text` as the content of an element or of an attribute in double quotes. What HTML gives a meaning is escaped;
// controls, and characters that hide or reorder text (direction marks, zero-width characters, tags), are shown as
// "U+202E". Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string html_text(std::string_view text);

// The same in a <bdi>, so that right-to-left text does not change the direction of what stands around it.
[[nodiscard]] std::string html_foreign(std::string_view text);

// JSON as the content of a <script type="application/json">: nothing in it can end the element or begin a comment.
// REQUIRED: `json` is JSON, where these characters stand only in strings.
[[nodiscard]] std::string html_json(std::string_view json);

// "'sha256-…'": how a Content-Security-Policy names the one inline script or style that may be used.
// Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
[[nodiscard]] std::string policy_hash(std::string_view content);

}  // namespace leaksieve::report
