// Stores whose bytes are whole by every checksum of zlib and every size, and still wrong: --verify-objects tells them.
// And what libgit2 had to read, and files of the store that cannot be used: told by name, everything else is scanned.
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"
#include "tests/unit/git/pack/pack_support.h"

using namespace leaksieve::test;
using leaksieve::Oid;
using leaksieve::git::ObjectType;
namespace fs = std::filesystem;

namespace {

std::string token(unsigned seed) { return fake_github_token(4000 + seed); }
std::string settings(unsigned seed) { return "# settings\ntoken = " + token(seed) + "\n"; }

fs::path objects_of(const RepoBuilder& repo) { return repo.path() / ".git/objects"; }

fs::path packed_file(const RepoBuilder& repo, const std::string& suffix) {
  for (const auto& entry : fs::directory_iterator(objects_of(repo) / "pack")) {
    if (entry.path().extension() == suffix) return entry.path();
  }
  throw std::runtime_error("no " + suffix);
}

// A clean commit, then two blobs in a pack of their own; the second one's name is another content's.
struct Forged {
  RepoBuilder repo;
  Oid honest = name_of_object(ObjectType::kBlob, settings(1)), forged = name_of_object(ObjectType::kBlob, "harmless\n");
  Forged() {
    repo.commit("README", "nothing\n");
    PackWriter pack;
    pack.add_whole(ObjectType::kBlob, settings(1), &honest);
    pack.add_whole(ObjectType::kBlob, settings(2), &forged);
    pack.write(objects_of(repo), "forged");
  }
  [[nodiscard]] std::string skip() const {
    return "blob " + forged.hex() +
           ": its content has another id: " + name_of_object(ObjectType::kBlob, settings(2)).hex();
  }
};

// Two packed blobs whose rows in the index name one offset.
void give_one_offset_twice(const RepoBuilder& repo) {
  const fs::path file = packed_file(repo, ".idx");
  std::string index = read_bytes(file);
  const std::size_t rows = (index.size() - 8 - 1024 - 40) / 28, offsets = 8 + 1024 + rows * 24;
  index.replace(offsets, 4, index.substr(offsets + 4, 4));
  write_bytes(file, index);
}

}  // namespace

TEST_CASE("packed content of another id is told with --verify-objects, and scanned with and without") {
  const Forged forged;
  const ScanReport believed = scan(forged.repo);
  CHECK(believed.complete());
  CHECK(believed.secrets() == TextSet{token(1), token(2)});
  for (const std::string threads : {"1", "2"}) {
    const ScanReport verified = scan(forged.repo, {"--verify-objects", "--threads", threads});
    CHECK(verified.exit == 1);
    CHECK_FALSE(verified.complete());
    CHECK(verified.secrets() == TextSet{token(1), token(2)});
    CHECK(verified.skipped() == Texts{forged.skip()});
  }
  CommandOptions environment;
  environment.env["LEAKSIEVE_VERIFY_OBJECTS"] = "1";
  CHECK(scan({forged.repo.path().string()}, environment).skipped() == Texts{forged.skip()});
}

TEST_CASE("one letter of a packed blob, deflated anew") {
  RepoBuilder repo;
  repo.commit("app.env", settings(1));
  repo.git({"-c", "pack.compression=0", "repack", "-adFq"});
  const fs::path file = packed_file(repo, ".pack");
  std::string pack = read_bytes(file);
  const std::string good = settings(1);
  const std::size_t at = pack.find(good);  // a stored block; its Adler-32 follows
  REQUIRE(at != std::string::npos);
  std::string bad = good;
  bad[3] = 'S';
  std::uint32_t low = 1, high = 0;
  for (const char byte : bad) {
    low = (low + static_cast<std::uint8_t>(byte)) % 65521;
    high = (high + low) % 65521;
  }
  std::string sum;
  PackWriter::append_be32(sum, high << 16U | low);
  pack.replace(at, good.size() + 4, bad + sum);
  write_bytes(file, pack);
  CHECK(scan(repo).complete());
  const ScanReport report = scan(repo, {"--verify-objects"});
  CHECK(report.secrets() == TextSet{token(1)});
  CHECK(report.skip_names(repo.git({"rev-parse", "HEAD:app.env"})));
  CHECK(report.skipped().size() == 1);
}

