// Packs and indexes that lie: what cannot be read is told by name, everything else comes.
#include "scanner/git/pack/delta_tree.h"
#include "scanner/git/pack/pack_stream.h"
#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using git::ObjectType;

constexpr ObjectType kBlob = ObjectType::kBlob;

struct Blob {
  explicit Blob(std::string text) : content(std::move(text)), id(name_of_object(kBlob, content)) {}
  std::string content;
  Oid id;
  [[nodiscard]] std::string line() const { return id.hex() + " blob " + std::to_string(content.size()); }
};

// A delta that makes `to` by inserting all of it.
std::string all_new(const Blob& from, const Blob& to) {
  return PackWriter::delta(from.content.size(), to.content.size(), PackWriter::insert(to.content));
}

struct Streamed {
  explicit Streamed(const std::filesystem::path& objects, git::StreamOptions options = {}) {
    for (const unsigned threads : {1U, 2U}) {
      options.threads = threads;
      CheckingSink sink;
      stream_into(sink, {objects}, options);
      CHECK(sink.wrong() == 0);
      lines = sink.lines();
      skips = sink.skips();
    }
  }
  [[nodiscard]] std::string why(const Blob& blob) const {
    const auto skip = skips.find(blob.id.hex());
    return skip == skips.end() ? "" : skip->second.message;
  }
  std::vector<std::string> lines;
  std::map<std::string, Error> skips;
};

std::string unreadable(const Blob& blob, const std::string& why) {
  return "cannot read object '" + blob.id.hex() + "': " + why;
}

const Blob kGood("good\n"), kOther("other\n"), kA("aaaa\n"), kB("bbbbb\n"), kC("cccccc\n"), kD("ddddddd\n");

TEST_CASE("bases lead round in a circle: each is told, also what hangs on it") {
  const TempDir objects;
  PackWriter pack;
  pack.add_whole(kBlob, kGood.content, &kGood.id);
  pack.add_ref_delta(kB.id, all_new(kB, kA), &kA.id);
  pack.add_ref_delta(kC.id, all_new(kC, kB), &kB.id);
  pack.add_ref_delta(kA.id, all_new(kA, kC), &kC.id);
  pack.add_ref_delta(kB.id, all_new(kB, kD), &kD.id);
  pack.add_ref_delta(kOther.id, all_new(kOther, kOther), &kOther.id);  // on itself
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines == std::vector{kGood.line()});
  CHECK(streamed.skips.size() == 5);
  CHECK(streamed.why(kOther) == unreadable(kOther, "its delta bases lead back to it"));
  CHECK(streamed.why(kD) == unreadable(kD, "its delta base cannot be read"));
}

TEST_CASE("one whole copy in another pack brings the circle back") {
  const TempDir objects;
  PackWriter pack, second;
  pack.add_ref_delta(kB.id, all_new(kB, kA), &kA.id);
  pack.add_ref_delta(kA.id, all_new(kA, kB), &kB.id);
  pack.add_ref_delta(kB.id, all_new(kB, kC), &kC.id);
  pack.write(objects.path(), "1");
  second.add_whole(kBlob, kA.content, &kA.id);
  second.write(objects.path(), "2");
  const Streamed streamed(objects.path());
  CHECK(streamed.skips.empty());
  CHECK(streamed.lines.size() == 3);
}

TEST_CASE("a missing base is told with all that is made from it") {
  const TempDir objects;
  PackWriter pack;
  pack.add_whole(kBlob, kGood.content, &kGood.id);
  const auto at = pack.add_ref_delta(kOther.id, all_new(kOther, kA), &kA.id);
  pack.add_offset_delta(at, all_new(kA, kB), &kB.id);
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines == std::vector{kGood.line()});
  CHECK(streamed.why(kA) == unreadable(kA, "its delta base is missing"));
  CHECK(streamed.why(kB) == unreadable(kB, "its delta base cannot be read"));
  SECTION("it may be in another pack") {
    PackWriter second;
    second.add_whole(kBlob, kOther.content, &kOther.id);
    second.write(objects.path(), "2");
    const Streamed again(objects.path());
    CHECK(again.skips.empty());
    CHECK(again.lines.size() == 4);
  }
}

TEST_CASE("a base that no index names is used and not told") {
  const TempDir objects;
  PackWriter pack;
  const auto at = pack.add_whole(kBlob, kA.content, nullptr);
  const auto middle = pack.add_offset_delta(at, all_new(kA, kB), nullptr);
  pack.add_offset_delta(middle, all_new(kB, kC), &kC.id);
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines == std::vector{kC.line()});
  CHECK(streamed.skips.empty());
}

