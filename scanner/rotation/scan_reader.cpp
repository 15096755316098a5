#include "scanner/rotation/scan_reader.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/rotation/json_fields.h"

namespace leaksieve::rotation {
namespace {

using finding::Exposure;
using finding::ExposureSet;

constexpr std::uint64_t kVersion = 1;         // of the scan's JSON
constexpr std::size_t kSkipsKept = 20;        // of each target
constexpr std::size_t kMaxNamesOfAList = 20;  // as the scan writes them

// A value for messages: short, and clean for a terminal.
std::string shown(const std::string& text) { return clean_line(text, 40); }

std::optional<Exposure> exposure_named(std::string_view name) {
  for (std::size_t i = 0; i < finding::kExposures; ++i) {
    if (name == finding::name_of(static_cast<Exposure>(i))) return static_cast<Exposure>(i);
  }
  return std::nullopt;
}

ExposureSet read_exposures(const JsonFields& from) {
  ExposureSet set;
  for (const std::string& name : from.texts("exposures")) {
    if (const auto exposure = exposure_named(name)) {
      set.add(*exposure);
    } else {
      from.fail("exposures", fmt::format("'{}' is no exposure", shown(name)));
    }
  }
  return set;
}

Moment read_moment(const JsonFields& from, const char* key) {
  Moment moment{from.text(key), 0};
  if (const auto seconds = parse_iso_time(moment.text)) {
    moment.seconds = *seconds;
  } else {
    from.fail(key, fmt::format("'{}' is no date such as 2024-01-31T10:20:30Z", shown(moment.text)));
    moment.text.clear();
  }
  return moment;
}

std::string read_id(const JsonFields& from, const char* key) {
  std::string id = from.text_or_empty(key);
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const bool good = id.empty() || ((id.size() == 40 || id.size() == 64) && std::all_of(id.begin(), id.end(), is_hex));
  if (!good) from.fail(key, fmt::format("'{}' is no object id", shown(id)));
  return good ? id : std::string();
}

void read_author(const JsonFields& from, Commit& commit) {
  if (!from.has("author")) return;
  const JsonFields author = from.object("author");
  commit.author = {author.text("name"), author.text("email")};
  commit.date = read_moment(author, "date");
}

Commit read_commit(const JsonFields& from) {
  Commit commit;
  commit.id = read_id(from, "commit");
  read_author(from, commit);
  commit.summary = from.text_or_empty("summary");
  return commit;
}

Place read_place(const JsonFields& from) {
  static const std::vector<std::string> kKinds = {"file", "commit-message", "tag-message", "file-name"};
  Place place;
  place.kind = from.text("kind");
  if (std::find(kKinds.begin(), kKinds.end(), place.kind) == kKinds.end()) {
    from.fail("kind", fmt::format("'{}' is no kind of place", shown(place.kind)));
  }
  place.path = from.text_or_empty("path");
  place.path_bytes_hex = from.text_or_empty("path_bytes_hex");
  place.line = from.count_or_null("line");
  place.column = from.count_or_null("column");
  place.object = read_id(from, "object");
  place.commit = read_commit(from);
  place.at_boundary = from.flag("at_boundary");
  place.exposure = read_exposures(from);
  place.decoded = from.texts("decoded");
  return place;
}

RefList read_refs(const JsonFields& from, const char* key) {
  const JsonFields list = from.object(key);
  RefList refs{list.texts("names"), list.count("total")};
  if (refs.names.size() > kMaxNamesOfAList) list.fail("names", "are more than 20");
  return refs;
}

HeadPeriod read_period(const JsonFields& from) {
  HeadPeriod period;
  const JsonFields begin = from.object("from");
  period.from_commit = read_id(begin, "commit");
  period.from = read_moment(begin, "date");
  if (from.has("to")) {
    const JsonFields end = from.object("to");
    period.to_commit = read_id(end, "commit");
    period.to = read_moment(end, "date");
  }
  return period;
}

// The index of the text under `key` among the names of `last` + 1 values; their middle when it is none.
template <class T>
T read_level(const JsonFields& from, const char* key, T last) {
  const std::string name = from.text(key);
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (name == rules::name_of(static_cast<T>(i))) return static_cast<T>(i);
  }
  from.fail(key, fmt::format("'{}' is no {}", shown(name), key));
  return last;
}

// A baseline's or the ledger's entry stands beside the state; it is told for an open leak too, when it does not hold.
State read_state(const JsonFields& from) {
  State state;
  if (!from.has("state")) return state;
  state.name = from.text("state");
  if (state.name != "open" && state.name != "accepted" && state.name != "rotated") {
    from.fail("state", fmt::format("'{}' is no state", shown(state.name)));
  }
  if (!from.has("standing")) return state;
  const JsonFields entry = from.object("standing");
  state.note = entry.text_or_empty("reopened");
  if (state.note.empty()) state.note = entry.text_or_empty("reason");
  state.by = entry.text_or_empty("owner");
  state.date = entry.text_or_empty("rotated");
  if (const std::string last = entry.text_or_empty("expires"); state.name == "accepted" && !last.empty()) {
    state.note += fmt::format("{}until {}", state.note.empty() ? "" : ", ", shown(last));
  }
  return state;
}

ScannedLeak read_leak(const JsonFields& from) {
  ScannedLeak leak;
  leak.fingerprint = from.text("fingerprint");
  if (leak.fingerprint.size() < 2) from.fail("fingerprint", "is no fingerprint");
  leak.aliases = from.texts("aliases");
  const JsonFields rule = from.object("rule");
  leak.rule = rule.text("id");
  leak.description = rule.text("description");
  leak.service = rule.text_or_empty("service");
  leak.kind = rule.text("kind");
  leak.severity = read_level(from, "severity", rules::Severity::kCritical);
  leak.confidence = read_level(from, "confidence", rules::Confidence::kHigh);
  leak.exposure = read_exposures(from);
  const JsonFields secret = from.object("secret");
  leak.masked = secret.text("redacted");
  leak.size_bytes = secret.count("size_bytes");
  leak.group = secret.count_or_null("group");
  leak.note = from.text_or_empty("note");
  leak.state = read_state(from);
  for (const JsonFields& place : from.objects("occurrences")) leak.places.push_back(read_place(place));
  for (const JsonFields& removal : from.objects("removals")) {
    leak.removals.push_back({0, removal.text("ref"), read_commit(removal)});
  }
  leak.knows_periods = from.has("head_periods");
  for (const JsonFields& period : from.objects_or_none("head_periods")) leak.periods.push_back(read_period(period));
  const JsonFields refs = from.object("refs");
  leak.refs = {read_refs(refs, "branches"), read_refs(refs, "remotes"), read_refs(refs, "tags"),
               read_refs(refs, "stashes"),  read_refs(refs, "reflogs"), read_refs(refs, "other")};
  for (const JsonFields& path : from.objects("head_paths")) leak.head_paths.push_back(path.text("path"));
  leak.objects = from.count("objects");
  return leak;
}

ScannedTarget read_target(const JsonFields& from) {
  ScannedTarget scanned;
  PlanTarget& target = scanned.target;
  target.name = from.text("target");
  target.name_bytes_hex = from.text_or_empty("target_bytes_hex");
  target.complete = from.flag("complete");
  target.interrupted = from.flag("interrupted");
  target.skipped_total = from.count("skipped_total");
  for (const JsonFields& skip : from.objects("skipped")) {
    if (target.skipped.size() < kSkipsKept) target.skipped.push_back({skip.text("what"), skip.text("reason")});
  }
  target.notes = from.texts("notes");
  if (from.has("repository")) {
    const JsonFields repository = from.object("repository");
    target.is_repository = true;
    target.bare = repository.flag("bare");
    target.head = repository.text_or_empty("head");
    target.remotes = repository.texts("remotes");
    target.gone_upstreams = repository.texts("gone_upstreams");
    std::sort(target.gone_upstreams.begin(), target.gone_upstreams.end());
  }
  for (const JsonFields& leak : from.objects("leaks")) scanned.leaks.push_back(read_leak(leak));
  for (const JsonFields& leak : from.objects_or_none("settled")) scanned.leaks.push_back(read_leak(leak));
  return scanned;
}

}  // namespace

