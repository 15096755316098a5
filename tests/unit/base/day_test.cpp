#include "scanner/base/day.h"

#include "tests/support/catch.h"

namespace leaksieve {
namespace {

TEST_CASE("a day is one that the calendar has") {
  for (const char* day : {"2026-11-26", "2024-02-29", "0001-01-01", "9999-12-31"}) CHECK(is_day(day));
  for (const char* text : {"", "2026-2-1", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
                           "2026-11-26 ", "26-11-2026", "2026/11/26", "soon"}) {
    CAPTURE(text);
    CHECK_FALSE(is_day(text));
  }
  CHECK(is_day(today()));
}

TEST_CASE("a day ends with its last second, a moment is itself") {
  CHECK(last_second_of("1970-01-01") == 86'399);
  CHECK(last_second_of("2026-11-26") == 1'795'737'599 - 0);
  CHECK(last_second_of("2026-11-26T05:40:00Z") == last_second_of("2026-11-26").value() - (86'399 - (5 * 60 + 40) * 60));
  for (const char* text : {"2026-11-26T05:40:00", "2026-11-26T24:00:00Z", "2026-11-26T05:60:00Z", "2026-11-26T5:40:00Z",
                           "2026-11-31T05:40:00Z", "x"}) {
    CAPTURE(text);
    CHECK_FALSE(last_second_of(text).has_value());
  }
  CHECK(last_second_of(moment_text(1'700'000'000)) == 1'700'000'000);
  CHECK(moment_text(0) == "1970-01-01T00:00:00Z");
}

}  // namespace
}  // namespace leaksieve
