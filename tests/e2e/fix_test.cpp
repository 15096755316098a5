// `leaksieve fix` by the real program: files, modes, links, git, and launchers that really start something.
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"
#include "tests/unit/mcp/mcp_fixture.h"

using namespace leaksieve::test;
using leaksieve::mcp::fake_key;
using leaksieve::mcp::with_secret;

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

const std::string kConfig = R"({
  // servers of the team
  "mcpServers": {
    "acme": { "command": "npx", "args": ["-y", "acme-mcp@1.0.0"], "env": { "ACME_TOKEN": "@SECRET@" } }
  }
}
)";

}  // namespace

TEST_CASE("fix: every client's document is clean for a scan afterwards") {
  const TempDir folder;
  const fs::path data = fs::path(LEAKSIEVE_SOURCE_DIR) / "tests/data/mcp";
  Texts files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(data)) {
    if (!entry.is_regular_file()) continue;
    const fs::path path = folder.path() / entry.path().lexically_relative(data);
    write(path, with_secret(read(entry.path()), fake_key(static_cast<unsigned>(files.size()))));
    files.push_back(path.string());
  }
  REQUIRE(files.size() >= 50);
  CHECK(scan(Texts{"--dir", folder.path().string()}).secrets().size() >= 50);
  Texts command = {"fix"};
  command.insert(command.end(), files.begin(), files.end());
  const CommandResult fixed = run_leaksieve(command);
  INFO(fixed.err);
  CHECK(fixed.exit == 0);
  for (unsigned i = 0; i < files.size(); ++i) CHECK(!contains(fixed.out, fake_key(i)));
  const ScanReport clean = scan(Texts{"--dir", folder.path().string()});
  CHECK(clean.secrets().empty());
  CHECK(clean.exit == 0);
  command.insert(command.begin() + 1, "--check");
  CHECK(run_leaksieve(command).exit == 0);
}

TEST_CASE("fix: --dry-run shows a difference without the secret, --check tells by its exit status, neither writes") {
  RepoBuilder repo;
  const std::string secret = fake_key(100);
  const std::string text = with_secret(kConfig, secret);
  repo.commit(".mcp.json", text);
  CommandOptions here;
  here.directory = repo.path().string();
  const CommandResult dry = run_leaksieve({"fix", "--dry-run"}, here);
  CHECK(dry.exit == 0);
  CHECK(contains(dry.out, "--- .mcp.json\n+++ .mcp.json\n@@ -1,6 +1,6 @@\n"));
  CHECK(contains(dry.out,
                 "+    \"acme\": { \"command\": \"npx\", \"args\": [\"-y\", \"acme-mcp@1.0.0\"], \"env\": { "
                 "\"ACME_TOKEN\": \"${ACME_TOKEN}\" } }"));
  CHECK(!contains(dry.out, secret));
  const CommandResult check = run_leaksieve({"fix", "--check"}, here);
  CHECK(check.exit == 1);
  CHECK(!contains(check.out, secret));
  CHECK(read(repo.path() / ".mcp.json") == text);
  repo.write(".gitignore", ".vscode\n");
  repo.write(".vscode/mcp.json", text);  // an ignored config is one as well
  CHECK(run_leaksieve({"fix"}, here).exit == 0);
  CHECK(!contains(read(repo.path() / ".vscode/mcp.json"), secret));
  CHECK(read(repo.path() / ".mcp.json") == with_secret(kConfig, "${ACME_TOKEN}"));
  CHECK(run_leaksieve({"fix", "--check"}, here).exit == 0);
}

TEST_CASE("fix: --dry-run shows no other secret that stands near") {
  const TempDir folder;
  const std::string token = fake_github_token(9);
  const fs::path file = folder.path() / ".mcp.json";
  write(file, "{\n\"githubToken\": \"" + token + "\",\n" + with_secret(kConfig, fake_key(106)).substr(2));
  const CommandResult dry = run_leaksieve({"fix", "--dry-run", file.string()});
  CHECK(contains(dry.out, "githubToken"));
  CHECK(!contains(dry.out, token));
}

TEST_CASE("fix: the file's mode stays, links are refused, a strange store too") {
  const TempDir folder;
  const fs::path file = folder.path() / ".mcp.json";
  const std::string text = with_secret(kConfig, fake_key(101));
  write(file, text);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  const fs::path link = folder.path() / "mcp.json";
  fs::create_symlink(".mcp.json", link);
  const CommandResult refused = run_leaksieve({"fix", link.string()});
  CHECK(refused.exit == 2);
  CHECK(contains(refused.err, "symbolic link"));
  CHECK(read(file) == text);
  CHECK(run_leaksieve({"fix", "--to", "pocket", file.string()}).exit == 2);
  CHECK(run_leaksieve({"fix", (folder.path() / "none.json").string()}).exit == 2);
  CHECK(run_leaksieve({"fix", folder.path().string()}).exit == 2);
  CHECK(run_leaksieve({"fix", file.string()}).exit == 0);
  CHECK(read(file) == with_secret(kConfig, "${ACME_TOKEN}"));
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0640U);
}

