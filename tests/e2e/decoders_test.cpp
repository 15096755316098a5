// Secrets that a repository holds encoded or packed.
#include <random>

#include "tests/support/archives.h"
#include "tests/support/catch.h"
#include "tests/support/edit_story.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;

namespace {

std::string steps(const ScanReport& report, const std::string& secret) {
  std::string all;
  for (const auto& step : report.leak(secret)["occurrences"][0]["decoded"]) {
    all += (all.empty() ? "" : ", ") + step.get<std::string>();
  }
  return all;
}

}  // namespace

TEST_CASE("encoded and packed secrets are told at their files, with the way to them") {
  RepoBuilder repo;
  const auto token = [](unsigned seed) { return fake_github_token(700 + seed); };
  const std::string nested = "# conf\nblob = " + base64_of("inner text " + token(2)) + "\n";
  repo.write("app.jar",
             archive_of({{"config/db.properties", "a=b\ntoken=" + token(1) + "\n"}, {"n.conf", nested}}, "zip"));
  repo.write("secret.yaml",
             "apiVersion: v1\nkind: Secret\ndata:\n  note: YWRtaW4=\n  token: " + base64_of(token(3)) + "\n");
  repo.write("log.gz", compressed("a log\nwith " + token(4) + "\n", "gzip"));
  repo.write("wrapped.txt", "cert:\n" + wrapped(base64_of("something that is longer " + token(5)), 64, "  ") + "end\n");
  repo.write("dump.tar.xz", archive_of({{"etc/env", "T=" + token(6) + "\n"}}, "tar", "xz"));
  repo.write("url.txt", "https://x.test/?token=" + token(7).substr(0, 3) + "%5F" + token(7).substr(4) + "\n");
  const std::string commit = repo.commit_all("all of it");
  repo.commit("message.txt", "x\n", "Config was " + base64_of("token: " + token(8)));
  const ScanReport report = scan(repo);
  CHECK(report.complete());
  CHECK(report.places(token(1)) == TextSet{"app.jar:1 " + commit});
  CHECK(steps(report, token(1)) == "zip!config/db.properties → line 2");
  CHECK(steps(report, token(2)) == "zip!n.conf → line 2, base64 → line 1");
  CHECK(report.places(token(3)) == TextSet{"secret.yaml:5 " + commit});
  CHECK(steps(report, token(3)) == "base64 → line 1");
  CHECK(steps(report, token(4)) == "gzip → line 2");
  CHECK(report.places(token(5)) == TextSet{"wrapped.txt:2 " + commit});
  CHECK(steps(report, token(6)) == "xz!etc/env → line 1");
  CHECK(steps(report, token(7)) == "percent-encoding");
  CHECK(steps(report, token(8)) == "base64 → line 1");
  CHECK(contains(run_leaksieve({"scan", repo.path().string()}).out, "zip!config/db.properties"));
  const ScanReport off = scan(repo, {"--decode-depth", "0", "--archive-depth", "0"});
  for (unsigned i = 1; i <= 8; ++i) CHECK_FALSE(off.has(token(i)));
  const ScanReport archives = scan(repo, {"--decode-depth", "0"});
  for (unsigned i = 1; i <= 8; ++i) CHECK(archives.has(token(i)) == (i == 1 || i == 6));
  CHECK(scan(repo, {"--decode-depth", "some"}).exit == 2);
}

TEST_CASE("bombs, encrypted members and broken archives make the result incomplete, by name") {
  RepoBuilder repo;
  const std::string token = fake_github_token(720);
  repo.write("bomb.zip", archive_of({{"zeros", std::string(80 << 20, '\0')}}, "zip"));
  repo.write("locked.zip", archive_of({{"hidden.txt", token}}, "zip", "", "pw"));
  const std::string whole =
      archive_of({{"first", token + "\n"}, {"second", base64_of(fake_github_token(721))}}, "tar", "gzip");
  repo.write("cut.tgz", whole.substr(0, whole.size() - 20));
  repo.commit_all();
  const ScanReport report = scan(repo);
  CHECK_FALSE(report.complete());
  CHECK(report.skip_names("!zeros"));
  CHECK(report.skip_names("!hidden.txt"));
  CHECK(report.skipped().size() >= 3);
  CHECK_FALSE(report.has(token));
  RepoBuilder clean;
  clean.commit("locked.zip", archive_of({{"hidden.txt", token}}, "zip", "", "pw"));
  CHECK(scan(clean).exit == 3);
}

TEST_CASE("encoded text in versions of a file is found by what is new in each as in whole blobs") {
  std::mt19937 random(5);
  Texts fragments = {
      "plain words\n", "x = 1;\n", "%2F", "&quot;", "\\x41", "kind: Secret\ndata:\n  a: YWRtaW4=\n", "=\n"};
  for (unsigned seed = 0; seed < 12; ++seed) {
    const std::string token = fake_github_token(730 + seed);
    fragments.push_back("b = " + base64_of("some text " + token) + "\n");
    fragments.push_back(wrapped(base64_of("wrapped: a text of two lines " + token + " and more"), 64, "  "));
    fragments.push_back("u=" + token.substr(0, 3) + "%5F" + token.substr(4) + "\n");
    fragments.push_back("kind: Secret\ndata:\n  token: " + base64_of(token) + "\n---\n");
  }
  EditStory story([&random](std::size_t below) { return random() % below; }, fragments);
  RepoBuilder repo;
  Texts texts;
  for (int file = 0; file < 4; ++file) texts.push_back(story.first_text(3000));
  for (int version = 0; version < 15; ++version) {
    for (std::size_t file = 0; file < texts.size(); ++file) {
      repo.write("file" + std::to_string(file), texts[file]);
      texts[file] = story.next_text(texts[file]).text;
    }
    repo.commit_all("version " + std::to_string(version));
  }
  repo.git({"repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50"});
  const ScanReport novel = scan(repo), whole = scan(repo, {"--full-blobs"});
  CHECK(novel.secrets().size() > 8);
  CHECK(novel.document == whole.document);
}
