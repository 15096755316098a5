// Broken stores: whatever can still be read is read, what cannot is named, and the exit status says that the absence of
// leaks proves nothing.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

std::string token(unsigned seed) { return fake_github_token(700 + seed); }
std::string settings(unsigned seed) { return "# settings\ntoken = " + token(seed) + "\n"; }

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

fs::path loose_path(const RepoBuilder& repo, const std::string& id) {
  return repo.path() / ".git/objects" / id.substr(0, 2) / id.substr(2);
}

fs::path only_file(const RepoBuilder& repo, const std::string& suffix) {
  for (const auto& entry : fs::directory_iterator(repo.path() / ".git/objects/pack")) {
    if (entry.path().extension() == suffix) return entry.path();
  }
  throw std::runtime_error("no " + suffix);
}

// Two commits: a.env (token 1) and b.env (token 2, in a folder), both gone from the worktree and the index.
struct Sample {
  RepoBuilder repo;
  std::string first, second, third;
  Sample() {
    first = repo.commit("a.env", settings(1));
    second = repo.commit("dir/b.env", settings(2));
    repo.git({"rm", "-q", "-r", "a.env", "dir"});
    third = repo.commit_all("clean up");
    repo.git({"config", "gc.auto", "0"});
  }
  std::string id(const std::string& revision) { return repo.git({"rev-parse", revision}); }
  void pack() {
    repo.git({"repack", "-q", "-a", "-d"});
    REQUIRE(repo.git({"count-objects"}).starts_with("0 objects"));
  }
};

// A clean repository of many small objects, packed, for damage of any kind.
struct Packed {
  RepoBuilder repo;
  Packed() {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      text += "line " + std::to_string(i * 7919) + "\n";
      repo.write("file" + std::to_string(i % 7), text);
      if (i % 3 == 0) repo.commit_all("number " + std::to_string(i));
    }
    repo.git({"repack", "-q", "-a", "-d"});
    // What a leak in a loose object proves: the rest is still read.
    repo.git({"hash-object", "-w", "--stdin"}, settings(1));
  }
};

}  // namespace

TEST_CASE("a truncated loose blob is named, the others are read") {
  Sample sample;
  const std::string blob = sample.id(sample.second + ":dir/b.env");
  const std::string bytes = read_bytes(loose_path(sample.repo, blob));
  for (const std::size_t left : {bytes.size() / 2, std::size_t{1}, std::size_t{0}}) {
    write_bytes(loose_path(sample.repo, blob), bytes.substr(0, left));
    const ScanReport report = scan(sample.repo);
    CHECK(report.exit == 1);
    CHECK_FALSE(report.complete());
    CHECK(report.secrets() == TextSet{token(1)});
    CHECK(report.skip_names(blob));
    CHECK(report.places(token(1)) == TextSet{"a.env:2 " + sample.first});
  }
}

TEST_CASE("an object that two phases meet is told once") {
  Sample sample;
  const std::string blob = sample.id(sample.second + ":dir/b.env"), folder = sample.id(sample.second + ":dir");
  write_bytes(loose_path(sample.repo, blob), read_bytes(loose_path(sample.repo, blob)).substr(0, 5));
  fs::remove(loose_path(sample.repo, folder));  // so that the walk looks what is missing
  const ScanReport report = scan(sample.repo);
  CHECK(report.skip_names(blob));
  CHECK(report.skip_names(folder));
  CHECK(report.document["summary"]["skipped"] == 2);
}

TEST_CASE("without leaks a broken object gives exit status 3") {
  RepoBuilder repo;
  repo.commit("a.txt", "nothing\n");
  const std::string blob = repo.git({"hash-object", "-w", "--stdin"}, "nothing either\n");
  write_bytes(loose_path(repo, blob), "garbage");
  const ScanReport report = scan(repo);
  CHECK(report.exit == 3);
  CHECK(report.skip_names(blob));
  CHECK(report.document["summary"]["skipped"] == 1);
  CHECK(contains(run_leaksieve({"scan", repo.path().string()}).out, blob.substr(0, 10)));
}

TEST_CASE("a missing blob is named") {
  Sample sample;
  const std::string blob = sample.id(sample.second + ":dir/b.env");
  fs::remove(loose_path(sample.repo, blob));
  const ScanReport report = scan(sample.repo);
  CHECK(report.exit == 1);
  CHECK_FALSE(report.complete());
  CHECK(report.skip_names(blob));
  CHECK(report.secrets() == TextSet{token(1)});
}

