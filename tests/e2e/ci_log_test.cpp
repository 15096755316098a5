// What a job's log is told: annotations by each system's rules, a summary, reports; and that nothing of a repository
// can make the system obey it.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/ci_job.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Texts lines_of(const std::string& text) {
  std::istringstream in(text);
  Texts lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// What GitHub's runner takes for a command: "::" behind blanks at a line's begin, or "##[" anywhere.
Texts github_commands(const std::string& log) {
  Texts commands;
  for (const std::string& line : lines_of(log)) {
    const std::size_t begin = line.find_first_not_of(" \t\r\v\f");
    const bool is_new = begin != std::string::npos && line.compare(begin, 2, "::") == 0;
    if (is_new || contains(line, "##[")) commands.push_back(line);
  }
  return commands;
}

Texts azure_commands(const std::string& log) {
  Texts commands;
  for (const std::string& line : lines_of(log)) {
    if (contains(line, "##vso[") || contains(line, "##[")) commands.push_back(line);
  }
  return commands;
}

struct Request {
  CiForge forge;
  std::string base;
  Request() : base(forge.id("main")) { forge.work.git({"checkout", "-q", "-b", "topic"}); }
  std::string publish() {
    forge.push({"topic"});
    return forge.full_clone("refs/heads/topic");
  }
  Variables github() { return github_request(forge, base, forge.id("topic")); }
  Variables azure() {
    return {{"TF_BUILD", "True"},
            {"BUILD_REASON", "PullRequest"},
            {"SYSTEM_PULLREQUEST_PULLREQUESTID", "7"},
            {"SYSTEM_PULLREQUEST_SOURCECOMMITID", forge.id("topic")},
            {"SYSTEM_PULLREQUEST_TARGETBRANCH", "main"}};
  }
};

TEST_CASE("GitHub gets an error on the line and a summary; neither holds the secret") {
  Request request;
  request.forge.work.commit("dir/b.txt", "first\n" + line_with_token(1));
  const std::string clone = request.publish();
  Variables variables = request.github();
  variables["GITHUB_STEP_SUMMARY"] = request.forge.write_outside("summary.md", "# before\n");
  const CommandResult result = run_ci(clone, variables);
  const Texts commands = github_commands(result.out + result.err);
  INFO(result.out << result.err);
  REQUIRE(commands.size() == 1);
  CHECK(std::regex_match(commands[0],
                         std::regex("::error file=dir/b\\.txt,line=2,col=7,title=leaksieve%3A github-pat::.+")));
  const std::string summary = read_file(variables["GITHUB_STEP_SUMMARY"]);
  CHECK(contains(summary, "# before\n### leaksieve: 1 secret in this change\n"));
  CHECK(contains(summary, "pull request 7 into main"));
  CHECK_FALSE(contains(result.out + result.err + summary, fake_github_token(1)));
  CHECK_FALSE(contains(result.out + result.err, "add-mask"));
}

TEST_CASE("GitHub shows ten errors: the tenth tells how many more there are") {
  Request request;
  for (unsigned i = 0; i < 14; ++i) request.forge.work.write("f" + std::to_string(i) + ".txt", line_with_token(20 + i));
  request.forge.work.commit_all();
  const CommandResult result = run_ci(request.publish(), request.github());
  const Texts commands = github_commands(result.out);
  CHECK(commands.size() == 10);
  CHECK(contains(commands.back(), "and 5 more secrets"));
}

TEST_CASE("Azure gets issues, a summary and a failed task") {
  Request request;
  request.forge.work.commit("dir/b;]%.txt", line_with_token(2));
  const std::string clone = request.publish();
  Variables variables = request.azure();
  variables["AGENT_TEMPDIRECTORY"] = request.forge.work.outside().string();
  const CommandResult result = run_ci(clone, variables);
  INFO(result.out << result.err);
  const Texts commands = azure_commands(result.out + result.err);
  REQUIRE(commands.size() == 3);
  CHECK(commands[0].starts_with(
      "##vso[task.logissue type=error;sourcepath=dir/b%3B%5D%AZP25.txt;linenumber=1;columnnumber=7;code=github-pat;]"));
  CHECK(contains(commands, "##vso[task.complete result=Failed;]leaksieve"));
  const std::string summary = request.forge.work.outside().string() + "/leaksieve-summary.md";
  CHECK(contains(commands, "##vso[task.uploadsummary]" + summary));
  CHECK(contains(read_file(summary), "1 secret in this change"));
}

