#include "scanner/decode/container.h"

#include "tests/support/archives.h"
#include "tests/support/catch.h"

namespace leaksieve::decode {
namespace {

using test::archive_of;
using test::compressed;

struct Seen final : ContainerSink {
  bool take(std::string_view name, Bytes content) override {
    took += (took.empty() ? "" : "|") + std::string(name) + ":" +
            (content.size() > 100 ? std::to_string(content.size()) : std::string(content));
    return ++count < most;
  }
  void skip(std::string_view name, std::string_view reason) override {
    skipped += (skipped.empty() ? "" : "|") + std::string(name) + ":" + std::string(reason);
  }
  std::string took, skipped;
  int count = 0, most = 1000;
};

Seen& read(const std::string& bytes, Seen& seen, const ContainerLimits& limits = {}, OutputBudget budget = {}) {
  const auto container = detect_container(bytes);
  REQUIRE(container);
  read_container(bytes, *container, limits, budget, seen);
  return seen;
}

TEST_CASE("containers are known by how they begin") {
  const test::Members one = {{"a", "b"}};
  CHECK(detect_container(archive_of(one, "zip")) == Container::kZip);
  CHECK(detect_container(archive_of(one, "tar")) == Container::kTar);
  CHECK(detect_container(archive_of(one, "ar")) == Container::kAr);
  CHECK(detect_container(archive_of(one, "7zip")) == Container::k7z);
  CHECK(detect_container(compressed("a", "gzip")) == Container::kGzip);
  CHECK(detect_container(compressed("a", "bzip2")) == Container::kBzip2);
  CHECK(detect_container(compressed("a", "xz")) == Container::kXz);
  CHECK(detect_container(compressed("a", "zstd")) == Container::kZstd);
  CHECK(detect_container(test::zlib_of("a")) == Container::kZlib);
  CHECK_FALSE(detect_container(""));
  CHECK_FALSE(detect_container("PK"));
  CHECK_FALSE(detect_container("x = y, and so on"));
  CHECK_FALSE(detect_container("BZh9 is no stream"));
}

TEST_CASE("members come by name, a stream without one, a tar in a stream as members") {
  const test::Members two = {{"conf/a.txt", "one"}, {"b", "two"}};
  for (const char* format : {"zip", "tar", "7zip"}) {
    Seen seen;
    CAPTURE(format);
    CHECK(read(archive_of(two, format), seen).took == "conf/a.txt:one|b:two");
    CHECK(seen.skipped.empty());
  }
  for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
    Seen stream, tar, as_stream;
    CAPTURE(filter);
    CHECK(read(compressed("hello", filter), stream).took == ":hello");
    CHECK(read(archive_of(two, "tar", filter), tar).took == "conf/a.txt:one|b:two");
    ContainerLimits limits;
    limits.opens_tar = false;
    CHECK(read(archive_of(two, "tar", filter), as_stream, limits).took.starts_with(":"));
    CHECK((stream.skipped + tar.skipped + as_stream.skipped).empty());
  }
  Seen ar, zlib;
  CHECK(read(archive_of({{"control", "x"}}, "ar"), ar).took == "control:x");
  CHECK(read(test::zlib_of("hello, hello"), zlib).took == ":hello, hello");
}

TEST_CASE("what grows too much is cut off, given as far as it goes, and told") {
  const std::string zeros(3 << 20, '\0');
  Seen seen;
  ContainerLimits limits;
  read(archive_of({{"small", "x"}, {"big", zeros}, {"after", "y"}}, "zip"), seen, limits);
  CHECK(seen.took.starts_with("small:x|big:1"));
  CHECK(seen.skipped ==
        "big:it grows to more than 200 times its size when it is unpacked|"
        ":it grows to more than 200 times its size when it is unpacked");

  Seen exact;
  limits.ratio = 0;
  limits.free_bytes = 5;
  CHECK(read(compressed("12345", "gzip"), exact, limits).skipped.empty());
  CHECK(exact.took == ":12345");
  Seen cut;
  CHECK(read(compressed("123456", "gzip"), cut, limits).took == ":12345");
  CHECK_FALSE(cut.skipped.empty());
  Seen member;
  limits = {};
  limits.member_bytes = 4;
  CHECK(read(archive_of({{"a", "12345"}, {"b", "123"}}, "zip"), member, limits).took == "a:1234|b:123");
  CHECK(member.skipped == "a:it has more than 64 MiB");
  Seen all;
  CHECK(read(archive_of({{"a", "12345"}, {"b", "123"}}, "zip"), all, {}, {6, 10}).took == "a:12345|b:1");
  CHECK(all.skipped == "b:all that is packed in here has more than 64 MiB");
  Seen few;
  CHECK(read(archive_of({{"a", "1"}, {"b", "2"}}, "zip"), few, {}, {100, 1}).took == "a:1");
  CHECK(few.skipped == ":it has too many members");
  Seen zlib;
  limits = {};
  limits.free_bytes = 1000;
  limits.ratio = 1;
  read(test::zlib_of(zeros), zlib, limits);
  CHECK(zlib.skipped == ":it grows to more than 200 times its size when it is unpacked");
}

std::string noise_of(std::size_t size) {
  std::string bytes;
  unsigned state = 1;
  while (bytes.size() < size) bytes += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return bytes;
}

TEST_CASE("a compressed tar keeps to the limits as a whole, and its members are given as far as it goes") {
  const std::size_t size = std::size_t{3} << 20U;
  for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
    CAPTURE(filter);
    Seen whole, cut;
    CHECK(read(archive_of({{"a", "12345"}, {"b", noise_of(size)}}, "tar", filter), whole).took ==
          "a:12345|b:" + std::to_string(size));
    CHECK(whole.skipped.empty());
    read(archive_of({{"a", "12345"}, {"b", std::string(size, 'b')}}, "tar", filter), cut);
    CHECK(cut.took.starts_with("a:12345|b:1"));
    CHECK(cut.skipped == "b:it grows to more than 200 times its size when it is unpacked");
  }
}