TEST_CASE("a missing tree is named, and its blobs are still found") {
  Sample sample;
  const std::string root = sample.id(sample.first + "^{tree}"), folder = sample.id(sample.second + ":dir");
  fs::remove(loose_path(sample.repo, root));
  fs::remove(loose_path(sample.repo, folder));
  const ScanReport report = scan(sample.repo);
  CHECK(report.exit == 1);
  CHECK_FALSE(report.complete());
  CHECK(report.skip_names(root));
  CHECK(report.skip_names(folder));
  CHECK(report.secrets() == TextSet{token(1), token(2)});
}

TEST_CASE("a missing commit is named, and what lies behind it is still found") {
  Sample sample;
  fs::remove(loose_path(sample.repo, sample.second));
  const ScanReport report = scan(sample.repo);
  CHECK(report.exit == 1);
  CHECK_FALSE(report.complete());
  CHECK(report.skip_names(sample.second));
  CHECK(report.secrets() == TextSet{token(1), token(2)});
  CHECK(report.places(token(1)) == TextSet{"a.env:2 " + sample.first});
}

TEST_CASE("a truncated commit, tree and tag do not end the scan") {
  // HEAD's own tree is the empty one, which git knows by heart.
  for (const std::string revision : {"HEAD", "HEAD~1", "HEAD~1^{tree}", "HEAD~2^{tree}", "v1"}) {
    INFO(revision);
    Sample sample;
    sample.repo.git({"tag", "-a", "-m", "a tag", "v1"});
    const std::string id = sample.id(revision);
    const std::string bytes = read_bytes(loose_path(sample.repo, id));
    write_bytes(loose_path(sample.repo, id), bytes.substr(0, bytes.size() / 2));
    const ScanReport report = scan(sample.repo);
    CHECK(report.exit == 1);
    CHECK_FALSE(report.complete());
    CHECK(report.skip_names(id));
    CHECK(report.secrets() == TextSet{token(1), token(2)});
  }
}

TEST_CASE("objects that are well packed but make no sense do not end the scan") {
  Sample sample;
  const auto write = [&](const std::string& type, const std::string& content) {
    return sample.repo.git({"hash-object", "-w", "--literally", "-t", type, "--stdin"}, content);
  };
  const std::string tree = write("tree", "100644 no end of the name");
  const std::string commit = write("commit", "tree nonsense\nparent x\n\n" + token(3));
  write("tag", "object 12\ntype nothing\n" + token(4));
  sample.repo.write(".git/refs/heads/odd", commit + "\n");
  const ScanReport report = scan(sample.repo);
  CHECK(report.exit == 1);
  for (const unsigned seed : {1U, 2U, 3U, 4U}) CHECK(report.has(token(seed)));
  CHECK(report.skip_names(tree));
}

TEST_CASE("one flipped bit in a pack: exactly what cannot be read is missing, and told") {
  Packed packed;
  const fs::path pack = only_file(packed.repo, ".pack");
  const std::string good = read_bytes(pack);
  for (std::size_t part = 1; part < 20; ++part) {
    std::string bad = good;
    const std::size_t at = good.size() * part / 20;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (part % 8)));
    write_bytes(pack, bad);
    const bool broken = packed.repo.try_git({"fsck", "--full", "--strict"}).exit != 0;
    REQUIRE(broken);
    const ScanReport report = scan(packed.repo);
    INFO("byte " << at);
    CHECK(report.exit == 1);
    CHECK(report.secrets() == TextSet{token(1)});
    // Git's own reading decides what has to be told: an object that it cannot inflate is not scanned.
    const CommandResult all = packed.repo.try_git({"cat-file", "--batch-all-objects", "--batch"});
    if (all.exit != 0) CHECK_FALSE(report.complete());
  }
}

TEST_CASE("a truncated pack is told, and the rest is read") {
  Packed packed;
  const fs::path pack = only_file(packed.repo, ".pack");
  const std::string good = read_bytes(pack);
  for (const std::size_t left : {good.size() - 1, good.size() / 2, std::size_t{20}, std::size_t{0}}) {
    write_bytes(pack, good.substr(0, left));
    const ScanReport report = scan(packed.repo);
    INFO(left << " bytes left");
    CHECK(report.exit == 1);
    CHECK_FALSE(report.complete());
    CHECK(report.secrets() == TextSet{token(1)});
    CHECK_FALSE(report.skipped().empty());
  }
}

