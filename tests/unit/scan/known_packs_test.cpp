#include "scanner/scan/known_packs.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "scanner/git/object_stream.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::scan {
namespace {

// Tells what the stream tells, and that all but some blobs are clean.
class Listener final : public git::pack::DeltaSink {
 public:
  Listener(KnownPacks& known, std::set<std::string> telling) : known_(known), telling_(std::move(telling)) {}
  std::unique_ptr<git::pack::Carried> take(const git::pack::DeltaObject& object, unsigned) override {
    if (object.role != git::pack::Role::kWanted || object.object.type != git::ObjectType::kBlob) return nullptr;
    const std::string content(object.object.content);
    told.insert(content);
    if (object.row && !telling_.contains(content)) known_.learn(*object.row, content.size());
    return nullptr;
  }
  void skip(const Oid&, git::ObjectType, const Error&, unsigned) override {}
  std::set<std::string> told;

 private:
  KnownPacks& known_;
  std::set<std::string> telling_;
};

class Fixture {
 public:
  Fixture() {
    for (int i = 0; i < 80; ++i) repo.write("f" + std::to_string(i), content(i));
    repo.commit_all();
    repo.git({"gc", "-q"});
    options.cache_directory = (repo.outside() / "scans").string();
    db = *match::PatternDb::compile(rules::builtin_rules(), {});
  }
  static std::string content(int i) { return "content of " + std::to_string(i) + "\n"; }

  // What a scan tells when all blobs but `telling` are clean; `known` is then stored.
  std::set<std::string> scan(const std::set<std::string>& telling) {
    const Result<git::Repository> opened = git::Repository::open(repo.path());
    REQUIRE(opened.ok());
    KnownPacks known;
    known.open(*opened, *db, options);
    git::StreamOptions stream;
    stream.known = &known;
    Listener listener(known, telling);
    REQUIRE(git::stream_all_objects(*opened, stream, listener).ok());
    known.store();
    passed_over = known.blobs();
    bytes = known.bytes();
    return listener.told;
  }
  // What was written a moment ago is not remembered at once: scans until something is passed over.
  void warm_up(const std::set<std::string>& telling) {
    for (int i = 0; i < 1000 && passed_over == 0; ++i) (void)scan(telling);
    REQUIRE(passed_over > 0);
  }

  test::RepoBuilder repo;
  ScanOptions options;
  std::shared_ptr<const match::PatternDb> db;
  std::uint64_t passed_over = 0, bytes = 0;
};

TEST_CASE("clean blobs of a known pack are passed over, telling ones and new ones are not") {
  Fixture f;
  const std::set<std::string> telling = {Fixture::content(7)};
  CHECK(f.scan(telling).size() == 80);
  f.warm_up(telling);
  CHECK(f.scan(telling) == telling);
  CHECK(f.passed_over == 79);
  std::uint64_t bytes = 0;
  for (int i = 0; i < 80; ++i) bytes += i == 7 ? 0 : Fixture::content(i).size();
  CHECK(f.bytes == bytes);
  f.repo.commit("new", "new\n");
  CHECK(f.scan(telling) == std::set<std::string>{Fixture::content(7), "new\n"});
  f.repo.git({"gc", "-q"});  // another pack
  CHECK(f.scan(telling).size() == 81);
}

TEST_CASE("a pack that was touched, other options and no cache are read in whole") {
  Fixture f;
  f.warm_up({});
  CHECK(f.scan({}).empty());
  ScanOptions options = f.options;
  f.options.decode_depth = 1;
  CHECK(f.scan({}).size() == 80);
  f.options = options;
  f.options.verify_objects = true;
  CHECK(f.scan({}).size() == 80);
  f.options = options;
  f.options.cache_directory.clear();
  CHECK(f.scan({}).size() == 80);
  f.options = options;
  CHECK(f.scan({}).empty());
  for (const auto& file : std::filesystem::directory_iterator(f.repo.path() / ".git/objects/pack")) {
    if (file.path().extension() != ".pack") continue;
    std::filesystem::last_write_time(file.path(),
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(5));
  }
  CHECK(f.scan({}).size() == 80);
}

}  // namespace
}  // namespace leaksieve::scan