TEST_CASE("loose objects, commits, trees, few objects and the index are verified too") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  const std::string commit = repo.commit("app.env", settings(1));
  const auto loose = [&](const std::string& id) { return objects_of(repo) / id.substr(0, 2) / id.substr(2); };
  const auto replace = [&](const std::string& id, const std::string& other) {
    fs::remove(loose(id));
    fs::copy_file(loose(other), loose(id));
  };
  CHECK(scan(repo, {"--verify-objects"}).complete());
  const std::string blob = repo.git({"rev-parse", "HEAD:README"});
  replace(blob, repo.git({"hash-object", "-w", "--stdin"}, settings(2)));
  replace(repo.git({"rev-parse", "HEAD~1^{tree}"}), repo.git({"rev-parse", "HEAD^{tree}"}));
  const ScanReport all = scan(repo, {"--verify-objects"});
  CHECK(all.skipped().size() == 2);
  CHECK(all.skip_names("blob " + blob));
  CHECK(all.secrets() == TextSet{token(1), token(2)});
  const ScanReport range = scan(repo, {"--verify-objects", "--branch", "main"});
  CHECK(range.skip_names("blob " + blob));
  CHECK(range.secrets() == TextSet{token(1), token(2)});

  RepoBuilder staged;
  staged.commit("README", "nothing\n");
  staged.write("new.env", "one\n");
  staged.git({"add", "new.env"});
  const std::string id = staged.git({"rev-parse", ":new.env"}),
                    other = staged.git({"hash-object", "-w", "--stdin"}, settings(3));
  const fs::path objects = objects_of(staged);
  fs::remove(objects / id.substr(0, 2) / id.substr(2));
  fs::copy_file(objects / other.substr(0, 2) / other.substr(2), objects / id.substr(0, 2) / id.substr(2));
  const ScanReport next = scan(staged, {"--staged", "--verify-objects"});
  CHECK(next.secrets() == TextSet{token(3)});
  CHECK(next.skip_names("new.env"));
  CHECK_FALSE(next.complete());
  CHECK(scan(staged, {"--staged"}).complete());
}

TEST_CASE("what a damaged index makes libgit2 read is checked, counted and told in every format") {
  RepoBuilder repo;
  for (unsigned i = 0; i < 4; ++i) repo.commit("file" + std::to_string(i), settings(i));
  repo.git({"repack", "-adq"});
  give_one_offset_twice(repo);
  const ScanReport one = scan(repo, {"--threads", "1"});
  REQUIRE(one.notes().size() == 1);
  CHECK(contains(one.notes().front(), "1 object was read by libgit2, because the pack stream could not; cannot read"));
  CHECK(contains(one.notes().front(), "the pack's index gives its offset to another object too"));
  CHECK_FALSE(one.complete());  // of the two, one has the other's content
  REQUIRE(one.skipped().size() == 1);
  CHECK(contains(one.skipped().front(), "its content has another id"));
  CHECK(scan(repo, {"--threads", "4"}).out == one.out);
  for (const std::string format : {"text", "json", "jsonl", "sarif"}) {
    INFO(format);
    CHECK(contains(run_leaksieve({"scan", "--format", format, repo.path().string()}).out, "read by libgit2"));
  }
}