TEST_CASE("an index that gives one offset to two objects") {
  const TempDir objects;
  PackWriter pack;
  const auto at = pack.add_whole(kBlob, kA.content, &kA.id);
  pack.add_row(kB.id, at);
  pack.add_offset_delta(at, all_new(kA, kC), &kC.id);
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines == std::vector{kC.line()});
  CHECK(streamed.why(kA) == unreadable(kA, "the pack's index gives its offset to another object too"));
  CHECK(streamed.why(kB) == unreadable(kB, "the pack's index gives its offset to another object too"));
}

TEST_CASE("an index that points outside the pack, or into the middle of an entry") {
  const TempDir objects;
  PackWriter pack;
  Random random(1);
  const Blob large(random_text(random, 500));
  const auto at = pack.add_whole(kBlob, large.content, &large.id);
  pack.add_row(kA.id, 0);
  pack.add_row(kB.id, 0x7fffffff);
  pack.add_row(kC.id, std::uint64_t{1} << 60U);
  pack.add_row(kD.id, at + 100);  // seems to leave the one before it 100 bytes
  pack.add_whole(kBlob, kGood.content, &kGood.id);
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines.size() == 2);
  CHECK(streamed.skips.size() == 4);
  for (const Blob* blob : {&kA, &kB, &kC}) {
    CHECK(streamed.why(*blob) == unreadable(*blob, "the pack's index points outside the pack"));
  }
  CHECK_FALSE(streamed.why(kD).empty());
}

TEST_CASE("sizes that lie are refused before memory is taken") {
  const TempDir objects;
  PackWriter pack;
  pack.add_whole(kBlob, kGood.content, &kGood.id);
  pack.add(3, "", kA.content, std::uint64_t{1} << 30U, &kA.id);
  pack.add(3, "", kB.content, kB.content.size() + 1, &kB.id);
  pack.add(3, "", kC.content, kC.content.size() - 1, &kC.id);
  pack.add(3, "", kD.content, std::uint64_t{1} << 40U, &kD.id);
  pack.add_ref_delta(kGood.id, PackWriter::delta(kGood.content.size(), 1U << 30U, PackWriter::copy(0, 5)), &kOther.id);
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines == std::vector{kGood.line()});
  CHECK(streamed.why(kA) == unreadable(kA, "its header claims more than its compressed bytes can hold"));
  CHECK(streamed.why(kB) == unreadable(kB, "it is shorter than its header says"));
  CHECK(streamed.why(kC) == unreadable(kC, "it is longer than its header says"));
  CHECK(streamed.why(kOther) == unreadable(kOther, "its delta claims an impossible size"));
  CHECK(streamed.skips.at(kD.id.hex()).kind == ErrorKind::kLimit);
}

TEST_CASE("entries of no type, and deltas of the wrong base") {
  const TempDir objects;
  PackWriter pack;
  const auto at = pack.add_whole(kBlob, kGood.content, &kGood.id);
  pack.add(0, "", kA.content, kA.content.size(), &kA.id);
  pack.add(5, "", kB.content, kB.content.size(), &kB.id);
  pack.add_offset_delta(at, all_new(kA, kC).replace(0, 1, "\x7f"), &kC.id);
  const std::string far_back = "\x80\xfe\x7f";  // a distance larger than the offset
  pack.add(6, far_back, kD.content, kD.content.size(), &kD.id);
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines == std::vector{kGood.line()});
  CHECK(streamed.why(kA) == unreadable(kA, "its type is none that git knows"));
  CHECK(streamed.why(kB) == unreadable(kB, "its type is none that git knows"));
  CHECK(streamed.why(kC) == unreadable(kC, "its delta is of a base of another size"));
  CHECK(streamed.why(kD) == unreadable(kD, "its delta base lies outside the pack"));
}

TEST_CASE("an object over the limit takes along only what is made from it") {
  const TempDir objects;
  PackWriter pack;
  const Blob large(std::string(5000, 'l'));
  const auto at = pack.add_whole(kBlob, large.content, &large.id);
  pack.add_offset_delta(at, all_new(large, kA), &kA.id);
  const auto good = pack.add_whole(kBlob, kGood.content, &kGood.id);
  pack.add_offset_delta(good,
                        PackWriter::delta(kGood.content.size(), 4096,
                                          [] {
                                            std::string copies;
                                            for (int i = 0; i < 1024; ++i) copies += PackWriter::copy(0, 4);
                                            return copies;
                                          }()),
                        &kB.id);
  pack.write(objects.path(), "1");
  git::StreamOptions options;
  options.max_object_bytes = 4000;
  options.threads = 1;
  CheckingSink sink;
  stream_into(sink, {objects.path()}, options);
  CHECK(sink.lines() == std::vector{kGood.line()});
  CHECK(sink.skips().at(large.id.hex()).message == "it has 5000 bytes, more than the limit of 4000");
  CHECK(sink.skips().at(kA.id.hex()).message == unreadable(kA, "its delta base is over the limit"));
  CHECK(sink.skips().at(kB.id.hex()).kind == ErrorKind::kLimit);
}

