// The program as a person calls it: exit statuses, where the report goes, what wins over what.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

struct Call {
  std::string directory;
  std::string input;
  std::map<std::string, std::string> env;
};

CommandResult leaksieve(const std::vector<std::string>& arguments, const Call& call = {}) {
  std::vector<std::string> all = {program_path()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  CommandOptions options;
  options.directory = call.directory;
  options.input = call.input;
  options.env = call.env;
  return run_command(all, options);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A repository with one token in its worktree.
struct Leaky {
  RepoBuilder repo;
  std::string token = fake_github_token(7);
  std::string path;
  Leaky() : path(repo.path().string()) { repo.commit("conf.txt", "token = " + token + "\n"); }
};

TEST_CASE("exit statuses: clean, leaks, wrong usage") {
  RepoBuilder clean;
  clean.commit("a.txt", "nothing here\n");
  const auto none = leaksieve({"scan"}, {clean.path().string(), "", {}});
  CHECK(none.exit == 0);
  CHECK(holds(none.out, "No leaks found."));
  CHECK(none.err.empty());

  const Leaky leaky;
  const auto found = leaksieve({"scan", leaky.path});
  CHECK(found.exit == 1);
  CHECK(holds(found.out, "github-pat"));
  CHECK_FALSE(holds(found.out, leaky.token));
  CHECK(leaksieve({"scan", leaky.path, "--exit-code", "42"}).exit == 42);
  CHECK(leaksieve({"scan", leaky.path, "--exit-code", "0"}).exit == 0);
  CHECK(holds(leaksieve({"scan", leaky.path, "--show-secrets"}).out, leaky.token));

  for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                     {"bogus"},
                                                                     {"scan", "--bogus"},
                                                                     {"scan", "--since", "whenever"},
                                                                     {"scan", "--staged", "--range", "a..b"},
                                                                     {"scan", "/nonexistent/repo"},
                                                                     {"scan", "--config", "/nonexistent.toml"},
                                                                     {"rules"},
                                                                     {"rules", "show"},
                                                                     {"rules", "show", "no-such-rule"}}) {
    const auto wrong = leaksieve(arguments, {leaky.path, "", {}});
    CHECK(wrong.exit == 2);
    CHECK(wrong.out.empty());
    CHECK_FALSE(wrong.err.empty());
  }
}

TEST_CASE("of several repositories one that is missing does not hide the others") {
  const Leaky leaky;
  RepoBuilder clean;
  clean.commit("a.txt", "nothing here\n");
  const auto with_leak = leaksieve({"scan", "/nonexistent/repo", leaky.path, "-f", "json"});
  CHECK(with_leak.exit == 1);
  CHECK(holds(with_leak.err, "/nonexistent/repo"));
  CHECK(nlohmann::json::parse(with_leak.out)["scans"].size() == 1);
  const auto without = leaksieve({"scan", clean.path().string(), "/nonexistent/repo"});
  CHECK(without.exit == 2);
  CHECK(holds(without.out, "No leaks found."));
}

TEST_CASE("each of several repositories has its own rules, in one report") {
  RepoBuilder one;
  RepoBuilder two;
  one.write(".leaksieve.toml", "[[rules]]\nid = \"acme-one\"\nregex = '''one_([0-9a-f]{32})'''\n");
  two.write(".leaksieve.toml",
            "[extend]\nuseDefault = false\n[[rules]]\nid = \"acme-two\"\nregex = '''two_([0-9a-f]{32})'''\n");
  const std::string text = "one_8f14e45fceea167a5a36dedd4bea2543 two_c9f0f895fb98ab9159f51fd0297e236d\n";
  one.commit("a.txt", text);
  two.commit("a.txt", text);
  const auto result = leaksieve({"scan", "-f", "json", one.path().string(), two.path().string()});
  CHECK(result.exit == 1);
  const auto report = nlohmann::json::parse(result.out);
  const auto ids = [&](std::size_t scan) {
    std::vector<std::string> found;
    for (const auto& leak : report["scans"][scan]["leaks"]) found.push_back(leak["rule"]["id"]);
    return found;
  };
  const auto has = [](const std::vector<std::string>& list, const char* id) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  CHECK(has(ids(0), "acme-one"));
  CHECK_FALSE(has(ids(0), "acme-two"));
  CHECK(ids(1) == std::vector<std::string>{"acme-two"});
}

TEST_CASE("standard input and folders are scanned without git") {
  const std::string token = fake_github_token(8);
  const auto input =
      leaksieve({"scan", "--stdin", "--name", "x/y.env", "-f", "json"}, {"/", "key=" + token + "\n", {}});
  CHECK(input.exit == 1);
  const auto report = nlohmann::json::parse(input.out);
  CHECK(report["scans"][0]["leaks"][0]["occurrences"][0]["path"] == "x/y.env");
  CHECK(report["scans"][0]["leaks"][0]["exposure"] == "input");
  CHECK(leaksieve({"scan", "--stdin"}, {"/", "nothing\n", {}}).exit == 0);

  const TempDir folder;
  std::ofstream(folder.path() / "a.txt") << "key=" << token << "\n";
  CHECK(leaksieve({"scan", "--dir", folder.path().string()}).exit == 1);
  CHECK(leaksieve({"scan", "--dir", "/nonexistent/folder"}).exit == 2);
}

