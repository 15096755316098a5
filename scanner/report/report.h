// What every report is written from, and the table of formats. A format is one file that calls register-free make_*():
// add it to the table in report.cpp, nowhere else.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/finding/leak.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::report {

// What a repository says of itself: whether what it holds came from elsewhere, or can have gone there.
struct RepositoryFacts {
  bool bare = false;
  std::string head;                         // "refs/heads/main"; "" when detached
  std::vector<std::string> remotes;         // their names, sorted
  std::vector<std::string> gone_upstreams;  // local branches whose branch on the remote is gone (git/upstreams.h)
};

// The outcome of one job on one repository (or folder, or standard input).
struct ScanReport {
  std::string target;                         // as the user named it (a path, "stdin")
  std::vector<std::string> sources;           // "history", "reflog", ...
  std::optional<RepositoryFacts> repository;  // of scans of a repository's history
  std::vector<finding::Leak> leaks;           // open ones, most exposed and most severe first
  std::vector<finding::Leak> settled;         // accepted by a baseline or rotated (Leak::standing); they decide nothing
  bool has_baseline = false;                  // some baseline was asked
  std::vector<finding::Leak> known;           // --staged only: HEAD's version of the file holds these already
  std::vector<finding::Skip> skipped;
  std::uint64_t skipped_total = 0;  // `skipped` may be cut at 1000
  std::vector<std::string> notes;   // "shallow clone: history before 3 commits is not here"
  bool complete = true;             // false: something asked for was not read, or the scan was stopped
  bool interrupted = false;
  std::uint64_t blobs = 0, commits = 0, tags = 0, trees = 0, files = 0;  // scanned
  std::uint64_t bytes = 0;                                               // of scanned text
  std::uint64_t allowed = 0;  // leaks left out because something allowed them
  bool is_recalled = false;   // the store has not changed since a scan that the cache knows; told by text only
  double seconds = 0;         // wall time; left out of deterministic formats (json, jsonl, sarif)
};

// One run of the program over one or more targets.
struct RunReport {
  std::vector<ScanReport> scans;
  const rules::RuleSet* rules = nullptr;  // borrowed; Leak::rule indexes it
  std::string tool_version;
  std::int64_t started = 0;  // seconds since 1970-01-01 UTC; only formats whose schema demands a time show it (gitlab)
};

struct WriteOptions {
  bool show_secrets = false;
  bool color = false;          // text only
  bool unicode = true;         // text only: false = ASCII only
  bool verbose = false;        // text: every occurrence, every skip
  unsigned width = 80;         // text: terminal columns
  std::size_t most_leaks = 0;  // markdown: rows a target, as services limit a comment's size; 0 = all
};

// Writes the whole report as bytes. Deterministic: equal reports give equal bytes.
using Writer = std::function<std::string(const RunReport&, const WriteOptions&)>;

struct Format {
  std::string_view name;         // "text", "json", "gitlab", ...
  std::string_view description;  // for --help
  std::string_view file_suffix;  // of a file's name: ".sarif", "checkstyle.xml"
  Writer write;
};
[[nodiscard]] std::span<const Format> all_formats();
[[nodiscard]] const Format* find_format(std::string_view name);
// That of `formats` whose suffix ends `path`; of several the longest: "gl-secret-detection-report.json" is not "json".
[[nodiscard]] const Format* format_for_file(std::span<const Format> formats, std::string_view path);

// Writes `bytes` to `path`, whole or not at all (temporary file beside it, fsync, rename; mode 0600 when new).
[[nodiscard]] Status write_file_atomically(const std::string& path, std::string_view bytes);

}  // namespace leaksieve::report
