// What several formats say about a leak and its places.
#pragma once

#include <cstddef>
#include <string>

#include "scanner/report/report.h"

namespace leaksieve::report {

// The rule's description in one line without a full stop; its id when it has none. Valid UTF-8, no control characters.
[[nodiscard]] std::string title_of(const rules::Rule& rule);

// The redacted secret, or the whole of it when the user asked for that.
[[nodiscard]] std::string shown_secret(const finding::Leak& leak, const WriteOptions& options);

// "Password (abc…yz) is pushed: rotate it now: …." One sentence for messages of other tools.
[[nodiscard]] std::string message_of(const rules::Rule& rule, const finding::Leak& leak, const WriteOptions& options);

// Index of the introduction that a reader should see first: one that HEAD still holds, if there is one.
[[nodiscard]] std::size_t primary_of(const finding::Leak& leak);

// "content of the file", "message of commit a1b2c3d4e5", ...
[[nodiscard]] std::string place_words(const finding::Occurrence& place);

// A path as formats of text show it: unchanged where it is valid UTF-8 that hides nothing, else quoted as git does.
[[nodiscard]] std::string shown_path(std::string_view path);

// The path of a place; for one that has none (messages, objects without a name) what it is, in brackets.
[[nodiscard]] std::string path_or_words(const finding::Occurrence& place);

// "path:line:column", as far as there are such.
[[nodiscard]] std::string place_and_line(const finding::Occurrence& place);

// Where to look: "config/app.env:3:14", "commit message, line 3", "the file name config/x", "object 1234567890".
[[nodiscard]] std::string spot_words(const finding::Occurrence& place);

// "base64 → line 1", "" when the secret stands there as it is.
[[nodiscard]] std::string decoded_steps(const finding::Occurrence& place);

// Why the absence of leaks in `scan` proves nothing, a line each: what was not read, and whether it was stopped. Empty
// for a complete scan.
[[nodiscard]] std::vector<std::string> gaps_of(const ScanReport& scan);

}  // namespace leaksieve::report
