// The page as a file: what can be said of it without a browser. tests/page opens it in one.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The plan that lies in a page.
nlohmann::json plan_of(const std::string& page) {
  const std::string mark = R"(<script type="application/json" id="plan">)";
  const std::size_t begin = page.find(mark) + mark.size();
  return nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

TEST_CASE("report and scan write the same page, without the secret in it") {
  RepoBuilder repo;
  const std::string token = fake_github_token(11);
  repo.commit("a<b>.txt", "key = " + token + "\n", "it is " + token);
  const fs::path by_report = repo.outside() / "report.html";
  const fs::path by_scan = repo.outside() / "scan.html";
  const CommandResult reported =
      run_leaksieve({"report", repo.path().string(), "--format", "html", "--output", by_report.string()});
  INFO(reported.err);
  REQUIRE(reported.exit == 1);
  REQUIRE(run_leaksieve({"scan", repo.path().string(), "--output", by_scan.string()}).exit == 1);
  const std::string page = read_file(by_report);
  CHECK(page.find(token) == std::string::npos);
  CHECK(read_file(by_scan).find(token) == std::string::npos);
  nlohmann::json one = plan_of(page);
  nlohmann::json other = plan_of(read_file(by_scan));
  REQUIRE(one["leaks"].size() == 1);
  CHECK(page.find(R"("path":"a\u003cb\u003e.txt")") != std::string::npos);
  one.erase("as_of");
  other.erase("as_of");
  for (nlohmann::json* plan : {&one, &other}) {  // ages, a second apart
    (*plan)["leaks"][0]["priority"].erase("why");
    (*plan)["leaks"][0]["in_head"].erase("seconds");
  }
  CHECK(one == other);
  CHECK((fs::status(by_report).permissions() & fs::perms::others_read) == fs::perms::none);
}

TEST_CASE("the same plan at the same moment gives the same page, and --show-secrets gives none") {
  RepoBuilder repo;
  repo.commit("a.txt", "key = " + fake_github_token(12) + "\n");
  const std::vector<std::string> command = {"report", repo.path().string(), "--format", "html", "--now", "2026-01-01"};
  const CommandResult first = run_leaksieve(command);
  CHECK(first.out == run_leaksieve(command).out);
  CHECK(first.out.find("1 secret") != std::string::npos);
  const CommandResult refused = run_leaksieve({"scan", repo.path().string(), "--format", "html", "--show-secrets"});
  CHECK(refused.exit == 2);
  CHECK(refused.err.find("--show-secrets") != std::string::npos);
  CHECK(refused.out.empty());
}

TEST_CASE("a page of an incomplete scan says so in its head, and one without secrets says that") {
  RepoBuilder repo;
  repo.commit("a.txt", "clean\n");
  const CommandResult clean = run_leaksieve({"report", repo.path().string(), "--format", "html"});
  CHECK(clean.exit == 0);
  CHECK(clean.out.find(">No secret was found</h1>") != std::string::npos);
  const std::string blob = repo.git({"rev-parse", "HEAD:a.txt"});
  fs::remove(repo.path() / ".git" / "objects" / blob.substr(0, 2) / blob.substr(2));
  repo.git({"rm", "-q", "--cached", "a.txt"});
  fs::remove(repo.path() / "a.txt");
  const CommandResult broken = run_leaksieve({"report", repo.path().string(), "--format", "html"});
  CHECK(broken.exit == 3);
  CHECK(broken.out.find(">No secret was found in what was read</h1>") != std::string::npos);
  CHECK(broken.out.find("The scan is incomplete:") != std::string::npos);
  CHECK(broken.out.find(blob) != std::string::npos);
}

}  // namespace
}  // namespace leaksieve::test