TEST_CASE("names, messages and authors of a repository are no commands, on no system") {
  Request request;
  RepoBuilder& work = request.forge.work;
  const Texts poisons = {"::set-output name=a::b",
                         "\n::add-mask::x\n::stop-commands::y",
                         "##[add-path]/evil",
                         "##vso[task.setvariable variable=PATH]/evil",
                         "a##vso[task.complete result=Succeeded;]b",
                         "%0A::error::made up",
                         "\r\n  ::warning::x",
                         "\x1b[2J\x1b]8;;http://evil\x07",
                         "##teamcity[publishArtifacts 'x']",
                         "<script>alert(1)</script>|x|`y`",
                         "\xe2\x80\xae"
                         "gnp.exe"};
  unsigned seed = 40;
  for (const std::string& poison : poisons) {
    std::string name = poison;
    for (char& c : name) c = c == '/' ? '_' : c;
    std::string author = poison;
    for (char& c : author) c = c == '<' || c == '>' || c == '\n' ? ' ' : c;
    work.write(name, line_with_token(++seed));
    work.write(name + "_folder/::error::.txt", line_with_token(++seed));
    work.git({"add", "-A"});
    work.tick();
    work.git({"commit", "-q", "--author", "x" + author + " <a@example.org>", "-m", poison});
  }
  work.write(".leaksieve.toml", "\"##vso[task.setvariable variable=a]b\" = 1\n[scan]\n\"::error::x\" = 1\n");
  work.commit_all("##[error]settings");
  const std::string clone = request.publish();
  for (const bool is_github : {true, false}) {
    Variables variables = is_github ? request.github() : request.azure();
    variables["GITHUB_STEP_SUMMARY"] = request.forge.write_outside("summary.md", "");
    for (const std::string format : {"", "json", "sarif", "jsonl"}) {
      const CommandResult result = run_ci(clone, variables, format.empty() ? Texts{} : Texts{"--format", format});
      CHECK(result.exit == 1);
      const std::string log = result.out + "\n" + result.err;
      std::size_t errors = 0;
      for (const std::string& line : is_github ? github_commands(log) : azure_commands(log)) {
        INFO(format << ": " << line);
        const bool is_ours = is_github ? line.starts_with("::error ") && !contains(line, "##[")
                                       : (line.starts_with("##vso[task.logissue type=error;") ||
                                          line == "##vso[task.complete result=Failed;]leaksieve") &&
                                             !contains(line.substr(3), "##");
        CHECK(is_ours);
        ++errors;
      }
      CHECK(errors > 1);
      CHECK_FALSE(contains(log, "\x1b"));
    }
    const std::string summary = read_file(variables["GITHUB_STEP_SUMMARY"]);
    CHECK(contains(summary, "secrets in this change") == is_github);
    CHECK_FALSE(contains(summary, "<script"));
  }
}

TEST_CASE("a report of any format beside the verdict; --quiet is quiet") {
  Request request;
  request.forge.work.commit("b.txt", line_with_token(3));
  const std::string clone = request.publish();
  const std::string folder = request.forge.work.outside().string();
  const CommandResult result =
      run_ci(clone, request.github(), {"--output", folder + "/a.json", "--report", "sarif=" + folder + "/b.sarif"});
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "this change adds 1 secret"));
  const auto json = nlohmann::json::parse(read_file(folder + "/a.json"));
  CHECK(json.dump().find("b.txt") != std::string::npos);
  CHECK(nlohmann::json::parse(read_file(folder + "/b.sarif")).at("version") == "2.1.0");

  const CommandResult piped = run_ci(clone, request.github(), {"--format", "json"});
  CHECK(nlohmann::json::parse(piped.out).is_object());
  CHECK(contains(piped.err, "this change adds 1 secret"));

  const CommandResult quiet = run_ci(clone, request.github(), {"--quiet"});
  CHECK(quiet.exit == 1);
  CHECK((quiet.out + quiet.err).empty());
  CHECK(run_ci(clone, request.github(), {"--report", "sarif"}).exit == 2);
  CHECK(run_ci(clone, request.github(), {"--report", "nothing=x"}).exit == 2);
}

TEST_CASE("nothing of the change is run or obeyed: filters, hooks, attributes, configs named by the job") {
  Request request;
  RepoBuilder& work = request.forge.work;
  const std::string mark = request.forge.work.outside().string() + "/mark";
  work.write(".gitattributes", "* filter=evil diff=evil\n");
  work.write("settings.toml", "[extend]\nuseDefault = false\n");
  work.git({"update-index", "--add", "--cacheinfo",
            "120000," + work.git({"hash-object", "-w", "--stdin"}, "settings.toml") + ",linked.toml"});
  work.commit("b.txt", line_with_token(4));
  const std::string clone = request.publish();
  request.forge.git_in(clone, {"config", "filter.evil.smudge", "touch " + mark});
  request.forge.git_in(clone, {"config", "diff.evil.textconv", "touch " + mark});
  CHECK(run_ci(clone, request.github()).exit == 1);
  CHECK_FALSE(std::filesystem::exists(mark));
  // The job names a config, and the change brings a file of that name.
  for (const std::string name : {"settings.toml", "./settings.toml", "linked.toml"}) {
    const CommandResult result = run_ci(clone, request.github(), {"--config", name});
    INFO(name << result.out << result.err);
    CHECK(result.exit == 2);
    CHECK(contains(result.err, "no such file in the base"));
  }
  // The job writes a report where the change has put a link.
  request.forge.work.git({"update-index", "--add", "--cacheinfo",
                          "120000," + work.git({"hash-object", "-w", "--stdin"}, "../victim") + ",report.json"});
  work.git({"commit", "-q", "-m", "a link"});
  const std::string trapped = request.publish();
  CHECK(run_ci(trapped, request.github(), {"--output", "report.json"}).exit == 2);
  CHECK(run_ci(trapped, request.github(), {"--report", "json=./report.json"}).exit == 2);
  CHECK_FALSE(std::filesystem::exists(request.forge.work.outside() / "victim"));
  CHECK(run_ci(trapped, request.github(), {"--report", "json=other.json"}).exit == 1);
  // One of the administrator's own is obeyed.
  const std::string own = request.forge.write_outside("own.toml", "[allowlist]\npaths = ['''b.txt''']\n");
  CHECK(run_ci(trapped, request.github(), {"--config", own}).exit == 0);
}

}  // namespace
}  // namespace leaksieve::test
