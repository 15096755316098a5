// What deltas copied from a blob that was scanned is not scanned again: the report is that of whole blobs.
#include <random>

#include "scanner/rules/load.h"
#include "tests/support/catch.h"
#include "tests/support/edit_story.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;

namespace {

// Files that are edited at random, with what the rules' examples hold.
struct EditedRepository {
  explicit EditedRepository(unsigned seed) {
    std::mt19937 random(seed);
    const auto set = leaksieve::rules::builtin_rules_with_examples();
    REQUIRE(set);
    Texts fragments;
    for (const auto& rule : set->rules) {
      for (const auto& example : rule.positives) fragments.push_back(example.text);
    }
    EditStory story([&random](std::size_t below) { return random() % below; }, fragments);
    Texts texts;
    for (int file = 0; file < 5; ++file) texts.push_back(story.first_text(3000));
    for (int version = 0; version < 20; ++version) {
      for (std::size_t file = 0; file < texts.size(); ++file) {
        repo.write("file" + std::to_string(file) + ".txt", texts[file]);
        texts[file] = story.next_text(texts[file]).text;
      }
      repo.commit_all("version " + std::to_string(version));
    }
    repo.git({"repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50"});
  }
  RepoBuilder repo;
};

}  // namespace

TEST_CASE("a scan of what is new in each blob gives the report of whole blobs, byte for byte") {
  for (const unsigned seed : {1U, 2U, 3U}) {
    EditedRepository edited(seed);
    const std::string bases =
        edited.repo.git({"cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(deltabase)"});
    const std::string whole_blob = "blob " + std::string(40, '0');
    std::size_t deltas = 0;
    for (std::size_t at = bases.find("blob "); at != std::string::npos; at = bases.find("blob ", at + 1)) {
      if (bases.compare(at, whole_blob.size(), whole_blob) != 0) ++deltas;
    }
    REQUIRE(deltas > 50);
    const ScanReport novel = scan(edited.repo), whole = scan(edited.repo, {"--full-blobs"});
    CAPTURE(seed);
    CHECK(novel.secrets().size() > 20);
    CHECK(novel.document == whole.document);
  }
}

TEST_CASE("--full-blobs may stand in the environment") {
  RepoBuilder repo;
  repo.commit("a.env", "token = " + fake_github_token(77) + "\n");
  CommandOptions options;
  options.env["LEAKSIEVE_FULL_BLOBS"] = "1";
  CHECK(scan(Texts{repo.path().string()}, options).has(fake_github_token(77)));
  options.env["LEAKSIEVE_FULL_BLOBS"] = "perhaps";
  CHECK(scan(Texts{repo.path().string()}, options).exit == 2);
}
