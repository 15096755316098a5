// Packs as git makes them, against what git says is in them.
#include "scanner/git/pack/pack_stream.h"

#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using Lines = std::vector<std::string>;
using git::ObjectType;

void require_all(RepoBuilder& repo, const std::vector<std::filesystem::path>& directories) {
  const Lines wanted = objects_of_git(repo);
  REQUIRE(wanted.size() > 100);
  for (const unsigned threads : {1U, 3U}) {
    CheckingSink sink;
    git::StreamOptions options;
    options.threads = threads;
    git::StreamProgress progress;
    options.progress = &progress;
    stream_into(sink, directories, options);
    CHECK(sink.lines() == wanted);
    CHECK(sink.skips().empty());
    CHECK(progress.objects == wanted.size());
    CHECK(progress.objects_total == wanted.size());
  }
}

void require_all(RepoBuilder& repo) { require_all(repo, object_directories(repo)); }

std::vector<std::filesystem::path> files_of(RepoBuilder& repo, const std::string& extension) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(repo.path() / ".git/objects/pack")) {
    if (file.path().extension() == extension) files.push_back(file.path());
  }
  std::ranges::sort(files);
  return files;
}

TEST_CASE("every object of a packed repository comes once, with its type, size and content") {
  struct Row {
    std::string name;
    Lines repack;
  };
  const auto row = GENERATE(values<Row>({
      {"usual", {"repack", "-adfq"}},
      {"shallow chains", {"repack", "-adfq", "--depth=2", "--window=5"}},
      {"deep chains", {"-c", "pack.compression=1", "repack", "-adfq", "--depth=4095", "--window=50"}},
      {"no deltas", {"repack", "-adfq", "--depth=0"}},
      {"deltas by name", {"-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=50"}},
      {"stored", {"-c", "pack.compression=0", "repack", "-adFq"}},
      {"small packs", {"-c", "pack.packSizeLimit=1m", "repack", "-adfq"}},
      {"index of version 1", {"-c", "pack.indexVersion=1", "repack", "-adfq"}},
  }));
  INFO(row.name);
  RepoBuilder repo;
  grow_history(repo, 1, 60, 12);
  repo.git(row.repack);
  require_all(repo);
}

TEST_CASE("64-bit offsets in an index are followed") {
  RepoBuilder repo;
  grow_history(repo, 2, 30, 8);
  repo.git({"repack", "-adfq"});
  const std::string pack = files_of(repo, ".pack").at(0).string();
  std::filesystem::remove(files_of(repo, ".idx").at(0));
  repo.git({"index-pack", "--index-version=2,0x400", pack});
  require_all(repo);
}

TEST_CASE("loose objects, packs and copies in both are one store") {
  RepoBuilder repo;
  grow_history(repo, 3, 30, 8);
  repo.git({"-c", "fastimport.unpackLimit=0", "repack", "-adfq"});
  for (int i = 0; i < 5; ++i) repo.commit("more", "text " + std::to_string(i) + "\n");
  repo.git({"repack", "-q"});  // a second pack
  for (int i = 0; i < 5; ++i) repo.commit("more", "loose " + std::to_string(i) + "\n");
  repo.git({"tag", "-a", "-m", "loose tag", "v2"});
  require_all(repo);
  SECTION("a third pack that holds everything again") {
    repo.git({"pack-objects", "-q", "--all", (repo.path() / ".git/objects/pack/pack").string()});
    REQUIRE(files_of(repo, ".pack").size() == 3);
    require_all(repo);
  }
  SECTION("loose copies of packed objects") {
    const auto pack = files_of(repo, ".pack").at(0);
    const std::string bytes = read_bytes(pack);
    std::filesystem::rename(pack, repo.outside() / "saved.pack");
    repo.git({"unpack-objects", "-q"}, bytes);
    std::filesystem::rename(repo.outside() / "saved.pack", pack);
    require_all(repo);
  }
}

