#include "scanner/git/pack/page_keeper.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>

#include "scanner/git/pack/mapped_file.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {
namespace {

using git::pack::MappedFile;
using git::pack::PageKeeper;

constexpr std::uint64_t kStep = 4096, kMiB = std::uint64_t{1} << 20;

// KiB of the mapping that count as this process's, by proc(5).
std::uint64_t kept_of(const MappedFile& file) {
  std::ostringstream begin;
  begin << std::hex << reinterpret_cast<std::uintptr_t>(file.bytes().data()) << "-";
  std::ifstream smaps("/proc/self/smaps");
  std::string line;
  while (std::getline(smaps, line) && !line.starts_with(begin.str())) {
  }
  while (std::getline(smaps, line)) {
    if (line.starts_with("Rss:")) return std::stoull(line.substr(4));
  }
  return 0;
}

// Reads all of it, as the walkers do; gives the most that was kept on the way.
std::uint64_t read_all(const MappedFile& file, PageKeeper& keeper) {
  std::uint64_t most = 0;
  unsigned sum = 0;
  for (std::uint64_t at = 0; at < file.bytes().size(); at += kStep) {
    keeper.touch(0, at, at + kStep);
    sum += std::accumulate(file.bytes().begin() + at, file.bytes().begin() + at + kStep, 0U);
    if (at % (kMiB / 4) == 0) most = std::max(most, kept_of(file));
  }
  CHECK(sum == file.bytes().size() * 'x');
  return std::max(most, kept_of(file));
}

// KiB that are kept at most while a file of 8 MiB is read twice.
std::uint64_t kept_with(const PageKeeper::Limits& limits) {
  const TempDir folder;
  std::ofstream(folder.path() / "pack") << std::string(8 * kMiB, 'x');
  const auto file = MappedFile::open(folder.path() / "pack");
  REQUIRE(file.ok());
  PageKeeper keeper(limits);
  keeper.add(file->bytes());
  const std::uint64_t first = read_all(*file, keeper);
  return std::max(first, read_all(*file, keeper));
}

TEST_CASE("of large files few pages stay mapped, and what was given back is read again") {
  CHECK(kept_with({.small = 4 * kMiB, .most_kept = 2 * kMiB}) < 4 * 1024);
}

TEST_CASE("small files stay mapped") { CHECK(kept_with({.small = 8 * kMiB, .most_kept = 2 * kMiB}) == 8 * 1024); }

TEST_CASE("pages that nobody needs any more are given back, of small files too") {
  const TempDir folder;
  std::ofstream(folder.path() / "pack") << std::string(20 * kMiB, 'x');
  const auto file = MappedFile::open(folder.path() / "pack");
  REQUIRE(file.ok());
  PageKeeper keeper;
  keeper.add(file->bytes());
  CHECK(read_all(*file, keeper) == 20 * 1024);
  keeper.give_back();
  CHECK(kept_of(*file) == 0);
  CHECK(read_all(*file, keeper) == 20 * 1024);
}

}  // namespace
}  // namespace leaksieve::test
