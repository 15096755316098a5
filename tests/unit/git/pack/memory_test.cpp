// Memory of the pack stream: bounded by the budget, whatever the delta trees look like.
#include <atomic>
#include <cstring>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

using namespace leaksieve;
using namespace leaksieve::test;

namespace {

constexpr std::uint64_t kBudget = std::uint64_t{1} << 20;
// The budget, what two threads keep beside it, and the tree of deltas; a hundredth of all content.
constexpr std::uint64_t kMostGrowth = std::uint64_t{16} << 20;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeasures = false;  // sanitizers hold on to freed memory
#else
constexpr bool kMeasures = true;
#endif

// "VmRSS", "VmHWM" of this process, in bytes.
std::uint64_t memory(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(key + ":")) return std::stoull(line.substr(key.size() + 1)) * 1024;
  }
  throw std::runtime_error("no " + key);
}

// How far the peak lies above what the process had before.
template <class Work>
std::uint64_t growth(const Work& work) {
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
  const std::uint64_t before = memory("VmRSS");
  work();
  const std::uint64_t peak = memory("VmHWM");
  return peak > before ? peak - before : 0;
}

// Names need not be hashes here: they are numbers, and content ends with its number.
Oid numbered(std::uint32_t number) {
  std::array<char, Oid::kSha1Bytes> raw{};
  const std::string digits = std::to_string(number);
  std::memcpy(raw.data(), digits.data(), digits.size());
  raw[19] = 1;
  return Oid::from_raw(raw.data());
}
std::string ending(std::uint32_t number) { return std::string(9, '.') + std::to_string(100000000 + number); }

constexpr std::uint32_t kSize = std::uint32_t{64} << 10;

std::string whole_text() {
  Random random(7);
  std::string text = random_text(random, 4000);
  REQUIRE(text.size() > kSize);
  text.resize(kSize - ending(0).size());
  return text + ending(0);
}

// The base's first bytes and a new ending.
std::string next_version(std::uint32_t number) {
  const std::string end = ending(number);
  const auto kept = static_cast<std::uint32_t>(kSize - end.size());
  return PackWriter::delta(kSize, kSize, PackWriter::copy(0, kept) + PackWriter::insert(end));
}

class NumberSink final : public git::ObjectSink {
 public:
  void take(const git::ObjectView& object, unsigned) override {
    const auto number = static_cast<std::uint32_t>(std::stoul(reinterpret_cast<const char*>(object.id.data())));
    if (object.content.size() == kSize && object.content.ends_with(ending(number))) ++right;
  }
  void skip(const Oid&, git::ObjectType, const Error&, unsigned) override { ++skipped; }
  std::atomic<std::uint32_t> right{0}, skipped{0};
};

git::StreamOptions small_budget() {
  git::StreamOptions options;
  options.threads = 2;
  options.max_memory_bytes = kBudget;
  return options;
}

void check_bounded(const PackWriter& pack, std::uint32_t objects) {
  RepoBuilder repo;
  pack.write(object_directories(repo).front(), "made");
  NumberSink sink;
  const std::uint64_t grown = growth([&] { stream_into(sink, object_directories(repo), small_budget()); });
  CHECK(sink.right == objects);
  CHECK(sink.skipped == 0);
  CAPTURE(grown, std::uint64_t{objects} * kSize);
  if (kMeasures) CHECK(grown < kMostGrowth);
}

}  // namespace

TEST_CASE("a chain of 20,000 deltas is read in bounded memory") {
  constexpr std::uint32_t kObjects = 20000;
  PackWriter pack;
  Oid name = numbered(0);
  std::uint64_t base = pack.add_whole(git::ObjectType::kBlob, whole_text(), &name);
  for (std::uint32_t i = 1; i < kObjects; ++i) {
    name = numbered(i);
    base = pack.add_offset_delta(base, next_version(i), &name);
  }
  check_bounded(pack, kObjects);
}

TEST_CASE("a base with 20,000 children, each with a child, is read in bounded memory") {
  constexpr std::uint32_t kObjects = 40001;
  PackWriter pack;
  Oid name = numbered(0);
  const std::uint64_t base = pack.add_whole(git::ObjectType::kBlob, whole_text(), &name);
  for (std::uint32_t i = 1; i < kObjects; i += 2) {
    name = numbered(i);
    const std::uint64_t child = pack.add_offset_delta(base, next_version(i), &name);
    name = numbered(i + 1);
    pack.add_offset_delta(child, next_version(i + 1), &name);
  }
  check_bounded(pack, kObjects);
}

TEST_CASE("what does not fit into the budget is a skip with its name; all else comes") {
  PackWriter pack;
  const std::string large(2 * kBudget, 'x'), text = whole_text();
  const Oid small_name = numbered(0), large_name = numbered(1), child_name = numbered(2), next_name = numbered(3);
  const std::uint64_t small = pack.add_whole(git::ObjectType::kBlob, text, &small_name);
  const std::uint64_t base = pack.add_whole(git::ObjectType::kBlob, large, &large_name);
  pack.add_offset_delta(base, PackWriter::delta(large.size(), kSize, PackWriter::copy(0, kSize)), &child_name);
  pack.add_offset_delta(small, next_version(3), &next_name);
  RepoBuilder repo;
  pack.write(object_directories(repo).front(), "made");
  CheckingSink sink;
  stream_into(sink, object_directories(repo), small_budget());
  REQUIRE(sink.skips().size() == 2);
  CHECK(sink.skips().at(large_name.hex()).kind == ErrorKind::kLimit);
  CHECK(sink.skips().at(large_name.hex()).message == "it has 2097152 bytes, more than the limit of 1048576");
  CHECK(sink.skips().at(child_name.hex()).kind == ErrorKind::kLimit);
  CHECK(sink.lines().size() == 2);
}