TEST_CASE("fix: --ignore and --example") {
  RepoBuilder repo;
  const std::string secret = fake_key(102);
  repo.write("a b/.mcp.json", with_secret(kConfig, secret));
  repo.write(".gitignore", "build");
  CommandOptions here;
  here.directory = repo.path().string();
  for (int i = 0; i < 2; ++i) CHECK(run_leaksieve({"fix", "--ignore", "--example", "a b/.mcp.json"}, here).exit == 0);
  CHECK(read(repo.path() / ".gitignore") == "build\n/a b/.mcp.json\n");
  CHECK(repo.git({"status", "--porcelain", "-uall"}) == "?? .gitignore\n?? \"a b/.mcp.json.example\"");
  CHECK(contains(read(repo.path() / "a b/.mcp.json"), secret));
  CHECK(read(repo.path() / "a b/.mcp.json.example") == with_secret(kConfig, "${ACME_TOKEN}"));
}

TEST_CASE("fix: a launcher puts the secrets where the server looks for them") {
  const TempDir folder;
  const std::string token = fake_key(103);
  const std::string key = fake_key(104);
  const fs::path file = folder.path() / "claude_desktop_config.json";
  write(file, R"({"mcpServers": {"acme": {"command": "sh",
    "args": ["-c", "printf '%s|%s|%s' \"$ACME_TOKEN\" \"$HEADERS\" \"$*\"", "x", "--api-key", ")" +
                  key + R"(", "it's"],
    "env": {"ACME_TOKEN": ")" +
                  token + R"(", "HEADERS": "{\"Authorization\": \"Bearer )" + token + R"(\"}"}}}})");
  const CommandResult fixed = run_leaksieve({"fix", file.string()});
  CHECK(fixed.exit == 0);
  const std::string text = read(file);
  CHECK(!contains(text, token));
  CHECK(!contains(text, key));
  // What the client would start, with what the printed lines would have stored.
  const nlohmann::json server = nlohmann::json::parse(text)["mcpServers"]["acme"];
  std::string stored;
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"ACME_TOKEN", token}, {"ACME_API_KEY", key}})
    stored += name + "='" + value + "'\n";
  for (std::size_t at = fixed.out.find("read -rs "); at != std::string::npos;
       at = fixed.out.find("read -rs ", at + 1)) {
    const std::string name = fixed.out.substr(at + 9, fixed.out.find(';', at) - at - 9);
    if (!contains(stored, name + "=")) stored += name + "='" + token + "'\n";
  }
  write(folder.path() / ".config/mcp-secrets/acme.env", stored);
  Texts command = {server["command"].get<std::string>()};
  for (const auto& argument : server["args"]) command.push_back(argument.get<std::string>());
  CommandOptions options;
  options.env["HOME"] = folder.path().string();
  for (const auto& [name, value] : server["env"].items()) options.env[name] = value.get<std::string>();
  const CommandResult ran = run_command(command, options);
  INFO(text << ran.err);
  CHECK(ran.out == token + "|{\"Authorization\": \"Bearer " + token + "\"}|--api-key " + key + " it's");
}

TEST_CASE("fix: the printed lines store what is typed, and show it to nobody") {
  const TempDir folder;
  const fs::path file = folder.path() / "claude_desktop_config.json";
  write(file, with_secret(kConfig, fake_key(105)));
  const CommandResult fixed = run_leaksieve({"fix", file.string()});
  const std::size_t begin = fixed.out.find("mkdir -p");
  REQUIRE(begin != std::string::npos);
  const std::string line = fixed.out.substr(begin, fixed.out.find('\n', begin) - begin);
  CommandOptions options;
  options.env["HOME"] = folder.path().string();
  options.input = "it's a \"$secret\" \\ value\n";
  const CommandResult stored = run_command({"bash", "-c", line}, options);
  INFO(line << stored.err);
  CHECK(!contains(stored.out, "it's"));
  const CommandResult loaded =
      run_command({"sh", "-c", ". \"$HOME/.config/mcp-secrets/acme.env\"; printf %s \"$ACME_TOKEN\""}, options);
  CHECK(loaded.out == "it's a \"$secret\" \\ value");
  struct stat info {};
  REQUIRE(::stat((folder.path() / ".config/mcp-secrets/acme.env").c_str(), &info) == 0);
  CHECK((info.st_mode & 0077U) == 0U);
}
