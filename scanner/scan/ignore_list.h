// What the user has looked at and decided to leave out: `.leaksieveignore`, `.gitleaksignore` and --ignore-file.
//
// A line is a fingerprint of ours, or one of gitleaks' ("commit:path:rule:line", "path:rule:line"), with '#' comments.
// "expires 2030-01-31" in the comment ends it with that day, in UTC.
// gitleaks' rule names are not ours: its lines are matched by commit, path and line alone.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"

namespace leaksieve::scan {

// One leak that may stay. As a line of .leaksieveignore: `FINGERPRINT  # REASON; expires 2030-01-31`.
struct Allowance {
  std::string fingerprint;
  std::string reason;   // "" = none was given
  std::string expires;  // "2030-01-31": the last day; "" = never
};

// Appends it to `folder`/.leaksieveignore; false when its fingerprint is there, in force. Errors: kUsage: no
// fingerprint, no date; kUnreadable: the file cannot be written.
[[nodiscard]] Result<bool> add_allowance(const std::filesystem::path& folder, const Allowance& allowance);

class IgnoreList {
 public:
  // Reads `folder`/.leaksieveignore and .gitleaksignore where they are (an empty folder: none), and `files`, which have
  // to be there. Errors (kUsage): a file that cannot be read; a line of `files` that is no fingerprint.
  static Result<IgnoreList> load(const std::filesystem::path& folder, const std::vector<std::string>& files);

  // Adds the lines of one file's text; `name` is the file's in messages.
  Status add(const std::string& content, const std::filesystem::path& name);

  [[nodiscard]] bool has_fingerprint(const std::string& fingerprint) const {
    return fingerprints_.contains(fingerprint);
  }
  // `commit_hex` "" = no commit holds it. `line` is 1-based.
  [[nodiscard]] bool has_place(const std::string& commit_hex, const std::string& path, std::uint32_t line) const;

 private:
  Status read(const std::filesystem::path& file);

  std::set<std::string> fingerprints_;
  std::set<std::string> places_;  // "commit:path:line", ":path:line"
};

}  // namespace leaksieve::scan
