#include "scanner/report/words.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace leaksieve::report {
namespace {

using finding::Exposure;

struct ExposureText {
  Exposure exposure;
  std::string_view words;
  std::string_view advice;
};

constexpr std::array<ExposureText, finding::kExposures> kExposureTexts = {{
    {Exposure::kPushed, "pushed",
     "rotate it now: it was pushed, so treat it as public; rewriting history does not take it back"},
    {Exposure::kTag, "in a tag",
     "rotate it, unless you know that the tag was never pushed; then delete the tag and gc"},
    {Exposure::kHead, "in HEAD's files",
     "not pushed yet: take it out and rewrite the commits before you push, or rotate it"},
    {Exposure::kLocalBranch, "in a local branch", "never pushed: rewrite the branch before you push, or rotate it"},
    {Exposure::kOtherRef, "under another ref",
     "a ref outside branches and tags holds it: rotate it, unless you know that this ref stayed here"},
    {Exposure::kStash, "in a stash", "only here: `git stash drop` and `git gc --prune=now` remove it"},
    {Exposure::kStaged, "staged", "not committed yet: `git restore --staged` takes it out of the index"},
    {Exposure::kWorktree, "in the worktree",
     "not committed yet: keep it outside of the repository, or ignore the file"},
    {Exposure::kReflogOnly, "only in a reflog",
     "`git reflog expire --expire=now --all` and `git gc --prune=now` remove it; rotate it if it was ever pushed"},
    {Exposure::kUnreachable, "unreachable", "`git gc --prune=now` removes it; rotate it if it was ever pushed"},
    {Exposure::kInput, "in the input", "rotate it if anybody else could read this input"},
}};

const ExposureText& text_of(Exposure exposure) {
  return *std::ranges::find(kExposureTexts, exposure, &ExposureText::exposure);
}

struct Moment {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
  int offset_minutes;
};

Moment moment_of(const finding::Stamp& stamp) {
  constexpr std::int64_t kFirst = -62135596800 + 86400;  // a day inside 0001-01-01 and 9999-12-31, for the offset
  constexpr std::int64_t kLast = 253402300799 - 86400;
  const int offset = std::clamp(stamp.offset_minutes, -24 * 60 + 1, 24 * 60 - 1);
  const std::chrono::sys_seconds local{
      std::chrono::seconds{std::clamp(stamp.time, kFirst, kLast) + std::int64_t{offset} * 60}};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss<std::chrono::seconds>{local - day}, offset};
}

std::string date_text(const Moment& moment) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(moment.date.year()),
                     static_cast<unsigned>(moment.date.month()), static_cast<unsigned>(moment.date.day()));
}

}  // namespace

const rules::Rule& rule_of(const RunReport& run, const finding::Leak& leak) {
  static const rules::Rule kUnknown = [] {
    rules::Rule rule;
    rule.id = "unknown";
    rule.description = "Unknown rule";
    return rule;
  }();
  if (run.rules == nullptr || leak.rule >= run.rules->rules.size()) return kUnknown;
  return run.rules->rules[leak.rule];
}

std::string iso_date(const finding::Stamp& stamp) { return date_text(moment_of(stamp)); }

std::string iso_time(const finding::Stamp& stamp) {
  const Moment moment = moment_of(stamp);
  const std::string zone =
      moment.offset_minutes == 0
          ? "Z"
          : fmt::format("{}{:02}:{:02}", moment.offset_minutes < 0 ? '-' : '+', std::abs(moment.offset_minutes) / 60,
                        std::abs(moment.offset_minutes) % 60);
  return fmt::format("{}T{:02}:{:02}:{:02}{}", date_text(moment), moment.time.hours().count(),
                     moment.time.minutes().count(), moment.time.seconds().count(), zone);
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string byte_size(std::uint64_t bytes) {
  if (bytes < 1024) return counted(bytes, "byte");
  static constexpr std::array<std::string_view, 5> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (value >= 1023.95 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string hex_of(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string_view short_ref(std::string_view ref) {
  for (const std::string_view prefix : {"refs/heads/", "refs/remotes/", "refs/tags/", "refs/"}) {
    if (ref.starts_with(prefix) && ref.size() > prefix.size()) return ref.substr(prefix.size());
  }
  return ref;
}

std::optional<Exposure> furthest_of(const finding::Leak& leak) {
  if (leak.exposure.empty()) return std::nullopt;
  return leak.exposure.furthest();
}

std::string_view exposure_words(Exposure exposure) { return text_of(exposure).words; }

std::string_view advice_for(std::optional<Exposure> exposure) {
  if (!exposure) return "rotate it, unless you know that nobody else could read it";
  return text_of(*exposure).advice;
}

std::string standing_words(const finding::Standing& standing) {
  using finding::State;
  std::string text;
  if (standing.state == State::kOpen) text = standing.reopened;
  if (standing.state == State::kAccepted) {
    text = standing.expires.empty() ? "accepted" : "accepted until " + standing.expires;
  }
  if (standing.state == State::kRotated) text = "rotated on " + standing.date.substr(0, 10);
  if (text.empty()) return text;
  const bool was_open = standing.state == State::kOpen;
  if (!standing.owner.empty()) text += (was_open ? "; owner: " : " by ") + standing.owner;
  if (!standing.reason.empty()) text += (was_open ? "; it was said: " : ": ") + standing.reason;
  return text;
}

Tally tally(const RunReport& run) {
  Tally sum;
  sum.is_recalled = !run.scans.empty();
  for (const ScanReport& scan : run.scans) {
    sum.leaks += scan.leaks.size();
    sum.skipped += std::max<std::uint64_t>(scan.skipped_total, scan.skipped.size());
    sum.allowed += scan.allowed;
    for (const finding::Leak& leak : scan.settled) {
      ++(leak.standing.state == finding::State::kRotated ? sum.rotated : sum.accepted);
    }
    sum.blobs += scan.blobs;
    sum.commits += scan.commits;
    sum.tags += scan.tags;
    sum.trees += scan.trees;
    sum.files += scan.files;
    sum.bytes += scan.bytes;
    sum.seconds += scan.seconds;
    sum.complete = sum.complete && scan.complete;
    sum.is_recalled = sum.is_recalled && scan.is_recalled;
    sum.interrupted = sum.interrupted || scan.interrupted;
    for (const finding::Leak& leak : scan.leaks) {
      if (const auto exposure = furthest_of(leak)) ++sum.by_exposure[static_cast<std::size_t>(*exposure)];
      ++sum.by_severity[static_cast<std::size_t>(rule_of(run, leak).severity)];
    }
  }
  return sum;
}

}  // namespace leaksieve::report
