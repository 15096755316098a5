// `leaksieve audit` by the real program: what git and the file system add, the home directory, the formats.
#include <filesystem>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"
#include "tests/unit/mcp/mcp_fixture.h"

using namespace leaksieve::test;
using leaksieve::mcp::fake_key;

namespace {

namespace fs = std::filesystem;

std::string config(const std::string& token) {
  return "{\"mcpServers\": {\"acme\": {\"command\": \"npx\", \"args\": [\"-y\", \"acme-mcp@1.0.0\"],\n \"env\": "
         "{\"ACME_TOKEN\": \"" +
         token + "\"}}}}\n";
}

struct Audit {
  int exit = -1;
  std::string out, err;
  nlohmann::json document;
  [[nodiscard]] TextSet ids() const {
    TextSet found;
    for (const auto& finding : document["findings"]) found.insert(finding["id"].get<std::string>());
    return found;
  }
};

Audit audit(Texts arguments, const CommandOptions& options = {}) {
  arguments.insert(arguments.begin(), {"audit", "--format", "json"});
  const CommandResult result = run_leaksieve(arguments, options);
  INFO(result.err);
  return {result.exit, result.out, result.err, nlohmann::json::parse(result.out)};
}

void only_owner(const fs::path& path) { fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write); }

}  // namespace

TEST_CASE("audit: tracked, not ignored, readable by others, and still in the history") {
  const std::string secret = fake_key(200);
  RepoBuilder repo;
  repo.commit("a.txt", "a\n");
  repo.write(".mcp.json", config(secret));
  only_owner(repo.path() / ".mcp.json");
  const Texts here = {repo.path().string()};
  CHECK(audit(here).ids() == TextSet{"MCP301", "MCP304"});
  fs::permissions(repo.path() / ".mcp.json", fs::perms::others_read | fs::perms::owner_read | fs::perms::owner_write);
  CHECK(audit(here).ids() == TextSet{"MCP301", "MCP302", "MCP304"});
  only_owner(repo.path() / ".mcp.json");
  repo.write(".gitignore", ".mcp.json\n");
  const Audit ignored = audit(here);  // an ignored config is looked at as well
  CHECK(ignored.ids() == TextSet{"MCP301"});
  CHECK(ignored.exit == 1);
  repo.git({"add", "-f", ".mcp.json"});
  CHECK(audit(here).ids() == TextSet{"MCP301", "MCP303"});
  repo.commit_all();
  const std::string commit = repo.git({"rev-parse", "--short=10", "HEAD"});
  CHECK(run_leaksieve({"fix", (repo.path() / ".mcp.json").string()}).exit == 0);
  repo.commit_all();
  const Audit history = audit(here);
  CHECK(history.ids() == TextSet{"MCP305"});
  CHECK(history.document["findings"][0]["path"] == ".mcp.json");
  CHECK(contains(history.document["findings"][0]["seen"].get<std::string>(), commit));
  CHECK(!contains(history.out, secret));
  CHECK(audit({"--no-history", repo.path().string()}).exit == 0);
  // Gone from every branch: the reflog still has it.
  repo.git({"reset", "-q", "--hard", "HEAD~2"});
  CHECK(audit(here).ids().count("MCP305") == 1);
}

TEST_CASE("audit: a secret in a README's snippet, and in a bare repository") {
  const std::string secret = fake_key(240);
  RepoBuilder repo;
  repo.commit("README.md", "```json\n" + config(secret) + "```\n");
  const Audit readme = audit({repo.path().string()});
  CHECK(readme.ids() == TextSet{"MCP303"});
  CHECK(readme.document["findings"][0]["path"] == "README.md");
  repo.commit("README.md", "none\n");
  CHECK(audit({repo.path().string()}).ids() == TextSet{"MCP305"});
  repo.git({"clone", "-q", "--bare", ".", (repo.outside() / "bare.git").string()});
  CHECK(audit({(repo.outside() / "bare.git").string()}).ids() == TextSet{"MCP305"});
}

TEST_CASE("audit: a clean set-up is silent, with yes to each question") {
  RepoBuilder repo;
  repo.commit(".mcp.json", config("${ACME_TOKEN}"));
  const Audit clean = audit({repo.path().string()});
  CHECK(clean.exit == 0);
  CHECK(clean.document["findings"].empty());
  CHECK(clean.document["servers"] == 1);
  REQUIRE(clean.document["questions"].size() == 5);
  RepoBuilder empty;
  empty.commit("a.txt", "a\n");
  CommandOptions here;
  here.directory = empty.path().string();
  const CommandResult text = run_leaksieve({"audit"}, here);
  CHECK(text.exit == 0);
  for (const char* line : {"yes  Is every token minimal", "yes  Is no secret kept", "yes  Is the audit log",
                           "yes  Are databases", "yes  Does every tool ask"})
    CHECK(contains(text.out, line));
}

