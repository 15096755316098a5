#include "scanner/cli/scan_request.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/run_formats.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/values.h"
#include "scanner/match/matcher.h"

namespace leaksieve::cli {
namespace {

struct Conflict {
  std::string_view one, other;
  std::string_view why;
};

// "REPO" stands for the operands.
constexpr std::array<Conflict, 28> kConflicts = {{
    {"staged", "range", "--staged looks at the index, --range at commits"},
    {"staged", "source", "--staged looks at the index only"},
    {"staged", "branch", "--staged looks at the index only"},
    {"staged", "since", "staged files have no date"},
    {"staged", "until", "staged files have no date"},
    {"range", "source", "--range says already which commits to read"},
    {"range", "branch", "--range says already which commits to read"},
    {"dir", "staged", "--dir reads files without git"},
    {"dir", "range", "--dir reads files without git"},
    {"dir", "source", "--dir reads files without git"},
    {"dir", "branch", "--dir reads files without git"},
    {"dir", "since", "--dir reads files without git"},
    {"dir", "until", "--dir reads files without git"},
    {"dir", "verify-objects", "--dir reads files without git"},
    {"dir", "stdin", "scan one of them at a time"},
    {"dir", "REPO", "scan one of them at a time"},
    {"stdin", "staged", "--stdin reads one text without git"},
    {"stdin", "range", "--stdin reads one text without git"},
    {"stdin", "source", "--stdin reads one text without git"},
    {"stdin", "branch", "--stdin reads one text without git"},
    {"stdin", "since", "--stdin reads one text without git"},
    {"stdin", "until", "--stdin reads one text without git"},
    {"stdin", "verify-objects", "--stdin reads one text without git"},
    {"stdin", "path", "--stdin reads one text; say with --name what it is called"},
    {"stdin", "REPO", "scan one of them at a time"},
    {"quiet", "verbose", "one asks for less, the other for more"},
    {"config", "no-config", "one asks for a file, the other for none"},
    {"baseline", "no-baseline", "one asks for a file, the other for none"},
}};

std::string dashed(std::string_view name) { return name == "REPO" ? "a REPO" : "--" + std::string(name); }

// Calls `parse` with the flag's last value, when it is given, and stores what it gives.
template <class T, class Parse>
Status read(const Invocation& invocation, std::string_view flag, T& out, Parse parse) {
  const Given* given = invocation.find(flag);
  if (given == nullptr || given->values.empty()) return {};
  const auto value = parse(std::string_view(given->values.back()));
  if (!value) return error_of(*given, value.error());
  out = static_cast<T>(*value);
  return {};
}

const report::Format* format_by_suffix(std::string_view output) {
  const report::Format* format = report::format_for_file(run_formats(), output);
  return format != nullptr ? format : find_run_format("text");
}

Result<const report::Format*> choose_format(const Invocation& invocation) {
  const Given* given = invocation.find("format");
  if (given == nullptr || given->values.empty()) return format_by_suffix(invocation.text("output"));
  if (const report::Format* format = find_run_format(given->values.back())) return format;
  std::string names;
  for (const report::Format& format : run_formats()) {
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  }
  return error_of(*given, {ErrorKind::kUsage, fmt::format("'{}' is no format; there are: {}",
                                                          clean_line(given->values.back(), 60), names)});
}

// A default (environment, config) for a flag that the way of scanning has no use for is left out.
bool gives_way(const Invocation& invocation, std::string_view flag) {
  if (invocation.on_command_line(flag)) return false;
  return std::ranges::any_of(kConflicts, [&](const Conflict& conflict) {
    return (conflict.other == flag && invocation.on_command_line(conflict.one)) ||
           (conflict.one == flag && invocation.on_command_line(conflict.other));
  });
}

}  // namespace

Status check_conflicts(const Invocation& invocation) {
  const auto given = [&](std::string_view name) {
    return name == "REPO" ? !invocation.operands().empty() : invocation.on_command_line(name);
  };
  for (const Conflict& conflict : kConflicts) {
    if (!given(conflict.one) || !given(conflict.other)) continue;
    return Error{ErrorKind::kUsage, fmt::format("{} and {} do not go together: {}; leave one out", dashed(conflict.one),
                                                dashed(conflict.other), conflict.why)};
  }
  if (given("name") && !given("stdin")) {
    return Error{ErrorKind::kUsage, "--name is the path of what --stdin reads: add --stdin or leave --name out"};
  }
  return {};
}

Result<scan::ScanOptions> make_scan_options(const Invocation& invocation, std::int64_t now) {
  scan::ScanOptions options;
  if (const Given* given = invocation.find("source"); given != nullptr && !gives_way(invocation, "source")) {
    const Result<scan::Sources> sources = parse_sources(given->values);
    if (!sources) return error_of(*given, sources.error());
    options.sources = *sources;
  }
  options.staged = invocation.has("staged");
  options.full_blobs = invocation.has("full-blobs");
  options.ranges = invocation.texts("range");
  if (!gives_way(invocation, "branch")) options.branches = invocation.texts("branch");
  options.paths = invocation.texts("path");
  options.excludes = invocation.texts("exclude");
  options.ignore_files = invocation.texts("ignore-file");
  options.settle_debt = !invocation.has("no-baseline") || gives_way(invocation, "no-baseline");
  options.baselines = invocation.texts("baseline");
  if (const auto cache = match::default_cache_directory(); !cache.empty() && !invocation.has("no-cache"))
    options.cache_directory = (cache / "scans").string();
  const auto date = [&](DayEdge edge) { return [=](std::string_view text) { return parse_date(text, edge, now); }; };
  Status status;
  if (!gives_way(invocation, "since")) status = read(invocation, "since", options.since, date(DayEdge::kBegin));
  if (!status) return status.error();
  if (!gives_way(invocation, "until")) status = read(invocation, "until", options.until, date(DayEdge::kEnd));
  if (!status) return status.error();
  if (options.since && options.until && *options.since > *options.until) {
    return Error{ErrorKind::kUsage, "--since is later than --until: no commit can be in between"};
  }
  options.verify_objects = invocation.has("verify-objects") && !gives_way(invocation, "verify-objects");
  status = read(invocation, "max-blob-size", options.max_blob_bytes, parse_size);
  if (!status) return status.error();
  status = read(invocation, "max-memory", options.max_memory_bytes, parse_memory);
  if (!status) return status.error();
  const auto depth = [](std::string_view text) { return parse_count(text, 0, 16); };
  status = read(invocation, "decode-depth", options.decode_depth, depth);
  if (!status) return status.error();
  status = read(invocation, "archive-depth", options.archive_depth, depth);
  if (!status) return status.error();
  status =
      read(invocation, "threads", options.threads, [](std::string_view text) { return parse_count(text, 1, 256); });
  if (!status) return status.error();
  return options;
}

Result<ReportOptions> make_report_options(const Invocation& invocation) {
  ReportOptions options;
  const Result<const report::Format*> format = choose_format(invocation);
  if (!format) return format.error();
  options.format = *format;
  options.output = invocation.text("output");
  if (invocation.has("output") && options.output.empty()) {
    return Error{ErrorKind::kUsage, "--output needs the name of a file"};
  }
  options.quiet = invocation.has("quiet") && !gives_way(invocation, "quiet");
  options.write.verbose = invocation.has("verbose") && !gives_way(invocation, "verbose");
  options.write.show_secrets = invocation.has("show-secrets");
  if (options.write.show_secrets && options.format->name == "html") {
    return Error{ErrorKind::kUsage,
                 "--show-secrets and the format html do not go together: a page is for showing around; leave one out"};
  }
  options.write.unicode = speaks_utf8();
  options.write.width = terminal_width(100);
  bool to_file = !options.output.empty();
  Given automatic{{"auto"}, "--color", Origin::kCommandLine};
  const Given* color = invocation.find("color");
  if (color == nullptr) color = &automatic;
  const Result<bool> colored = wants_color(color->values.back());
  if (!colored) return error_of(*color, colored.error());
  options.write.color = *colored && (!to_file || color->values.back() == "always");
  options.leaks_exit = kExitLeaks;
  const Status status = read(invocation, "exit-code", options.leaks_exit,
                             [](std::string_view text) { return parse_count(text, 0, 255); });
  if (!status) return status.error();
  return options;
}

}  // namespace leaksieve::cli
