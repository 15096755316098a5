// What the terminal can do, and writing to it.
#pragma once

#include <string>
#include <string_view>

#include "scanner/base/result.h"

namespace leaksieve::cli {

// WHEN of --color: "auto", "always" or "never". auto: standard output is a terminal, NO_COLOR is unset or empty
// (https://no-color.org), and TERM is neither "dumb" nor unset.
[[nodiscard]] Result<bool> wants_color(std::string_view when);
[[nodiscard]] bool is_terminal(int descriptor);
// TERM allows moving the cursor.
[[nodiscard]] bool has_cursor();
// The locale's encoding is UTF-8.
[[nodiscard]] bool speaks_utf8();
// Columns of standard output: the terminal's, or `fallback`.
[[nodiscard]] unsigned terminal_width(unsigned fallback);

// Writes all of `bytes`. A reader that went away (EPIPE) is no error: it has what it wanted.
[[nodiscard]] Status write_stdout(std::string_view bytes);
void write_stderr(std::string_view bytes);
// "leaksieve: error: message" on standard error.
void print_error(const Error& error);
void print_warning(std::string_view message);

[[nodiscard]] Result<std::string> read_stdin();

}  // namespace leaksieve::cli