Result<ScannedRun> read_scan(std::string_view json, const std::string& name) {
  const auto document = nlohmann::json::parse(json.begin(), json.end(), nullptr, false);  // false: no exceptions
  if (document.is_discarded()) {
    const std::string hint = json.empty() ? "it is empty" : "it is no JSON, or only a part of it";
    return Error{ErrorKind::kUsage, fmt::format("{}: {}; give what `leaksieve scan --format json` wrote", name, hint)};
  }
  JsonContext context{name, {}};
  if (!document.is_object() || !document.contains("scans") || !document.contains("version")) {
    return Error{ErrorKind::kUsage, name + ": no report of leaksieve; give what `leaksieve scan --format json` wrote"};
  }
  const JsonFields top(document, "", context);
  if (const auto version = top.count("version"); !context.error && version != kVersion) {
    return Error{ErrorKind::kUsage,
                 fmt::format("{}: a report of version {}; this program reads version {}", name, version, kVersion)};
  }
  ScannedRun run;
  const JsonFields tool = top.object("tool");
  if (tool.text("name") != "leaksieve") tool.fail("name", "is not leaksieve");
  run.tool_version = tool.text("version");
  for (const JsonFields& target : top.objects("scans")) run.targets.push_back(read_target(target));
  if (context.error) return *context.error;
  return run;
}

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  const auto number = [&text](std::size_t at, std::size_t digits) -> std::optional<int> {
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
      if (i >= text.size() || text[i] < '0' || text[i] > '9') return std::nullopt;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const auto is = [&text](std::size_t at, char c) { return at < text.size() && text[at] == c; };
  const std::array<std::optional<int>, 6> parts = {number(0, 4),  number(5, 2),  number(8, 2),
                                                   number(11, 2), number(14, 2), number(17, 2)};
  for (const auto& part : parts) {
    if (!part) return std::nullopt;
  }
  if (!is(4, '-') || !is(7, '-') || !is(10, 'T') || !is(13, ':') || !is(16, ':')) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{*parts[0]},
                                        std::chrono::month{static_cast<unsigned>(*parts[1])},
                                        std::chrono::day{static_cast<unsigned>(*parts[2])}};
  if (!day.ok() || *parts[3] > 23 || *parts[4] > 59 || *parts[5] > 60) return std::nullopt;
  std::int64_t offset = 0;
  if (is(19, '+') || is(19, '-')) {
    const auto hours = number(20, 2), minutes = number(23, 2);
    if (!hours || !minutes || !is(22, ':') || text.size() != 25) return std::nullopt;
    offset = (std::int64_t{*hours} * 60 + *minutes) * (text[19] == '-' ? -60 : 60);
  } else if (!is(19, 'Z') || text.size() != 20) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days{day}.time_since_epoch().count();
  return days * 86400 + std::int64_t{*parts[3]} * 3600 + std::int64_t{*parts[4]} * 60 + *parts[5] - offset;
}

}  // namespace leaksieve::rotation
