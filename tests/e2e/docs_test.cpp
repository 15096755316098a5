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

// The lines of all fences of `language`.
std::vector<std::string> fenced_lines(const std::string& text, const std::string& language) {
  std::istringstream lines(text);
  std::vector<std::string> found;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("```", 0) == 0) {
      inside = line == "```" + language;
    } else if (inside) {
      found.push_back(line);
    }
  }
  return found;
}

// Every call of leaksieve that a document shows: in fences, and in code type when it has arguments.
std::vector<std::string> commands_of(const std::string& text) {
  std::vector<std::string> commands;
  for (const std::string& line : fenced_lines(text, "console")) {
    if (line.rfind("$ leaksieve ", 0) == 0) commands.push_back(line.substr(2));
  }
  for (const std::string& line : fenced_lines(text, "sh")) {
    if (line.rfind("leaksieve ", 0) == 0) commands.push_back(line);
  }
  for (std::string code : all_groups(prose_of(text), "`([^`\n]+)`")) {
    code = std::regex_replace(code, std::regex(R"(\\\|)"), "|");  // a table's cell escapes it
    code = std::regex_replace(code, std::regex("^build/release/"), "");
    if (std::regex_search(code, std::regex(R"((^|\| )leaksieve [a-z-])"))) commands.push_back(code);
  }
  return commands;
}

// What the documents take for granted: two branches, the reader's own rule files, other repositories near by.
struct Reader {
  RepoBuilder repo;
  CommandOptions options;

  Reader() {
    const std::string rules = read_document(kRoot / "patterns/_template.toml");
    repo.commit("src/a.c", "int main(void) { return 0; }\n");
    repo.git({"branch", "feature"});
    for (const char* file : {"my.toml", "patterns/acme.toml", ".leaksieve.toml"}) repo.write(file, rules);
    repo.commit_all("rules of our own");
    const fs::path home = repo.outside() / "home";
    fs::create_directories(home / "Downloads");
    repo.git({"clone", "-q", ".", (home / "work/api").string()});
    repo.git({"clone", "-q", "--bare", ".", (repo.outside() / "site.git").string()});
    options.directory = repo.path().string();
    options.env["HOME"] = home.string();
    options.env["GIT_CONFIG_GLOBAL"] = (home / ".gitconfig").string();
    options.env["PATH"] = fs::path(program_path()).parent_path().string() + ":" + std::string(std::getenv("PATH"));
  }
};

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

TEST_CASE("docs/rules.md is what `rules list` makes of the built-in rules") {
  const std::vector<std::string> command = {program_path(), "rules", "list", "--no-config", "--format", "markdown"};
  const CommandResult result = run_command(command);
  INFO("mend it: leaksieve rules list --no-config --format markdown > docs/rules.md");
  REQUIRE(result.exit == 0);
  CHECK((result.out == read_document(kRoot / "docs/rules.md")));  // without printing two pages
}

TEST_CASE("the two commands of the README are there and can be run") {
  for (const char* script : {"setup", "check", ".ci/run"}) {
    INFO(script);
    REQUIRE(fs::exists(kRoot / script));
    CHECK((fs::status(kRoot / script).permissions() & fs::perms::owner_exec) != fs::perms::none);
    CHECK(run_command({"bash", "-n", (kRoot / script).string()}).exit == 0);
  }
}

TEST_CASE("every call of leaksieve in the documents works in a clean repository") {
  Reader reader;
  std::size_t commands = 0;
  for (const fs::path& document : documents()) {
    for (const std::string& command : commands_of(read_document(document))) {
      const CommandResult result = run_command({"sh", "-c", command}, reader.options);
      INFO(document.filename() << ": " << command << "\n" << result.out << result.err);
      CHECK(result.exit == 0);
      CHECK(result.err.find("warning") == std::string::npos);
      ++commands;
    }
  }
  CHECK(commands > 25);
}

TEST_CASE("the config file that docs/configuration.md shows is a good one, and is obeyed") {
  Reader reader;
  std::string config;
  for (const std::string& line : fenced_lines(read_document(kRoot / "docs/configuration.md"), "toml")) {
    config += line + "\n";
  }
  reader.repo.write(".leaksieve.toml", config);
  reader.repo.write("security/known-leaks.txt", "");
  reader.repo.commit("a.env", "key = ac" + std::string("me_") + "0f1e2d3c4b5a69788796a5b4c3d2e1f0\n");
  const CommandResult check = run_command({program_path(), "rules", "check", ".leaksieve.toml"}, reader.options);
  INFO(check.out << check.err);
  CHECK(check.exit == 0);
  const CommandResult scan = run_command({program_path(), "scan"}, reader.options);
  INFO(scan.out << scan.err);
  CHECK(scan.exit == 1);
  CHECK(scan.out.find("acme-api-key") != std::string::npos);
}

TEST_CASE("our own sources hold no secret") {
  const CommandResult result = run_command({program_path(), "scan", "--dir", kRoot.string()});
  INFO(result.out << result.err);
  CHECK(result.exit == 0);
}

}  // namespace
}  // namespace leaksieve::test