TEST_CASE("chains and fans of any size") {
  const TempDir objects;
  PackWriter pack;
  std::vector<Blob> blobs;
  constexpr int kCount = 60000;
  for (int i = 0; i < kCount; ++i) blobs.emplace_back("blob " + std::to_string(i) + "\n");
  const bool is_chain = GENERATE(true, false);
  std::uint64_t at = pack.add_whole(kBlob, blobs[0].content, &blobs[0].id);
  for (int i = 1; i < kCount; ++i) {
    const Blob& base = blobs[is_chain ? static_cast<std::size_t>(i) - 1 : 0];
    const Blob& blob = blobs[static_cast<std::size_t>(i)];
    const std::uint64_t next = pack.add_offset_delta(at, all_new(base, blob), &blob.id);
    if (is_chain) at = next;
  }
  pack.write(objects.path(), "1");
  const Streamed streamed(objects.path());
  CHECK(streamed.lines.size() == kCount);
  CHECK(streamed.skips.empty());
}

// Two bytes an entry, each a delta of the two before: bases without a name cost more memory than their bytes.
TEST_CASE("bases that no index names are not followed without end") {
  const TempDir objects;
  constexpr std::size_t kSteps = 300000;
  std::string ladder;
  for (std::size_t i = 0; i < kSteps; ++i) ladder += "\x60\x02";
  PackWriter writer;
  writer.add_row(kA.id, 12 + 2 * (kSteps - 1));
  const PackWriter::Files files = writer.finish();
  write_bytes(objects.path() / "pack/pack-1.pack", files.pack.substr(0, 12) + ladder + std::string(20, '\0'));
  write_bytes(objects.path() / "pack/pack-1.idx", files.index);
  const std::vector<std::filesystem::path> directories{objects.path()};
  const auto store = git::pack::PackStore::open(directories);
  REQUIRE(store);
  CHECK(store->tree(1).count() < 100000);
  const Streamed streamed(objects.path());
  CHECK(streamed.lines.empty());
  CHECK_FALSE(streamed.why(kA).empty());
}

// A repository whose one pack is told by a multi-pack-index alone.
struct ByMultiPackIndex {
  RepoBuilder repo;
  std::filesystem::path folder = repo.path() / ".git/objects/pack";
  std::string multi;
  std::size_t total = 0;  // objects
  ByMultiPackIndex() {
    grow_history(repo, 31, 4, 3);
    total = objects_of_git(repo).size();
    repo.git({"repack", "-adq"});
    repo.git({"multi-pack-index", "write"});
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      if (file.path().extension() == ".idx") std::filesystem::remove(file.path());
    }
    multi = read_bytes(folder / "multi-pack-index");
  }
  // Where a chunk begins. Its offset is 64-bit: here it fits in two bytes.
  [[nodiscard]] std::size_t chunk(const std::string& name) const {
    const auto row = static_cast<std::size_t>(multi.find(name)) + name.size();
    return static_cast<std::uint8_t>(multi[row + 6]) * 256U + static_cast<std::uint8_t>(multi[row + 7]);
  }
  // With what was changed in `multi`: the store, whose only problem is that.
  [[nodiscard]] git::pack::PackStore open_changed() const {
    write_bytes(folder / "multi-pack-index", multi);
    auto store = git::pack::PackStore::open(object_directories(repo));
    REQUIRE(store);
    REQUIRE(store->problems().size() == 1);
    CHECK(store->problems().front().file.filename() == "multi-pack-index");
    CHECK(store->problems().front().loses_objects);
    return std::move(*store);
  }
};

TEST_CASE("a multi-pack-index that gives objects to packs that are not there") {
  ByMultiPackIndex made;
  made.multi[made.chunk("OOFF")] = '\x40';  // the highest byte of the first object's pack
  const git::pack::PackStore store = made.open_changed();
  CheckingSink sink;
  REQUIRE(git::pack::stream_packs(store, {}, sink));
  CHECK(sink.lines().size() == made.total - 1);
  for (const auto& file : std::filesystem::directory_iterator(made.folder)) {
    if (file.path().extension() == ".pack") std::filesystem::remove(file.path());
  }
  const auto without_pack = git::pack::PackStore::open(object_directories(made.repo));
  REQUIRE(without_pack);
  REQUIRE(without_pack->problems().size() == 1);
  CHECK(without_pack->problems().front().file.extension() == ".pack");
}

