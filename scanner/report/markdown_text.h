// Untrusted text in GitHub Flavored Markdown, which GitLab, Gitea, Bitbucket and Azure DevOps read too.
#pragma once

#include <string>
#include <string_view>

namespace leaksieve::report {

// `text` as one line of code that nothing can break out of, in a table's cell or outside of one: no markup, no link, no
// image, no HTML, no mention of a user, no reference to an issue. "" gives "". At most `max_bytes` of it are shown.
[[nodiscard]] std::string markdown_code(std::string_view text, std::size_t max_bytes = 300);

// The same for texts that mostly are plain words: as words where that is safe, else as code.
[[nodiscard]] std::string markdown_words(std::string_view text, std::size_t max_bytes = 300);

// The same for sentences of ours that hold foreign words: as words, with each character that could mean something as a
// reference.
[[nodiscard]] std::string markdown_prose(std::string_view text, std::size_t max_bytes = 400);

}  // namespace leaksieve::report