TEST_CASE("cruft packs, kept packs and promisor packs are read like any other") {
  RepoBuilder repo;
  grow_history(repo, 4, 30, 8);
  repo.git({"repack", "-adfq"});
  write_bytes(files_of(repo, ".pack").at(0).replace_extension(".keep"), "");
  for (int i = 0; i < 4; ++i) repo.commit("gone", "unreachable " + std::to_string(i) + "\n");
  repo.git({"reset", "-q", "--hard", "HEAD~4"});
  repo.git({"reflog", "expire", "--expire=now", "--all"});
  repo.git({"repack", "--cruft", "-dq"});
  CHECK_FALSE(files_of(repo, ".mtimes").empty());
  write_bytes(files_of(repo, ".pack").at(0).replace_extension(".promisor"), "");
  require_all(repo);
}

TEST_CASE("a multi-pack-index stands in for an index that is gone") {
  RepoBuilder repo;
  grow_history(repo, 5, 40, 10);
  repo.git({"repack", "-adfq"});
  for (int i = 0; i < 20; ++i) repo.commit("more", "text " + std::to_string(i) + "\n");
  repo.git({"repack", "-q"});
  const Lines wanted = objects_of_git(repo);
  repo.git({"multi-pack-index", "write"});
  require_all(repo);
  for (const auto& file : files_of(repo, ".idx")) std::filesystem::remove(file);
  const auto store = git::pack::PackStore::open(object_directories(repo));
  REQUIRE(store);
  CHECK(store->problems().empty());
  CheckingSink sink;
  REQUIRE(git::pack::stream_packs(*store, {}, sink));
  CHECK(sink.lines() == wanted);
  CHECK(sink.skips().empty());
}

TEST_CASE("alternates: a delta's base may be in another directory") {
  RepoBuilder repo;
  grow_history(repo, 6, 30, 8);
  repo.git({"repack", "-adfq"});
  const std::filesystem::path clone = repo.outside() / "clone";
  repo.git({"clone", "-q", "--bare", "--shared", repo.path().string(), clone.string()});
  repo.git({"-C", clone.string(), "fast-import", "--quiet", "--force"},
           "commit refs/heads/other\ncommitter C <c@example.org> 1 +0000\ndata 1\nx\nM 100644 inline f\ndata 3\nabc\n");
  const Lines wanted =
      split_lines(repo.git({"-C", clone.string(), "cat-file", "--batch-all-objects", "--batch-check"}));
  CHECK(wanted.size() == objects_of_git(repo).size() + 3);
  CheckingSink sink;
  stream_into(sink, {clone / "objects", repo.path() / ".git/objects"});
  CHECK(sink.lines() == wanted);
}

TEST_CASE("only the wanted types come") {
  RepoBuilder repo;
  grow_history(repo, 7, 30, 8);
  repo.git({"repack", "-adfq"});
  repo.commit("loose", "loose\n");
  for (const ObjectType type : {ObjectType::kBlob, ObjectType::kTree, ObjectType::kCommit, ObjectType::kTag}) {
    Lines wanted;
    for (const std::string& line : objects_of_git(repo)) {
      if (line.find(std::string(" ") + git::name_of(type) + " ") != std::string::npos) wanted.push_back(line);
    }
    REQUIRE_FALSE(wanted.empty());
    git::StreamOptions options;
    options.blobs = type == ObjectType::kBlob;
    options.trees = type == ObjectType::kTree;
    options.commits = type == ObjectType::kCommit;
    options.tags = type == ObjectType::kTag;
    CheckingSink sink;
    stream_into(sink, object_directories(repo), options);
    CHECK(sink.lines() == wanted);
    CHECK(sink.skips().empty());
  }
}

TEST_CASE("named objects come once, in any place; missing ones are told") {
  RepoBuilder repo;
  grow_history(repo, 8, 40, 8);
  repo.git({"repack", "-adfq", "--depth=50"});
  repo.commit("loose", "loose\n");
  const Lines all = objects_of_git(repo);
  const auto store = git::pack::PackStore::open(object_directories(repo));
  REQUIRE(store);
  Lines wanted;
  std::vector<Oid> ids;
  Random random(8);
  for (const std::string& line : all) {
    if (random.below(7) != 0) continue;
    wanted.push_back(line);
    ids.push_back(*Oid::from_hex(line.substr(0, 40)));
    ids.push_back(ids.front());
  }
  const Oid absent = name_of_object(ObjectType::kBlob, "not there");
  ids.push_back(absent);
  ids.push_back(absent);
  CheckingSink sink;
  git::StreamProgress progress;
  git::StreamOptions options;
  options.progress = &progress;
  REQUIRE(git::pack::stream_packs(*store, ids, options, sink));
  CHECK(sink.lines() == wanted);
  REQUIRE(sink.skips().size() == 1);
  CHECK(sink.skips().begin()->first == absent.hex());
  CHECK(sink.skips().begin()->second.kind == ErrorKind::kNotFound);
  CHECK(sink.wrong() == 0);
  CHECK(progress.objects == wanted.size() + 1);
}