TEST_CASE("flags win over the environment, and that over the config") {
  Leaky leaky;
  leaky.repo.write(".leaksieve.toml", "[scan]\nformat = \"jsonl\"\nexit-code = 9\n");
  const Call here{leaky.path, "", {}};
  const auto by_file = leaksieve({"scan"}, here);
  CHECK(by_file.exit == 9);
  CHECK(holds(by_file.out, "{\"type\":\"leak\""));
  const Call with_env{leaky.path, "", {{"LEAKSIEVE_FORMAT", "sarif"}}};
  CHECK(holds(leaksieve({"scan"}, with_env).out, "sarif-2.1.0"));
  CHECK(holds(leaksieve({"scan", "-f", "text"}, with_env).out, "github-pat"));
  CHECK(leaksieve({"scan", "--exit-code", "5"}, here).exit == 5);
  const auto without = leaksieve({"scan", "--no-config"}, here);
  CHECK(without.exit == 1);
  CHECK_FALSE(holds(without.out, "{\"type\""));
}

TEST_CASE("a broken config is told with its place") {
  Leaky leaky;
  leaky.repo.write(".leaksieve.toml", "[scan]\nformats = \"json\"\n");
  const auto unknown = leaksieve({"scan", leaky.path});
  CHECK(unknown.exit == 2);
  CHECK(holds(unknown.err, ".leaksieve.toml:2:1: [scan] has no key 'formats'"));
  leaky.repo.write(".leaksieve.toml", "[[rules]]\nid = \"x\"\nregex = '''('''\n");
  const auto broken = leaksieve({"scan", leaky.path});
  CHECK(broken.exit == 2);
  CHECK(broken.out.empty());
  leaky.repo.write(".leaksieve.toml", "[scan]\nmax-blob-size = \"big\"\n");
  CHECK(holds(leaksieve({"scan", leaky.path}).err, ".leaksieve.toml:2:17: max-blob-size: 'big'"));
}

TEST_CASE("--output is written whole and by its suffix, or not at all") {
  const Leaky leaky;
  const TempDir folder;
  const fs::path file = folder.path() / "leaks.sarif";
  const auto written = leaksieve({"scan", leaky.path, "--output", file.string()});
  CHECK(written.exit == 1);
  CHECK(written.out.empty());
  CHECK(holds(written.err, "1 leak"));
  CHECK(nlohmann::json::parse(read_file(file))["version"] == "2.1.0");
  const auto failed = leaksieve({"scan", leaky.path, "-o", (folder.path() / "no/leaks.json").string()});
  CHECK(failed.exit == 2);
  CHECK(holds(failed.err, "no/leaks.json"));
  const auto quiet = leaksieve({"scan", leaky.path, "-q"});
  CHECK(quiet.exit == 1);
  CHECK((quiet.out + quiet.err).empty());
}