TEST_CASE("a large tar with sparse files is told: the map of one takes more memory than there may be") {
  const std::string filler = noise_of(std::size_t{5} << 20U);
  for (const char* filter : {"", "gzip", "xz"}) {
    CAPTURE(filter);
    Seen large, small;
    read(archive_of({{"a", "22 GNU.sparse.major=1\n"}, {"b", filler}}, "tar", filter), large);
    CHECK(large.took.empty());
    CHECK(large.skipped == ":it is a tar with sparse files and has more than 4 MiB");
    CHECK(read(archive_of({{"a", "22 GNU.sparse.major=1\n"}}, "tar", filter), small).skipped.empty());
    CHECK_FALSE(small.took.empty());
  }
}

TEST_CASE("what is damaged, cut or encrypted is told") {
  const std::string noise = noise_of(5000);
  for (const char* format : {"zip", "tar", "7zip"}) {
    const std::string whole = archive_of({{"a", noise}, {"b", "x"}}, format);
    Seen seen;
    CAPTURE(format);
    CHECK_FALSE(read(whole.substr(0, whole.size() / 2), seen).skipped.empty());
  }
  for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
    const std::string whole = compressed(noise, filter);
    Seen seen;
    CAPTURE(filter);
    CHECK_FALSE(read(whole.substr(0, whole.size() / 2), seen).skipped.empty());
  }
  for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {  // of a tar in it, the members in front are given
    const std::string whole = archive_of({{"a", "1"}, {"b", noise_of(std::size_t{3} << 20U)}}, "tar", filter);
    Seen seen;
    CAPTURE(filter);
    read(whole.substr(0, whole.size() - 1000), seen);
    CHECK(seen.skipped == "b:the " + std::string(filter) + " data is damaged or cut off");
    CHECK(seen.took.starts_with("a:1|b:"));
  }
  Seen zlib, none, locked;
  CHECK(read(test::zlib_of(noise).substr(0, 3000), zlib).skipped == ":the zlib stream is damaged or cut off");
  CHECK(read("\x78\x9c" + std::string(100, 'x'), none).skipped.empty());  // a guess that was wrong
  CHECK(none.took.empty());
  read(archive_of({{"a", "secret"}}, "zip", "", "pw"), locked);
  CHECK(locked.skipped == "a:it is encrypted");
  CHECK(locked.took.empty());
}

TEST_CASE("the sink ends the reading") {
  Seen seen;
  seen.most = 1;
  CHECK(read(archive_of({{"a", "1"}, {"b", "2"}}, "zip"), seen).took == "a:1");
}

}  // namespace
}  // namespace leaksieve::decode