TEST_CASE("an object over the limit is a skip; smaller ones come") {
  RepoBuilder repo;
  grow_history(repo, 9, 10, 4);
  repo.git({"repack", "-adfq"});
  repo.commit("large too", std::string(60000, 'x'));
  Lines wanted, large;
  for (const std::string& line : objects_of_git(repo)) {
    const bool is_large = std::stoul(line.substr(line.rfind(' '))) > 50000;
    (is_large ? large : wanted).push_back(line);
  }
  REQUIRE(large.size() == 2);
  git::StreamOptions options;
  options.max_object_bytes = 50000;
  CheckingSink sink;
  stream_into(sink, object_directories(repo), options);
  CHECK(sink.lines() == wanted);
  REQUIRE(sink.skips().size() == 2);
  for (const auto& [id, why] : sink.skips()) {
    CHECK(why.kind == ErrorKind::kLimit);
    CHECK(why.message.find("more than the limit of 50000") != std::string::npos);
  }
}

TEST_CASE("with hardly any memory the same objects come") {
  RepoBuilder repo;
  grow_history(repo, 10, 80, 6);
  repo.git({"repack", "-adfq", "--depth=30", "--window=30"});
  git::StreamOptions options;
  options.threads = GENERATE(1U, 3U);
  options.max_memory_bytes = 300000;  // the largest object has about 200,000 bytes
  CheckingSink sink;
  stream_into(sink, object_directories(repo), options);
  CHECK(sink.lines() == objects_of_git(repo));
  CHECK(sink.skips().empty());
}

TEST_CASE("a stopped stream ends early") {
  RepoBuilder repo;
  grow_history(repo, 11, 40, 8);
  repo.git({"repack", "-adfq"});
  std::stop_source stop;
  class Stopping final : public git::ObjectSink {
   public:
    explicit Stopping(std::stop_source& source) : source_(source) {}
    void take(const git::ObjectView&, unsigned) override {
      if (++taken == 10) source_.request_stop();
    }
    void skip(const Oid&, ObjectType, const Error&, unsigned) override {}
    std::atomic<int> taken{0};

   private:
    std::stop_source& source_;
  } sink(stop);
  git::StreamOptions options;
  options.threads = GENERATE(1U, 2U);
  options.stop = stop.get_token();
  stream_into(sink, object_directories(repo), options);
  CHECK(sink.taken >= 10);
  CHECK(sink.taken < 20);
}

TEST_CASE("an empty store and a missing folder give nothing") {
  const TempDir folder;
  CheckingSink sink;
  stream_into(sink, {folder.path(), folder.path() / "gone"});
  CHECK(sink.lines().empty());
  CHECK(sink.skips().empty());
}

TEST_CASE("a sink that throws is an error, not a crash") {
  RepoBuilder repo;
  grow_history(repo, 12, 10, 4);
  repo.git({"repack", "-adfq"});
  class Throwing final : public git::ObjectSink {
   public:
    void take(const git::ObjectView&, unsigned) override { throw std::runtime_error("sink broke"); }
    void skip(const Oid&, ObjectType, const Error&, unsigned) override {}
  } sink;
  const auto store = git::pack::PackStore::open(object_directories(repo));
  REQUIRE(store);
  git::StreamOptions options;
  options.threads = 2;
  const Status done = git::pack::stream_packs(*store, options, sink);
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == ErrorKind::kInternal);
  CHECK(done.error().message == "cannot stream objects: sink broke");
}

}  // namespace
}  // namespace leaksieve::test