TEST_CASE("colour and signs follow the environment") {
  const Leaky leaky;
  CHECK_FALSE(holds(leaksieve({"scan", leaky.path}).out, "\x1b["));
  CHECK(holds(leaksieve({"scan", leaky.path, "--color", "always"}).out, "\x1b["));
  const auto ascii = leaksieve({"scan", leaky.path}).out;  // LC_ALL=C
  CHECK(std::all_of(ascii.begin(), ascii.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  CHECK(holds(leaksieve({"scan", leaky.path}, {"", "", {{"LC_ALL", "C.UTF-8"}}}).out, "→"));
}

TEST_CASE("a closed pipe is no crash, a full disk is an error") {
  const Leaky leaky;
  const std::string program = program_path();
  const auto closed =
      run_command({"bash", "-c", "'" + program + "' scan '" + leaky.path + "' | true; echo ${PIPESTATUS[0]}"});
  CHECK(closed.out == "1\n");
  const auto full = run_command({"sh", "-c", "'" + program + "' scan '" + leaky.path + "' > /dev/full"});
  CHECK(full.exit == 2);
  CHECK(holds(full.err, "standard output"));
}

TEST_CASE("rules can be listed, shown, checked and tested") {
  const TempDir folder;
  const auto list = leaksieve({"rules", "list", "--no-config"});
  CHECK(list.exit == 0);
  CHECK(std::count(list.out.begin(), list.out.end(), '\n') > 100);
  CHECK(holds(leaksieve({"rules", "show", "github-pat", "--no-config"}).out, "ghp_"));
  const fs::path good = folder.path() / "good.toml";
  std::ofstream(good) << "[[rules]]\nid = \"acme-key\"\ndescription = \"Acme key\"\nregex = '''acme_([0-9a-f]{32})'''\n"
                         "keywords = [\"acme_\"]\n"
                         "[[rules.positive]]\ntext = \"k acme_8f14e45fceea167a5a36dedd4bea2543\"\n"
                         "secret = \"8f14e45fceea167a5a36dedd4bea2543\"\n";
  const auto tested = leaksieve({"rules", "test", good.string()});
  INFO(tested.out << tested.err);
  CHECK(tested.exit == 0);
  CHECK(leaksieve({"rules", "check", good.string()}).exit == 0);
  const fs::path bad = folder.path() / "bad.toml";
  std::ofstream(bad) << "[[rules]]\nid = \"acme-key\"\nregex = '''acme_([0-9a-f]{32})'''\n"
                        "[[rules.positive]]\ntext = \"k acme_nothing\"\nsecret = \"nothing\"\n";
  CHECK(leaksieve({"rules", "test", bad.string()}).exit == 1);
  CHECK(leaksieve({"rules", "check", bad.string()}).exit == 1);
  CHECK(leaksieve({"rules", "check", (folder.path() / "none.toml").string()}).exit == 2);
  CHECK(leaksieve({"rules", "check"}).exit == 2);
  const auto builtin = leaksieve({"rules", "test"});
  CHECK(builtin.exit == 0);
  CHECK(holds(builtin.out, std::to_string(std::count(list.out.begin(), list.out.end(), '\n')) + " rules, "));
  CHECK(holds(builtin.out, " examples, 0 failed"));
}

TEST_CASE("rules list has a form for people, for programs and for a page") {
  const TempDir folder;
  const fs::path own = folder.path() / "own.toml";
  std::ofstream(own) << "[extend]\nuseDefault = false\n"
                        "[[rules]]\nid = \"acme-key\"\ndescription = \"Acme key | <b>\"\nservice = \"Acme\"\n"
                        "regex = '''acme_([0-9a-f]{32})'''\nreferences = [\"https://acme.example/keys\"]\n"
                        "[[rules]]\nid = \"aaa\"\ndescription = \"Any key\"\nregex = '''aaa_([0-9a-f]{32})'''\n";
  const auto list = [&](const std::string& format) {
    return leaksieve({"rules", "list", "--config", own.string(), "--format", format});
  };
  CHECK(holds(list("text").out, "acme-key  high      medium  Acme key | <b>\n"));
  const auto document = nlohmann::json::parse(list("json").out);
  REQUIRE(document["rules"].size() == 2);
  CHECK(document["rules"][1]["service"] == "Acme");
  CHECK(document["rules"][1]["severity"] == "high");
  CHECK(document["rules"][1]["references"][0] == "https://acme.example/keys");
  const std::string page = list("markdown").out;
  CHECK(holds(page, "2 rules for 1 services."));
  CHECK(
      holds(page, "| Acme | acme-key | Acme key \\| \\<b\\> | medium | high | [page](https://acme.example/keys) |\n"));
  CHECK(page.find("| Acme |") < page.find("|  | aaa |"));
  CHECK(list("xml").exit == 2);
}

TEST_CASE("rules profile tells each rule's hits in files, folders and standard input") {
  const TempDir folder;
  const fs::path rules = folder.path() / "acme.toml";
  std::ofstream(rules) << "[extend]\nuseDefault = false\n"
                          "[[rules]]\nid = \"acme-key\"\nregex = '''acme_([0-9a-f]{8})'''\n"
                          "[[rules]]\nid = \"acme-none\"\nregex = '''acme_none_[0-9]'''\n";
  fs::create_directories(folder.path() / "texts/deep");
  std::ofstream(folder.path() / "texts/deep/a.txt") << "k acme_8f14e45f";
  const std::string texts = (folder.path() / "texts").string();
  CommandOptions piped;
  piped.input = "acme_8f14e45f acme_00000000";
  const auto json =
      run_command({program_path(), "rules", "profile", "-c", rules.string(), "-f", "json", texts, "-"}, piped);
  INFO(json.out << json.err);
  CHECK(json.exit == 0);
  CHECK(holds(json.out, "\"bytes\": 42,"));
  CHECK(holds(json.out, "\"ends\": 3,\n      \"confirmCalls\": 2,\n      \"matches\": 3"));
  CHECK(holds(json.out, "\"id\": \"acme-none\""));
  const auto table = leaksieve({"rules", "profile", "--config", rules.string(), texts});
  CHECK(holds(table.out, "2 rules, "));
  CHECK(holds(table.out, "  the rest, together: "));
  CHECK(leaksieve({"rules", "profile"}).exit == 2);
  CHECK(leaksieve({"rules", "profile", (folder.path() / "none").string()}).exit == 2);
  CHECK(leaksieve({"rules", "profile", "-f", "xml", texts}).exit == 2);
  fs::create_directories(folder.path() / "empty");
  CHECK(leaksieve({"rules", "profile", (folder.path() / "empty").string()}).exit == 2);
}

TEST_CASE("help and version go to standard output") {
  CHECK(holds(leaksieve({"--help"}).out, "leaksieve scan"));
  CHECK(holds(leaksieve({"scan", "--help"}).out, "--max-blob-size"));
  CHECK(holds(leaksieve({"help", "rules", "show"}).out, "ID"));
  CHECK(leaksieve({"help", "nothing"}).exit == 2);
  CHECK(holds(leaksieve({"--version"}).out, "libgit2"));
}

}  // namespace
}  // namespace leaksieve::test