TEST_CASE("audit: --user reads the home directory by every client's paths, and shows no secret") {
  const TempDir home;
  const auto write = [&](const std::string& path, const std::string& text) {
    fs::create_directories((home.path() / path).parent_path());
    std::ofstream(home.path() / path) << text;
    only_owner(home.path() / path);
  };
  Texts secrets;
  for (const char* path : {"Library/Application Support/Claude/claude_desktop_config.json", ".cursor/mcp.json",
                           ".codeium/windsurf/mcp_config.json", "AppData/Roaming/Claude/claude_desktop_config.json",
                           ".config/Code/User/profiles/a1/mcp.json"}) {
    secrets.push_back(fake_key(210 + static_cast<unsigned>(secrets.size())));
    write(path, config(secrets.back()));
  }
  write(".codex/config.toml", "approval_policy = \"never\"\n");
  write("projects/app/.mcp.json", config(fake_key(220)));  // not a user's config
  fs::create_symlink("mcp.json", home.path() / ".cursor/link.json");
  CommandOptions options;
  options.env["HOME"] = home.path().string();
  const Audit all = audit({"--user"}, options);
  CHECK(all.exit == 1);
  CHECK(all.document["files"] == 6);
  CHECK(all.ids() == TextSet{"MCP301", "MCP501"});
  TextSet paths;
  for (const auto& finding : all.document["findings"]) paths.insert(finding["path"].get<std::string>());
  CHECK(paths.count("~/.config/Code/User/profiles/a1/mcp.json") == 1);
  CHECK(paths.size() == 6);
  for (const char* format : {"text", "json", "sarif", "markdown", "html"}) {
    const CommandResult report = run_leaksieve({"audit", "--user", "--format", format}, options);
    CHECK(report.exit == 1);
    for (const std::string& secret : secrets) CHECK(!contains(report.out, secret));
  }
  options.env["HOME"] = "";
  CHECK(run_leaksieve({"audit", "--user"}, options).exit == 2);
}

TEST_CASE("audit: hostile names are quoted in each format") {
  const TempDir folder;
  const fs::path file = folder.path() / "<b>\x1b[31m|`x`.json";
  std::ofstream(file) << "{\"mcpServers\": {\"<script>alert(1)</script>\\u001b[31m| `x` \\n\": {\"command\": \"npx\", "
                         "\"args\": [\"-y\", \"acme-mcp\"]}}}";
  const auto run = [&](const char* format) { return run_leaksieve({"audit", "--format", format, file.string()}); };
  for (const char* format : {"text", "json", "sarif", "markdown", "html"}) {
    const CommandResult report = run(format);
    INFO(format << report.out);
    CHECK(report.exit == 1);
    CHECK(!contains(report.out, "\x1b"));
  }
  CHECK(!contains(run("html").out, "<script>"));
  CHECK(!contains(run("html").out, "<b>"));
  CHECK(!contains(run("markdown").out, "<script>"));
}

TEST_CASE("audit: SARIF keeps to the official schema") {
  std::string schema;
  for (const char* place : {"/../shared/data/sarif-schema-2.1.0.json", "/tests/data/sarif-schema-2.1.0.json"}) {
    if (fs::exists(std::string(LEAKSIEVE_SOURCE_DIR) + place)) schema = std::string(LEAKSIEVE_SOURCE_DIR) + place;
  }
  const bool has_validator =
      run_command({"/usr/bin/python3", "-c", "import jsonschema; jsonschema.Draft202012Validator"}).exit == 0;
  if (schema.empty() || !has_validator) {
    std::cout << "SKIPPED: no SARIF schema or no python3-jsonschema\n";
    return;
  }
  const TempDir folder;
  for (const std::string& text : {config("${ACME_TOKEN}"), config(fake_key(230))}) {
    std::ofstream(folder.path() / ".mcp.json") << text;
    CommandOptions input;
    input.input = run_leaksieve({"audit", "--format", "sarif", (folder.path() / ".mcp.json").string()}).out;
    const CommandResult result =
        run_command({"/usr/bin/python3", "-c",
                     "import json, sys, jsonschema\nschema = json.load(open(sys.argv[1], encoding='utf-8'))\n"
                     "jsonschema.validators.validator_for(schema)(schema).validate(json.load(sys.stdin))\n",
                     schema},
                    input);
    INFO(result.err);
    CHECK(result.exit == 0);
  }
}

TEST_CASE("audit: wrong usage") {
  const TempDir folder;
  CHECK(run_leaksieve({"audit", "--format", "pdf"}).exit == 2);
  CHECK(run_leaksieve({"audit", (folder.path() / "none").string()}).exit == 2);
  CHECK(run_leaksieve({"audit", "--user", folder.path().string()}).exit == 2);
  CHECK(run_leaksieve({"audit", folder.path().string()}).exit == 0);  // no repository: its files alone
}