// Bytes of a table of names over others: what lies at the second row's offset is nobody's then.
TEST_CASE("an index with a wrong checksum that names an object twice has lost another one, and that is told") {
  const TempDir objects;
  PackWriter writer;
  for (const auto& each : {kA, kB, kGood}) writer.add_whole(kBlob, each.content, &each.id);
  const PackWriter::Files files = writer.finish();
  constexpr std::size_t kNames = 8 + 1024, kName = Oid::kSha1Bytes;
  std::string index = files.index;
  index.replace(kNames + 2 * kName, kName, index.substr(kNames, kName));
  write_bytes(objects.path() / "pack/pack-1.pack", files.pack);
  write_bytes(objects.path() / "pack/pack-1.idx", index);
  const std::vector<std::filesystem::path> directories{objects.path()};
  const auto store = git::pack::PackStore::open(directories);
  REQUIRE(store);
  REQUIRE(store->problems().size() == 1);
  CHECK(store->problems().front().file.filename() == "pack-1.idx");
  CHECK(store->problems().front().loses_objects);
  CHECK(Streamed(objects.path()).lines.size() == 2);

  // git's index-pack lets a pack pass that holds an object twice: its index is as it was written.
  index.replace(index.size() - kName, kName, sha1(index.substr(0, index.size() - kName)));
  write_bytes(objects.path() / "pack/pack-1.idx", index);
  const auto honest = git::pack::PackStore::open(directories);
  REQUIRE(honest);
  CHECK(honest->problems().empty());
}

TEST_CASE("a multi-pack-index that names an object twice in one pack has lost another one, and that is told") {
  ByMultiPackIndex made;
  const std::size_t names = made.chunk("OIDL"), name = Oid::kSha1Bytes;
  made.multi.replace(names + name, name, made.multi.substr(names, name));
  (void)made.open_changed();
}

TEST_CASE("where one copy is broken, another one is read, and what is made from it") {
  const TempDir objects;
  PackWriter first, second;
  const auto at = first.add(3, "", "broken", kA.content.size(), &kA.id);
  first.add_offset_delta(at, all_new(kA, kB), &kB.id);
  first.write(objects.path(), "1");
  second.add_whole(kBlob, kA.content, &kA.id);
  second.write(objects.path(), "2");
  const Streamed streamed(objects.path());
  CHECK(streamed.skips.empty());
  CHECK(streamed.lines.size() == 2);
}

TEST_CASE("files that are no packs or indexes are problems of the store, not its end") {
  const TempDir objects;
  PackWriter pack;
  pack.add_whole(kBlob, kGood.content, &kGood.id);
  pack.write(objects.path(), "1");
  const auto folder = objects.path() / "pack";
  write_bytes(folder / "pack-2.pack", "no pack");
  write_bytes(folder / "pack-2.idx", "");
  std::filesystem::copy_file(folder / "pack-1.pack", folder / "pack-3.pack");
  write_bytes(folder / "pack-3.idx", "\377tOc" + std::string("\0\0\0\3", 4) + std::string(2000, '\0'));
  std::filesystem::copy_file(folder / "pack-1.idx", folder / "pack-4.idx");
  write_bytes(folder / "tmp_pack_x.pack", "being written");
  std::filesystem::create_directory(folder / "pack-5.pack");
  write_bytes(folder / "multi-pack-index", "MIDX\2");
  const std::vector<std::filesystem::path> directories{objects.path()};
  const auto store = git::pack::PackStore::open(directories);
  REQUIRE(store);
  std::vector<std::string> names;
  for (const auto& problem : store->problems()) {
    names.push_back(problem.file.filename().string());
    CHECK(problem.loses_objects == (names.back() != "multi-pack-index"));
    CHECK_FALSE(problem.why.message.empty());
    CHECK(problem.why.message.find("cannot read") == std::string::npos);  // the file is named once
  }
  std::ranges::sort(names);
  CHECK(names ==
        std::vector<std::string>{"multi-pack-index", "pack-2.pack", "pack-3.idx", "pack-4.pack", "pack-5.pack"});
  CheckingSink sink;
  REQUIRE(git::pack::stream_packs(*store, {}, sink));
  CHECK(sink.lines() == std::vector{kGood.line()});
}

TEST_CASE("broken loose objects are told") {
  const TempDir objects;
  const auto file_of = [&](const Blob& blob) {
    return objects.path() / blob.id.hex().substr(0, 2) / blob.id.hex().substr(2);
  };
  write_bytes(file_of(kA), "no zlib");
  write_bytes(file_of(kB), "");
  std::filesystem::create_directories(file_of(kC));
  const Streamed streamed(objects.path());
  CHECK(streamed.lines.empty());
  CHECK(streamed.skips.size() == 3);
  CHECK(streamed.why(kA) == unreadable(kA, "its file is broken"));
  CHECK(streamed.why(kC) == unreadable(kC, "its file cannot be read"));
}

}  // namespace
}  // namespace leaksieve::test