TEST_CASE("a broken or missing pack index is told by the pack's name") {
  Packed packed;
  const fs::path index = only_file(packed.repo, ".idx");
  const std::string good = read_bytes(index);
  const std::string name = index.stem().string();
  const auto check = [&](const std::string& what) {
    INFO(what);
    const ScanReport report = scan(packed.repo);
    CHECK(report.exit == 1);
    CHECK_FALSE(report.complete());
    CHECK(report.secrets() == TextSet{token(1)});
    CHECK(report.skip_names(name));
  };
  write_bytes(index, good.substr(0, good.size() / 2));
  check("truncated");
  std::string fanout = good;
  fanout[100] = '\x7f';
  write_bytes(index, fanout);
  check("fan-out table");
  write_bytes(index, "");
  check("empty");
  fs::remove(index);
  check("missing");
}

TEST_CASE("leaks in a good pack are found beside a broken one") {
  Sample sample;
  sample.pack();
  const fs::path first = only_file(sample.repo, ".pack");
  const std::string good = first.filename().string();
  const std::string more = sample.repo.git({"hash-object", "-w", "--stdin"}, settings(3));
  sample.repo.git({"pack-objects", "-q", ".git/objects/pack/pack"}, more + "\n");
  sample.repo.git({"prune-packed"});
  for (const auto& entry : fs::directory_iterator(sample.repo.path() / ".git/objects/pack")) {
    if (entry.path().extension() == ".pack" && entry.path() != first) write_bytes(entry.path(), "PACK");
  }
  const ScanReport report = scan(sample.repo);
  CHECK(report.secrets() == TextSet{token(1), token(2)});
  CHECK_FALSE(report.complete());
  CHECK(report.places(token(2)) == TextSet{"dir/b.env:2 " + sample.second});
}

TEST_CASE("broken refs, reflogs, HEAD and index are named, the objects are read") {
  const auto damaged = [](const std::string& file, const std::string& content, const std::string& named) {
    Sample sample;
    sample.repo.write(".git/" + file, content);
    const ScanReport report = scan(sample.repo);
    INFO(file << ": " << nlohmann::json(report.skipped()).dump());
    CHECK(report.exit == 1);
    CHECK_FALSE(report.complete());
    CHECK(report.secrets() == TextSet{token(1), token(2)});
    CHECK(report.skip_names(named));
  };
  damaged("refs/heads/broken", "not an id\n", "refs/heads/broken");
  damaged("refs/heads/empty", "", "refs/heads/empty");
  damaged("refs/heads/lost", std::string(40, '7') + "\n", std::string(40, '7'));
  damaged("logs/refs/heads/main", "rubbish\n", "refs/heads/main");
  damaged("index", "DIRC rubbish", "index");
}

TEST_CASE("an object that may not be read is named") {
  if (geteuid() == 0) {
    WARN("skipped: root may read everything");
    return;
  }
  Sample sample;
  const std::string blob = sample.id(sample.second + ":dir/b.env");
  fs::permissions(loose_path(sample.repo, blob), fs::perms::none);
  const ScanReport report = scan(sample.repo);
  CHECK(report.skip_names(blob));
  CHECK_FALSE(report.complete());
  CHECK(report.secrets() == TextSet{token(1)});
}

TEST_CASE("a folder in an object's place does not end the scan") {
  Sample sample;
  const std::string blob = sample.id(sample.second + ":dir/b.env");
  fs::remove(loose_path(sample.repo, blob));
  fs::create_directory(loose_path(sample.repo, blob));
  const ScanReport report = scan(sample.repo);
  CHECK_FALSE(report.complete());
  CHECK(report.secrets() == TextSet{token(1)});
  CHECK(report.skip_names(blob));
}

TEST_CASE("random damage never ends the program") {
  for (unsigned seed = 0; seed < 12; ++seed) {
    Sample sample;
    if (seed % 2 == 0) sample.pack();
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(sample.repo.path() / ".git")) {
      const std::string name = entry.path().string();
      if (entry.is_regular_file() && !contains(name, "hooks") &&
          !entry.path().filename().string().ends_with("config")) {
        files.push_back(entry.path());
      }
    }
    std::sort(files.begin(), files.end());
    const fs::path& victim = files[seed * 7919 % files.size()];
    std::string bytes = read_bytes(victim);
    if (bytes.empty()) continue;
    for (std::size_t i = seed; i < bytes.size(); i += 11 + seed) bytes[i] = static_cast<char>(bytes[i] ^ 0x55);
    write_bytes(victim, bytes);
    INFO(victim);
    const ScanReport report = scan(sample.repo);  // throws on a crash, and when the exit status is not the report's
    CHECK((report.exit == 1 || report.exit == 3 || report.exit == 2));
  }
}
