// Zip archives that are read in place give what libarchive gives of them, and more when they are damaged.
#include <random>

#include "scanner/decode/archive_reader.h"
#include "scanner/decode/zip_reader.h"
#include "tests/support/archives.h"
#include "tests/support/catch.h"

namespace leaksieve::decode {
namespace {

using test::archive_of;

struct Seen final : ContainerSink {
  bool take(std::string_view name, Bytes content) override {
    took += std::string(name) + "=" + std::string(content) + "|";
    return true;
  }
  void skip(std::string_view name, std::string_view reason) override {
    skipped += std::string(name) + ":" + std::string(reason) + "|";
  }
  std::string took, skipped;
};

// False: it is not as usual.
bool read_in_place(const std::string& zip, Seen& seen, const ContainerLimits& limits = {}, OutputBudget budget = {}) {
  Allowance allowance(zip.size(), limits, budget);
  return read_usual_zip(zip, allowance, seen);
}

std::string taken_by_libarchive(const std::string& zip) {
  Seen seen;
  const ContainerLimits limits;
  OutputBudget budget;
  Allowance allowance(zip.size(), limits, budget);
  read_archive(zip, Container::kZip, false, allowance, seen);
  return seen.took;
}

std::string text_of(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size) text += "line " + std::to_string(random() % 1000) + "\n";
  return text;
}

// Of the entry's field in the central directory. Source: APPNOTE.TXT, 4.3.12.
constexpr std::size_t kFlags = 8, kMethod = 10, kCrc = 16, kPackedSize = 20, kSize = 24, kLocal = 42;

std::size_t entry_of(const std::string& zip, std::size_t number) {
  std::size_t at = zip.find("PK\x01\x02");
  for (; number > 0; --number) at = zip.find("PK\x01\x02", at + 1);
  REQUIRE(at != std::string::npos);
  return at;
}

std::string with(std::string zip, std::size_t at, int change) {
  zip[at] = static_cast<char>(zip[at] + change);
  return zip;
}

const test::Members& members() {
  static const test::Members kMembers = {
      {"a.txt", text_of(3000, 1)}, {"folder/b", "x"}, {"empty", ""}, {"c d.json", text_of(200000, 2)}};
  return kMembers;
}

TEST_CASE("a usual zip is read in place, and gives what libarchive gives") {
  const std::string zip = archive_of(members(), "zip");
  Seen seen;
  REQUIRE(read_in_place(zip, seen));
  CHECK(seen.skipped.empty());
  CHECK(seen.took == taken_by_libarchive(zip));
  CHECK(seen.took.find("folder/b=x|c d.json=line") != std::string::npos);
}

TEST_CASE("a zip with anything unusual in it is left to libarchive") {
  const std::string zip = archive_of(members(), "zip");
  const std::size_t entry = entry_of(zip, 1), end = zip.rfind("PK\x05\x06");
  Seen seen;
  CHECK_FALSE(read_in_place("", seen));
  CHECK_FALSE(read_in_place("PK\x03\x04", seen));
  CHECK_FALSE(read_in_place("front" + zip, seen));
  CHECK_FALSE(read_in_place(zip.substr(0, zip.size() - 1), seen));
  CHECK_FALSE(read_in_place(zip + "behind", seen));
  CHECK_FALSE(read_in_place(archive_of({{"a", "secret"}}, "zip", "", "pw"), seen));
  CHECK_FALSE(read_in_place(archive_of({{"n\xc3\xa4me", "x"}}, "zip"), seen));
  CHECK_FALSE(read_in_place(with(zip, entry + kFlags, 1), seen));
  CHECK_FALSE(read_in_place(with(zip, entry + kMethod, 1), seen));
  CHECK_FALSE(read_in_place(with(zip, entry + kLocal, 1), seen));
  CHECK_FALSE(read_in_place(with(zip, entry + kPackedSize + 2, 1), seen));  // into the next one
  CHECK_FALSE(read_in_place(with(zip, entry + 46, 1), seen));               // the name
  CHECK_FALSE(read_in_place(with(zip, end + 10, 1), seen));                 // how many entries there are
  CHECK_FALSE(read_in_place(with(zip, end + 16, 1), seen));                 // where they begin
  CHECK(seen.took.empty());
  CHECK(seen.skipped.empty());
}

TEST_CASE("a damaged member is given as far as it goes, told, and does not hide those behind it") {
  const std::string zip = archive_of(members(), "zip");
  const std::string rest = "folder/b=x|c d.json=" + members()[3].second + "|";
  const std::string told = "a.txt:the zip data is damaged or cut off|";
  for (const std::size_t field : {kCrc, kSize, kSize + 1}) {
    for (const int change : {1, -1}) {
      CAPTURE(field, change);
      Seen seen;
      REQUIRE(read_in_place(with(zip, entry_of(zip, 0) + field, change), seen));
      CHECK(seen.took == "a.txt=" + members()[0].second + "|" + rest);
      CHECK(seen.skipped == told);
    }
  }
  Seen broken;
  REQUIRE(read_in_place(with(zip, zip.find("a.txt") + 400, 1), broken));
  CHECK(broken.took.ends_with(rest));
  CHECK(broken.skipped == told);
}

TEST_CASE("a zip's members keep to the limits when they are read in place") {
  const std::string zip = archive_of({{"a", "12345"}, {"b", std::string(300, 'b')}, {"c", "123"}}, "zip");
  ContainerLimits limits;
  limits.member_bytes = 4;
  Seen cut, few, spent;
  REQUIRE(read_in_place(zip, cut, limits));
  CHECK(cut.took == "a=1234|b=bbbb|c=123|");
  CHECK(cut.skipped == "a:it has more than 64 MiB|b:it has more than 64 MiB|");
  REQUIRE(read_in_place(zip, few, {}, {1000, 2}));
  CHECK(few.took == "a=12345|b=" + std::string(300, 'b') + "|");
  CHECK(few.skipped == ":it has too many members|");
  REQUIRE(read_in_place(zip, spent, {}, {6, 10}));
  CHECK(spent.took == "a=12345|b=b|");
  CHECK(spent.skipped ==
        "b:all that is packed in here has more than 64 MiB|:all that is packed in here has more than "
        "64 MiB|");
}

TEST_CASE("damaged zips are read or left, in place and by libarchive, whatever is wrong with them") {
  const std::string zip = archive_of({{"a.txt", text_of(500, 3)}, {"b", "x"}, {"c", text_of(900, 4)}}, "zip");
  std::mt19937 random(20261128);
  std::size_t in_place = 0, told = 0;
  for (unsigned i = 0; i < 4000; ++i) {
    std::string damaged = zip;
    for (std::size_t flips = 1 + random() % 3; flips > 0; --flips)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    if (random() % 8 == 0) damaged.resize(random() % damaged.size());
    Seen seen;
    in_place += read_in_place(damaged, seen) ? 1 : 0;
    told += seen.skipped.empty() ? 0 : 1;
  }
  CHECK(in_place > 500);
  CHECK(told > 300);
}

}  // namespace
}  // namespace leaksieve::decode
