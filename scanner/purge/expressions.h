// The expressions file of git filter-repo (--replace-text and --replace-message): an expression a line, `literal:` or
// `regex:` in front (a regular expression of Python's, on bytes), behind the last `==>` what takes its place.
// Source: git-filter-repo(1), FilteringOptions.get_replace_text(). Literals are replaced first, in order, then regular
// expressions; a line feed inside a literal cannot be written. There are no comments.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/base/secret.h"

namespace leaksieve::purge {

// Bytes that have to go, as they stand in objects.
struct Form {
  Secret bytes;
  std::size_t leak = 0;  // whose they are: an index of the caller's
};

struct ExpressionFile {
  std::string text;                // for a file that only its owner can read
  std::vector<std::size_t> leaks;  // by line: Form::leak
};

// Each form once, longer ones first. One of several lines becomes an expression for the whole, with any indentation and
// line ends, and one for each line that is long enough to be nobody else's: in JSON or with other line ends the same
// key has the same lines.
[[nodiscard]] ExpressionFile write_expressions(const std::vector<Form>& forms);

// "regex:...==>REMOVED" for --paths-from-file: takes the form out of file names.
[[nodiscard]] std::string rename_expression(const Secret& form);

// An expression as a pattern for RE2 and Hyperscan that finds it, or a telling part of it.
struct Sought {
  std::string regex;
  std::size_t line = 0;  // 1-based
};
// What a file of write_expressions() names, also one that a person has edited. A whole of several lines whose lines
// have expressions of their own is left out. Errors (kUsage), with the line's number: `glob:`, which does not say what
// it means to replace; no expression at all.
[[nodiscard]] Result<std::vector<Sought>> read_expressions(std::string_view text);

}  // namespace leaksieve::purge
