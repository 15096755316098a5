// The richer sink: pieces rebuild the content, what is carried comes back with the base.
#include "scanner/git/pack/delta_sink.h"

#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using git::pack::Carried;
using git::pack::DeltaObject;
using git::pack::Role;

struct Remembered : Carried {
  Remembered(Oid base_id, std::string_view text) : id(base_id), hash(sha1(text)) {}
  Oid id;
  std::string hash;
};

class RebuildingSink final : public git::pack::DeltaSink {
 public:
  std::unique_ptr<Carried> take(const DeltaObject& object, unsigned) override {
    const auto content = object.object.content;
    const std::lock_guard lock(mutex_);
    if (object.role == Role::kWanted) lines.push_back(object.object.id.hex());
    if (object.role == Role::kBaseOnly) ++bases_only;
    if (object.delta != nullptr) check(object);
    if (object.delta == nullptr) ++wholes;
    return std::make_unique<Remembered>(object.object.id, content);
  }
  void skip(const Oid&, git::ObjectType, const Error&, unsigned) override { ++skips; }

  std::vector<std::string> lines;
  int wholes = 0, deltas = 0, bases_only = 0, wrong = 0, skips = 0;

 private:
  void check(const DeltaObject& object) {
    ++deltas;
    const auto* const base = dynamic_cast<const Remembered*>(object.delta->base);
    const bool is_base_right =
        base != nullptr && base->id == object.delta->base_id && base->hash == sha1(object.delta->base_content);
    std::size_t at = 0;
    bool is_right = is_base_right;
    for (const auto& piece : object.delta->pieces) {
      is_right = is_right && piece.begin == at && piece.size > 0;
      at += piece.size;
      if (!piece.is_copy()) continue;
      is_right = is_right && object.delta->base_content.substr(piece.base_begin, piece.size) ==
                                 object.object.content.substr(piece.begin, piece.size);
    }
    if (!is_right || at != object.object.content.size()) ++wrong;
  }
  std::mutex mutex_;
};

TEST_CASE("pieces and what is carried fit each object's base") {
  RepoBuilder repo;
  grow_history(repo, 20, 60, 10);
  repo.git({"repack", "-adfq", "--depth=50"});
  repo.git({"pack-objects", "-q", "--all", "--depth=3", (repo.path() / ".git/objects/pack/pack").string()});
  const auto store = git::pack::PackStore::open(object_directories(repo));
  REQUIRE(store);
  git::StreamOptions options;
  options.threads = GENERATE(1U, 3U);
  options.max_memory_bytes = GENERATE(std::uint64_t{300000}, std::uint64_t{1} << 30U);
  RebuildingSink sink;
  REQUIRE(git::pack::stream_packs(*store, options, sink));
  std::ranges::sort(sink.lines);
  std::vector<std::string> wanted;
  for (const std::string& line : objects_of_git(repo)) wanted.push_back(line.substr(0, 40));
  CHECK(sink.lines == wanted);
  CHECK(sink.deltas > 100);
  CHECK(sink.wholes > 10);
  CHECK(sink.wrong == 0);
  CHECK(sink.skips == 0);
}

TEST_CASE("a base that was not asked for comes as a base only") {
  RepoBuilder repo;
  grow_history(repo, 21, 40, 4);
  repo.git({"repack", "-adfq", "--depth=50"});
  const auto store = git::pack::PackStore::open(object_directories(repo));
  REQUIRE(store);
  // The object with the longest chain: git names the base of each.
  const std::string chains = repo.git({"cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(deltabase)"});
  std::map<std::string, std::string> bases;
  for (const std::string& line : split_lines(chains)) bases[line.substr(0, 40)] = line.substr(41);
  std::string deepest;
  int depth = 0;
  for (const auto& [id, base] : bases) {
    int steps = 0;
    for (std::string at = base; at != std::string(40, '0'); at = bases.at(at)) ++steps;
    if (steps > depth) depth = steps, deepest = id;
  }
  REQUIRE(depth > 3);
  RebuildingSink sink;
  const std::vector<Oid> ids{*Oid::from_hex(deepest)};
  REQUIRE(git::pack::stream_packs(*store, ids, {}, sink));
  CHECK(sink.lines == std::vector{deepest});
  CHECK(sink.bases_only == depth);
  CHECK(sink.deltas == depth);
  CHECK(sink.wrong == 0);
}

}  // namespace
}  // namespace leaksieve::test
