#include "scanner/scan/config.h"

#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::scan {
namespace {

TEST_CASE("[scan] gives settings as text, with their places") {
  const auto config = parse_config(
      "[scan]\n"
      "format = \"json\"\n"
      "source = [\"history\", \"stash\"]\n"
      "threads = 4\n"
      "max-blob-size = 1000000\n"
      "exclude = \"docs/**\"\n",
      "x.toml");
  REQUIRE(config.ok());
  REQUIRE(config->settings.size() == 5);
  CHECK(config->settings[0].name == "exclude");
  CHECK(config->settings[0].values == std::vector<std::string>{"docs/**"});
  CHECK(config->settings[1].name == "format");
  CHECK(config->settings[1].where == "x.toml:2:10");
  CHECK(config->settings[2].values == std::vector<std::string>{"1000000"});
  CHECK(config->settings[3].values == std::vector<std::string>{"history", "stash"});
  CHECK(config->settings[4].values == std::vector<std::string>{"4"});
}

struct Row {
  const char* toml;
  const char* message;
};

TEST_CASE("a broken config is an error with line and column") {
  const auto row = GENERATE(values<Row>({
      {"[scan]\nfromat = \"json\"\n", "x.toml:2:1: [scan] has no key 'fromat'; it may hold: source,"},
      {"[scan]\n\n  threads = \"4\"\n", "x.toml:3:13: 'threads' must be a whole number"},
      {"[scan]\nformat = [\"json\"]\n", "x.toml:2:10: 'format' must be a string"},
      {"[scan]\nsource = 1\n", "x.toml:2:10: 'source' must be a string or a list of strings"},
      {"[scan]\nsource = [\"a\", 1]\n", "x.toml:2:16: 'source' must hold strings only"},
      {"scan = 1\n", "x.toml:1:8: 'scan' must be a table"},
      {"[[scan]]\nformat = \"json\"\n", "'scan' must be a table"},
      {"[scan\n", "x.toml:1:"},
      {"[scan]\noutput = \"/etc/passwd\"\n", "[scan] has no key 'output'"},
      {"[scan]\nshow-secrets = true\n", "[scan] has no key 'show-secrets'"},
  }));
  INFO(row.toml);
  const auto config = parse_config(row.toml, "x.toml");
  REQUIRE_FALSE(config.ok());
  INFO(config.error().message);
  CHECK(config.error().kind == ErrorKind::kUsage);
  CHECK(config.error().message.find(row.message) != std::string::npos);
}

TEST_CASE("rules of a config stand beside the built-in ones, or alone") {
  const std::string rule = "[[rules]]\nid = \"acme-key\"\nregex = '''acme_[0-9]{20}'''\n";
  const auto beside = parse_config(rule, "x.toml");
  REQUIRE(beside.ok());
  CHECK(rules_of(*beside)->rules.size() == rules::builtin_rules().rules.size() + 1);
  const auto alone = parse_config("[extend]\nuseDefault = false\n" + rule, "x.toml");
  REQUIRE(alone.ok());
  REQUIRE(rules_of(*alone)->rules.size() == 1);
  CHECK(rules_of(*alone)->rules[0].id == "acme-key");
  CHECK(rules_of(Config{})->rules.size() == rules::builtin_rules().rules.size());
}

TEST_CASE("the config is that of the worktree's root") {
  test::RepoBuilder repo;
  repo.write("deep/folder/file", "x");
  CHECK_FALSE(find_config(repo.path()));
  const auto none = find_repository_config(repo.path().string(), false);
  REQUIRE(none.ok());
  CHECK_FALSE(none->has_value());
  repo.write(".leaksieve.toml", "[scan]\nthreads = 2\n");
  repo.write("deep/.leaksieve.toml", "[scan]\nthreads = 3\n");
  const auto found = find_repository_config((repo.path() / "deep/folder").string(), false);
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK(std::filesystem::equivalent(**found, repo.path() / ".leaksieve.toml"));
  const auto config = load_config(**found);
  REQUIRE(config.ok());
  REQUIRE(config->settings.size() == 1);
  CHECK(config->settings[0].values == std::vector<std::string>{"2"});
  CHECK_FALSE(find_repository_config(repo.outside().string(), false).ok());
}

TEST_CASE("a folder or a missing file is no config") {
  const test::TempDir folder;
  std::filesystem::create_directory(folder.path() / ".leaksieve.toml");
  CHECK_FALSE(find_config(folder.path()));
  const auto missing = load_config(folder.path() / "nothing.toml");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message.find("nothing.toml") != std::string::npos);
}

}  // namespace
}  // namespace leaksieve::scan
