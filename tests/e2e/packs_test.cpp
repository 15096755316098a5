// Packs of every make, read in place: the same report whatever way git wrote them, and never a secret that is lost in
// silence when a byte of them is wrong.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

// Files that change a little from commit to commit, so that packs hold deltas; each version has a token of its own.
class Versions {
 public:
  Versions() {
    std::mt19937 random(5);
    Texts lines;
    for (int i = 0; i < 60; ++i) lines.push_back("line " + std::to_string(i) + " " + std::to_string(random()));
    for (unsigned i = 0; i < 15; ++i) {
      for (const std::string folder : {"a", "b"}) {
        const std::string token = fake_github_token(2000 + static_cast<unsigned>(tokens.size()));
        tokens.insert(token);
        Texts version = lines;
        version.insert(version.begin() + static_cast<std::ptrdiff_t>(random() % lines.size()), "token = " + token);
        std::string text = "version " + std::to_string(i) + "\n";
        for (const std::string& line : version) text += line + "\n";
        repo.write(folder + "/app.env", text);
      }
      repo.commit_all("number " + std::to_string(i));
    }
    repo.git({"rm", "-q", "-r", "a", "b"});
    repo.commit_all("clean up");
  }

  [[nodiscard]] std::vector<fs::path> files(const std::string& suffix) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(repo.path() / ".git/objects/pack")) {
      if (entry.path().extension() == suffix) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  RepoBuilder repo;
  TextSet tokens;
};

std::string read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Git writes its files read-only.
void write_bytes(const fs::path& path, const std::string& bytes) {
  fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("packs of every make give the report of loose objects") {
  Versions versions;
  RepoBuilder& repo = versions.repo;
  const nlohmann::json loose = scan(repo).document;
  REQUIRE(loose["summary"]["leaks"] == versions.tokens.size());
  const auto same = [&](const std::string& what) {
    INFO(what);
    CHECK(scan(repo).document == loose);
    CHECK(scan(repo, {"-j", "1"}).document == loose);
    CHECK(scan(repo, {"-j", "7"}).document == loose);
    CHECK(scan(repo, {"--full-blobs"}).document == loose);
  };
  repo.git({"repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50"});
  REQUIRE(repo.git({"count-objects"}).starts_with("0 objects"));
  same("long chains of deltas");
  repo.git({"-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f"});
  same("bases named by id");
  repo.git({"-c", "pack.indexVersion=1", "repack", "-q", "-a", "-d", "-f"});
  REQUIRE_FALSE(read_bytes(versions.files(".idx").at(0)).starts_with("\377tOc"));
  same("an index of version 1");

  repo.git({"repack", "-q", "-a", "-d", "-f"});
  const fs::path pack = versions.files(".pack").at(0), index = versions.files(".idx").at(0);
  const std::size_t small = fs::file_size(index);
  fs::remove(index);
  repo.git({"index-pack", "--index-version=2,0x40", pack.string()});
  REQUIRE(fs::file_size(index) > small);
  same("offsets of 64 bits");

  // The same objects again, in packs of their own and loose.
  repo.git({"unpack-objects", "-q"}, read_bytes(pack));
  const std::string all = repo.git({"rev-list", "--objects", "--all"});
  repo.git({"pack-objects", "-q", ".git/objects/pack/pack"}, all.substr(0, all.find('\n', all.size() / 2) + 1));
  same("objects that are there more than once");
  repo.git({"multi-pack-index", "write"});
  same("a multi-pack index");
  fs::remove(repo.path() / ".git/objects/pack/multi-pack-index");
  repo.git({"-c", "pack.compression=0", "repack", "-q", "-a", "-d", "-F"});
  same("no compression");
}

TEST_CASE("a cruft pack holds what nothing reaches") {
  Versions versions;
  RepoBuilder& repo = versions.repo;
  repo.git({"update-ref", "refs/heads/main", repo.git({"commit-tree", "HEAD^{tree}", "-m", "new root"})});
  repo.git({"reflog", "expire", "--expire=all", "--all"});
  const CommandResult packed = repo.try_git({"gc", "-q", "--cruft", "--prune=never"});
  if (packed.exit != 0) {
    WARN("skipped: this git makes no cruft packs");
    return;
  }
  REQUIRE(versions.files(".mtimes").size() == 1);
  const ScanReport report = scan(repo);
  CHECK(report.secrets() == versions.tokens);
  for (const std::string& token : versions.tokens) CHECK(report.exposures(token) == Texts{"unreachable"});
  CHECK(report.complete());
}

TEST_CASE("alternates in packs of their own, with the same objects") {
  Versions versions;
  versions.repo.git({"repack", "-q", "-a", "-d"});
  const std::string clone = (versions.repo.outside() / "clone").string();
  versions.repo.git(
      {"clone", "-q", "--reference", versions.repo.path().string(), "file://" + versions.repo.path().string(), clone});
  versions.repo.git({"-C", clone, "repack", "-q", "-a", "-d"});  // a copy of what the alternate has
  const ScanReport report = scan(Texts{clone});
  CHECK(report.secrets() == versions.tokens);
  for (const std::string& token : versions.tokens) CHECK(report.exposure(token) == "pushed");
  CHECK(report.complete());
}

// libgit2 1.5 reads at whatever offset an index gives, also behind the end of its map of the pack.
TEST_CASE("an index that points behind its pack's end is told, and never followed") {
  Versions versions;
  versions.repo.git({"repack", "-q", "-a", "-d", "-f"});
  const fs::path index = versions.files(".idx").at(0);
  const std::string good = read_bytes(index);
  const std::size_t objects = (good.size() - 8 - 1024 - 40) / 28;
  const std::size_t offsets = 8 + 1024 + 24 * objects;
  for (const std::size_t number : {std::size_t{0}, objects / 3, objects / 2, objects - 1}) {
    for (const char high : {'\x01', '\x40', '\x7f'}) {  // 64 KiB and more, 4 MiB, 8 MiB less a little
      std::string bad = good;
      bad[offsets + 4 * number + 1] = high;
      write_bytes(index, bad);
      INFO("object " << number << " of " << objects << ", byte " << static_cast<int>(high));
      for (const Texts& arguments : {Texts{}, Texts{"--source", "history"}, Texts{"--branch", "main"}}) {
        const ScanReport report = scan(versions.repo, arguments);
        CHECK_FALSE(report.complete());
        CHECK_FALSE(report.skipped().empty());
      }
    }
  }
}

TEST_CASE("one wrong byte in a pack or its index: what is lost is told") {
  Versions versions;
  versions.repo.git({"repack", "-q", "-a", "-d", "-f"});
  std::mt19937 random(7);
  for (const std::string suffix : {".pack", ".idx"}) {
    const fs::path file = versions.files(suffix).at(0);
    const std::string good = read_bytes(file);
    std::size_t losses = 0;
    for (int i = 0; i < 30; ++i) {
      std::string bad = good;
      const std::size_t at = random() % bad.size();
      bad[at] = static_cast<char>(bad[at] ^ (1 << (random() % 8)));
      write_bytes(file, bad);
      INFO(suffix << ", byte " << at << " of " << good.size());
      const ScanReport report = scan(versions.repo);
      const TextSet found = report.secrets();
      CHECK(std::includes(versions.tokens.begin(), versions.tokens.end(), found.begin(), found.end()));
      if (found == versions.tokens) continue;
      ++losses;
      CHECK_FALSE(report.complete());
      CHECK_FALSE(report.skipped().empty());
    }
    CHECK(losses > 0);  // else the test damaged nothing that matters
    write_bytes(file, good);
  }
  CHECK(scan(versions.repo).complete());
}
