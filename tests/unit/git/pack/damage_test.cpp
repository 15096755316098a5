// Packs and indexes with flipped bits, cut ends and parts of each other: nothing crashes or hangs, no object comes
// twice, and what is not told as wrong is right.
#include <cstdlib>

#include "scanner/git/pack/pack_stream.h"
#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

struct Files {
  std::filesystem::path pack, index;
};

void damage(Random& random, std::string& bytes) {
  switch (random.below(4)) {
    case 0:
      bytes.resize(random.below(bytes.size()));
      break;
    case 1: {  // a part of it over another part
      const std::size_t size = 1 + random.below(64), from = random.below(bytes.size()), to = random.below(bytes.size());
      bytes.replace(to, std::min(size, bytes.size() - to), bytes.substr(from, std::min(size, bytes.size() - to)));
      break;
    }
    default:
      for (std::size_t flips = 1 + random.below(8); flips > 0; --flips) {
        bytes[random.below(bytes.size())] ^= static_cast<char>(1U << random.below(8));
      }
  }
}

// LEAKSIEVE_DAMAGE_ROUNDS sets how many damaged stores are read.
std::size_t rounds() {
  const char* const text = std::getenv("LEAKSIEVE_DAMAGE_ROUNDS");
  return text == nullptr ? 1000 : std::strtoul(text, nullptr, 10);
}

TEST_CASE("damaged packs and indexes never crash the stream") {
  RepoBuilder repo;
  grow_history(repo, 30, 12, 4);
  const bool is_by_name = GENERATE(false, true);
  repo.git({"-c", is_by_name ? "repack.useDeltaBaseOffset=false" : "repack.useDeltaBaseOffset=true", "-c",
            is_by_name ? "pack.indexVersion=1" : "pack.indexVersion=2", "repack", "-adfq"});
  if (is_by_name) repo.git({"multi-pack-index", "write"});
  const std::size_t total = objects_of_git(repo).size();
  const auto folder = repo.path() / ".git/objects/pack";
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (name.ends_with(".pack") || name.ends_with(".idx") || name == "multi-pack-index") {
      files[name] = read_bytes(file.path());
    }
  }
  REQUIRE(files.size() == (is_by_name ? 3 : 2));
  const TempDir store_folder;
  std::size_t read = 0, skipped = 0;
  for (std::size_t seed = 1; seed <= rounds(); ++seed) {
    Random random(seed * 2 + (is_by_name ? 1 : 0));
    auto damaged = files;
    if (is_by_name && random.below(2) == 0)
      std::erase_if(damaged, [](auto& file) { return file.first.ends_with("idx"); });
    auto victim = damaged.begin();
    std::advance(victim, static_cast<long>(random.below(damaged.size())));
    damage(random, victim->second);
    std::filesystem::remove_all(store_folder.path() / "pack");
    for (const auto& [name, bytes] : damaged) write_bytes(store_folder.path() / "pack" / name, bytes);
    const std::vector<std::filesystem::path> directories{store_folder.path()};
    const auto store = git::pack::PackStore::open(directories);
    REQUIRE(store);
    git::StreamOptions options;
    options.threads = 1 + static_cast<unsigned>(seed % 2);
    CheckingSink sink;
    REQUIRE(git::pack::stream_packs(*store, options, sink));
    INFO("seed " << seed);
    if (store->packs().size() == 1) CHECK(sink.lines().size() + sink.skips().size() >= 1);
    CHECK(sink.lines().size() + sink.skips().size() <= total + 1);
    for (const std::string& line : sink.lines()) CHECK_FALSE(line.ends_with("repeated"));
    read += sink.lines().size();
    skipped += sink.skips().size();
  }
  CHECK(read > rounds() * total / 4);
  CHECK(skipped > 0);
}

}  // namespace
}  // namespace leaksieve::test
