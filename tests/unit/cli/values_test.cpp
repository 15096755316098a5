#include "scanner/cli/values.h"

#include <cstdlib>
#include <ctime>

#include "tests/support/catch.h"

namespace leaksieve::cli {
namespace {

// Local dates are tried in one zone with summer time.
struct Zone {
  explicit Zone(const char* name) {
    setenv("TZ", name, 1);
    tzset();
  }
  ~Zone() {
    setenv("TZ", "UTC", 1);
    tzset();
  }
};

constexpr std::int64_t kNow = 1710504000;  // 2024-03-15T12:00:00Z, a Friday

struct SizeRow {
  const char* text;
  std::uint64_t bytes;
};

TEST_CASE("sizes are read with binary units") {
  const auto row = GENERATE(values<SizeRow>({{"1", 1},
                                             {"1000", 1000},
                                             {"64K", 65536},
                                             {"64k", 65536},
                                             {"64KB", 65536},
                                             {"64M", 64U << 20U},
                                             {"64MiB", 64U << 20U},
                                             {"1.5G", 3U << 29U},
                                             {"2t", std::uint64_t{2} << 40U},
                                             {"10b", 10}}));
  INFO(row.text);
  REQUIRE(parse_size(row.text).ok());
  CHECK(*parse_size(row.text) == row.bytes);
}

TEST_CASE("what is no size is refused") {
  const auto text = GENERATE(values<std::string>(
      {"", "M", "-1", "0", "0.0001", "64X", "64MM", "64 M", "1e99", "inf", "nan", "9999999T", "64Mi", "0x10", "64Bi"}));
  INFO(text);
  const auto size = parse_size(text);
  REQUIRE_FALSE(size.ok());
  CHECK(size.error().kind == ErrorKind::kUsage);
  CHECK(size.error().message.find("such as 64M") != std::string::npos);
}

TEST_CASE("counts keep to their range") {
  CHECK(*parse_count("7", 1, 8) == 7);
  for (const char* text : {"", "0", "9", "-1", "+1", "1 ", "0x1", "1.0", "99999999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(parse_count(text, 1, 8).ok());
  }
}

struct DateRow {
  const char* text;
  DayEdge edge;
  std::int64_t seconds;
};

TEST_CASE("dates are read") {
  const Zone zone("UTC");
  constexpr auto kBegin = DayEdge::kBegin;
  constexpr auto kEnd = DayEdge::kEnd;
  const auto row = GENERATE(values<DateRow>({
      {"2024-01-31", kBegin, 1706659200},
      {"2024-01-31", kEnd, 1706659200 + 86399},
      {"2024-01-31T10:20:30Z", kBegin, 1706696430},
      {"2024-01-31T10:20:30Z", kEnd, 1706696430},
      {"2024-01-31 10:20", kBegin, 1706696400},
      {"2024-01-31T10:20:30+01:00", kBegin, 1706692830},
      {"2024-01-31T10:20:30-0530", kBegin, 1706716230},
      {"2024-02-29", kBegin, 1709164800},
      {"@1706696430", kEnd, 1706696430},
      {"now", kBegin, kNow},
      {"today", kBegin, 1710460800},
      {"yesterday", kBegin, 1710374400},
      {"yesterday", kEnd, 1710460799},
      {"3 days ago", kBegin, kNow - 3 * 86400},
      {"3.days.ago", kBegin, kNow - 3 * 86400},
      {"1 day", kBegin, kNow - 86400},
      {"2 weeks ago", kBegin, kNow - 14 * 86400},
      {"90 Minutes ago", kBegin, kNow - 5400},
      {"10 seconds ago", kBegin, kNow - 10},
      {"1 month ago", kBegin, 1707998400},
      {"2 years ago", kBegin, 1647345600},
  }));
  INFO(row.text);
  const auto date = parse_date(row.text, row.edge, kNow);
  REQUIRE(date.ok());
  CHECK(*date == row.seconds);
}

TEST_CASE("a month before the 31st is the last day of the month") {
  const Zone zone("UTC");
  constexpr std::int64_t kEndOfMarch = 1711886400;                                // 2024-03-31T12:00:00Z
  CHECK(*parse_date("1 month ago", DayEdge::kBegin, kEndOfMarch) == 1709208000);  // 2024-02-29T12:00:00Z
}

TEST_CASE("a date without a zone is local") {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  CHECK(*parse_date("2024-01-31", DayEdge::kBegin, kNow) == 1706659200 - 3600);
  CHECK(*parse_date("2024-07-01T12:00:00", DayEdge::kBegin, kNow) == 1719828000);
  CHECK(*parse_date("2024-07-01T12:00:00Z", DayEdge::kBegin, kNow) == 1719835200);
}

TEST_CASE("what is no date is refused, not guessed") {
  const auto text = GENERATE(values<std::string>({"",
                                                  "foo",
                                                  "2024",
                                                  "2024-13-01",
                                                  "2024-02-30",
                                                  "2024-1-1",
                                                  "24-01-01",
                                                  "2024-01-31T",
                                                  "2024-01-31T25:00",
                                                  "@",
                                                  "@x",
                                                  "@-1",
                                                  "2024-01-31T10:20:30ZZ",
                                                  "2024-01-31T10:20:30+99:00",
                                                  "3 fortnights ago",
                                                  "three days ago",
                                                  "-3 days ago",
                                                  "3 days from now",
                                                  "days ago",
                                                  "last tuesday",
                                                  "99999999 years ago",
                                                  "100000 years ago"}));
  INFO(text);
  const auto date = parse_date(text, DayEdge::kBegin, kNow);
  REQUIRE_FALSE(date.ok());
  CHECK(date.error().message.find("2024-01-31") != std::string::npos);
}

TEST_CASE("sources are a list of names") {
  const auto two = parse_sources({"history,stash"});
  REQUIRE(two.ok());
  CHECK(two->history);
  CHECK(two->stash);
  CHECK_FALSE(two->reflog);
  CHECK_FALSE(two->worktree);
  CHECK(parse_sources({"all"})->all());
  CHECK(parse_sources(source_names())->all());
  for (const char* text : {"", "histroy", "history,", ",", "history, stash", "History"}) {
    INFO(text);
    CHECK_FALSE(parse_sources({text}).ok());
  }
  CHECK_FALSE(parse_sources({}).ok());
}

TEST_CASE("switches in the environment are on or off") {
  for (const char* text : {"1", "true", "YES", "on"}) CHECK(*parse_switch(text));
  for (const char* text : {"", "0", "false", "no", "Off"}) CHECK_FALSE(*parse_switch(text));
  CHECK_FALSE(parse_switch("maybe").ok());
}

}  // namespace
}  // namespace leaksieve::cli
