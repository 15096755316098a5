// The documents tell the truth: each path that they name exists, and the commands of their `console` fences run.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "scanner/filter/checks.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = LEAKSIEVE_SOURCE_DIR;

std::vector<fs::path> documents() {
  std::vector<fs::path> found;
  for (const char* folder : {"", "docs", "bench", "patterns", "hooks"}) {
    if (!fs::is_directory(kRoot / folder)) continue;
    for (const auto& entry : fs::directory_iterator(kRoot / folder)) {
      if (entry.path().extension() == ".md") found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string read_document(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> all_groups(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), regex); it != std::sregex_iterator(); ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

// The text without fenced blocks, whose backticks would pair up wrongly with those of the prose.
std::string prose_of(const std::string& text) {
  std::istringstream lines(text);
  std::string prose;
  bool fenced = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("```", 0) == 0) fenced = !fenced;
    if (!fenced) prose += line + "\n";
  }
  return prose;
}

// "$ command" lines of ```console fences.
std::vector<std::string> console_commands(const std::string& text) {
  std::istringstream lines(text);
  std::vector<std::string> commands;
  bool console = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("```", 0) == 0) console = line == "```console";
    if (console && line.rfind("$ ", 0) == 0) commands.push_back(line.substr(2));
  }
  return commands;
}

TEST_CASE("every link of the documents leads to a file") {
  std::size_t links = 0;
  for (const fs::path& document : documents()) {
    for (const std::string& link : all_groups(prose_of(read_document(document)), R"(\]\(([^)#\s]+)(?:#[^)]*)?\))")) {
      if (link.find("://") != std::string::npos) continue;
      INFO(document.filename() << " links to " << link);
      CHECK(fs::exists(document.parent_path() / link));
      ++links;
    }
  }
  CHECK(links > 10);
}

TEST_CASE("every path that the documents name in code type exists") {
  const std::regex path(R"((scanner|tests|docs|tools|cmake|bench|patterns|hooks)/[A-Za-z0-9_./-]*)");
  const std::regex example(R"(.*(acme|/x_test).*)");  // names that stand for the reader's own
  std::size_t paths = 0;
  for (const fs::path& document : documents()) {
    for (const std::string& code : all_groups(prose_of(read_document(document)), "`([^`\n]+)`")) {
      std::istringstream words(code);
      for (std::string word; words >> word;) {
        if (!std::regex_match(word, path) || std::regex_match(word, example)) continue;
        INFO(document.filename() << " names " << word);
        CHECK(fs::exists(kRoot / word));
        ++paths;
      }
    }
  }
  CHECK(paths > 10);
}

TEST_CASE("docs/rules-format.md knows every key that the loader reads and every check that there is") {
  const std::string document = read_document(kRoot / "docs/rules-format.md");
  std::vector<std::string> names =
      all_groups(read_document(kRoot / "scanner/rules/load_rule.cpp"), R"~(read(?:_[a-z]+)?\("([A-Za-z]+)")~");
  CHECK(names.size() > 25);
  for (const filter::NamedCheck& check : filter::all_checks()) names.emplace_back(check.name);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(document.find("`" + name + "`") != std::string::npos);
  }
}

TEST_CASE("the two commands of the README are there and can be run") {
  for (const char* script : {"setup", "check", ".ci/run"}) {
    INFO(script);
    REQUIRE(fs::exists(kRoot / script));
    CHECK((fs::status(kRoot / script).permissions() & fs::perms::owner_exec) != fs::perms::none);
    CHECK(run_command({"bash", "-n", (kRoot / script).string()}).exit == 0);
  }
}

TEST_CASE("the commands of console fences run in a clean repository") {
  RepoBuilder repo;
  repo.commit("src/a.c", "int main(void) { return 0; }\n");
  CommandOptions options;
  options.directory = repo.path().string();
  options.env["PATH"] = fs::path(LEAKSIEVE_PROGRAM).parent_path().string() + ":" + std::string(std::getenv("PATH"));
  std::size_t commands = 0;
  for (const fs::path& document : documents()) {
    for (const std::string& command : console_commands(read_document(document))) {
      if (command.rfind("leaksieve ", 0) != 0) continue;
      const CommandResult result = run_command({"sh", "-c", command}, options);
      INFO(document.filename() << ": " << command << "\n" << result.err);
      CHECK(result.exit == 0);
      CHECK_FALSE(result.out.empty());
      ++commands;
    }
  }
  CHECK(commands >= 3);
}

}  // namespace
}  // namespace leaksieve::test