TEST_CASE("files of the store that cannot be used are told once, the rest is scanned") {
  const auto check = [](const std::string& what, const Texts& names, auto spoil) {
    INFO(what);
    RepoBuilder repo;
    repo.commit("app.env", settings(1));
    repo.git({"repack", "-adq"});
    repo.git({"hash-object", "-w", "--stdin"}, settings(2));
    PackWriter pack;
    const Oid id = name_of_object(ObjectType::kBlob, settings(3));
    pack.add_whole(ObjectType::kBlob, settings(3), &id);
    pack.write(objects_of(repo), "second");
    spoil(objects_of(repo), repo);
    const ScanReport report = scan(repo);
    CHECK(report.has(token(1)));
    CHECK(report.has(token(2)));
    CHECK(report.skipped().size() == names.size());
    for (const std::string& name : names) CHECK(report.skip_names(name));
    CHECK(report.complete() == names.empty());
    return report;
  };
  const auto second = [](const fs::path& objects, const std::string& suffix) {
    return objects / "pack" / ("pack-second" + suffix);
  };
  const auto has = [](const ScanReport& report, unsigned seed) { return report.has(token(seed)); };
  CHECK(has(check("nothing", {}, [](const fs::path&, RepoBuilder&) {}), 3));
  CHECK_FALSE(has(check("no index", {"second.pack"},
                        [&](const fs::path& objects, RepoBuilder&) { fs::remove(second(objects, ".idx")); }),
                  3));
  CHECK_FALSE(has(check("no pack", {"second.pack"},
                        [&](const fs::path& objects, RepoBuilder&) { fs::remove(second(objects, ".pack")); }),
                  3));
  CHECK_FALSE(has(check("a pack that cannot be opened", {"second.pack"},
                        [&](const fs::path& objects, RepoBuilder&) {
                          fs::remove(second(objects, ".pack"));
                          fs::create_symlink("pack-second.pack", second(objects, ".pack"));
                        }),
                  3));
  CHECK_FALSE(has(check("an index of a version to come", {"second.idx"},
                        [&](const fs::path& objects, RepoBuilder&) {
                          std::string index = read_bytes(second(objects, ".idx"));
                          index[7] = '\x03';
                          write_bytes(second(objects, ".idx"), index);
                        }),
                  3));
  CHECK(has(check("the checksum of another pack", {"second.pack"},
                  [&](const fs::path& objects, RepoBuilder&) {
                    std::string index = read_bytes(second(objects, ".idx"));
                    index[index.size() - 40] ^= 1;
                    write_bytes(second(objects, ".idx"), index);
                  }),
            3));
  const ScanReport multi = check("a multi-pack-index of a version to come", {}, [](const fs::path&, RepoBuilder& repo) {
    repo.write(".git/objects/pack/multi-pack-index", "MIDX\7" + std::string(100, '\0'));
  });
  CHECK(has(multi, 3));
  REQUIRE(multi.notes().size() == 1);
  CHECK(contains(multi.notes().front(), "multi-pack-index"));
}

TEST_CASE("the index of another pack: what it names is told, the rest is scanned") {
  RepoBuilder repo;
  for (unsigned i = 0; i < 3; ++i) repo.commit("file" + std::to_string(i), settings(i));
  repo.git({"repack", "-adq"});
  const fs::path index = packed_file(repo, ".idx");
  PackWriter other;
  const Oid id = name_of_object(ObjectType::kBlob, settings(9));
  other.add_whole(ObjectType::kBlob, settings(9), &id);
  other.write(repo.outside(), "other");
  repo.git({"hash-object", "-w", "--stdin"}, settings(5));
  write_bytes(index, read_bytes(repo.outside() / "pack/pack-other.idx"));
  const ScanReport report = scan(repo);
  CHECK(report.has(token(5)));
  CHECK_FALSE(report.complete());
  CHECK(report.skip_names(index.stem().string()));
}

TEST_CASE("alternates that name each other are each read once") {
  RepoBuilder repo, other;
  repo.commit("app.env", settings(1));
  other.commit("app.env", settings(2));
  for (RepoBuilder* const one : {&repo, &other}) one->git({"repack", "-adq"});
  repo.write(".git/objects/info/alternates", objects_of(other).string() + "\n" + objects_of(repo).string() + "\n");
  other.write(".git/objects/info/alternates", objects_of(repo).string() + "\n");
  const ScanReport report = scan(repo);
  CHECK(report.secrets() == TextSet{token(1), token(2)});
  CHECK(report.complete());
  CHECK(report.document["summary"]["skipped"] == 0);
  fs::remove(packed_file(other, ".idx"));
  const ScanReport broken = scan(repo);
  CHECK(broken.has(token(1)));
  CHECK(broken.skipped().size() == 1);
}
