#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "scanner/match/db_cache.h"
#include "scanner/match/hyperscan.h"
#include "scanner/match/matcher.h"
#include "scanner/rules/embedded.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("leaksieve-db-test-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

rules::RuleSet set_of(const std::string& regex) {
  rules::Rule rule;
  rule.id = "r";
  rule.regex = regex;
  rule.source = "test.toml";
  rule.line = 7;
  return {{rule}, {}};
}

std::size_t count(const rules::RuleSet& set, const fs::path& cache, Bytes text) {
  auto db = PatternDb::compile(set, {cache});
  if (!db) FAIL(db.error().message);
  auto matcher = Matcher::make(*db);
  REQUIRE(matcher.ok());
  std::vector<Match> found;
  REQUIRE(matcher->scan(text, "", found).ok());
  return found.size();
}

TEST_CASE("a rule that an engine refuses is an error that names it") {
  struct Row {
    rules::RuleSet set;
    std::string message;
  };
  rules::RuleSet empty_pattern = set_of("");
  rules::RuleSet group = set_of("(a)b");
  group.rules[0].secret_group = 3;
  rules::RuleSet allowlist = set_of("ab");
  allowlist.allowlists.push_back({"", false, {}, {"("}, {}, {}, rules::RegexTarget::kSecret, {}});
  rules::RuleSet path = set_of("ab");
  path.rules[0].path = "[";
  const std::vector<Row> rows = {{set_of("(a"), "test.toml:7: rule 'r': RE2 cannot compile its regex: "},
                                 {set_of("a(?=b)"), "test.toml:7: rule 'r': RE2 cannot compile its regex: "},
                                 {set_of("a*"), "test.toml:7: rule 'r': Hyperscan cannot compile its regex: "},
                                 {empty_pattern, "test.toml:7: rule 'r': none of 'regex'"},
                                 {group, "test.toml:7: rule 'r': secretGroup is 3"},
                                 {allowlist, "allowlist: RE2 cannot compile '('"},
                                 {path, "test.toml:7: rule 'r', path: RE2 cannot compile '['"}};
  for (const Row& row : rows) {
    const auto db = PatternDb::compile(row.set, {});
    REQUIRE_FALSE(db.ok());
    CHECK(db.error().kind == ErrorKind::kUsage);
    INFO(db.error().message);
    CHECK(db.error().message.find(row.message) == 0);
  }
}

TEST_CASE("a pattern that is too large for Hyperscan is pre-filtered and still exact") {
  const rules::RuleSet set = set_of("x(?:ab|c...){300}(?:ab|c...){300}y");
  const auto compiled = compile_database(set, 0);
  REQUIRE(compiled.ok());
  CHECK(compiled->max_widths == std::vector<std::uint32_t>{kUnbounded});
  std::string text = "..x";
  for (int i = 0; i < 599; ++i) text += i % 7 == 0 ? "c123" : "ab";
  CHECK(count(set, {}, text + "aby..") == 1);
  CHECK(count(set, {}, text + "y..") == 0);
}

TEST_CASE("a compiled set is cached, for its owner only") {
  const Folder folder;
  const fs::path cache = folder.path() / "deep" / "leaksieve";
  CHECK(count(set_of("abc"), cache, "abc abc") == 2);
  REQUIRE(fs::exists(cache));
  const fs::path file = fs::directory_iterator(cache)->path();
  CHECK(std::distance(fs::directory_iterator(cache), fs::directory_iterator()) == 1);
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  REQUIRE(::stat(cache.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0700);

  // It is used: the payload of another pattern under this key answers for it.
  const std::string key = file.stem().string();
  const auto other = compile_database(set_of("xyz"), host_cpu_features());
  REQUIRE(other.ok());
  write_cached(cache, key, *save_database(*other));
  CHECK(count(set_of("abc"), cache, "abc abc") == 0);
}

TEST_CASE("a broken cache file is rebuilt, never trusted") {
  const Folder folder;
  const fs::path& cache = folder.path();
  CHECK(count(set_of("abc"), cache, "abc") == 1);
  const fs::path file = fs::directory_iterator(cache)->path();
  const std::string good = read(file);
  REQUIRE(good.size() > 200);
  std::string flipped = good;
  flipped[good.size() - 5] = static_cast<char>(flipped[good.size() - 5] ^ 1);
  std::string foreign = good;
  foreign[10] = foreign[10] == '0' ? '1' : '0';  // of another key
  std::string magic = good;
  magic[0] = 'X';
  for (const std::string& bad :
       {std::string(), good.substr(0, 100), good.substr(0, good.size() - 1), good + "x", flipped, foreign, magic}) {
    write(file, bad);
    CHECK_FALSE(read_cached(cache, file.stem().string()));
    CHECK(count(set_of("abc"), cache, "abc") == 1);
    CHECK(read(file) == good);
  }
  REQUIRE(read_cached(cache, file.stem().string()));
  fs::permissions(file, fs::perms::others_write, fs::perm_options::add);
  CHECK_FALSE(read_cached(cache, file.stem().string()));
  // A right header over a payload that Hyperscan refuses.
  write_cached(cache, file.stem().string(), std::string("\1\0\0\0\3\0\0\0 no database", 20));
  REQUIRE(read_cached(cache, file.stem().string()));
  CHECK(count(set_of("abc"), cache, "abc") == 1);
  CHECK(read(file) == good);
}

TEST_CASE("a cache that cannot be written is no error") {
  CHECK(count(set_of("abc"), "/proc/no/such/place", "abc") == 1);
  CHECK(count(set_of("abc"), "/dev/null/x", "abc") == 1);
}

TEST_CASE("the embedded databases are of the built-in rules, and load") {
  const rules::RuleSet& set = rules::builtin_rules();
  REQUIRE_FALSE(rules::embedded::databases().empty());
  for (const auto& database : rules::embedded::databases()) {
    CHECK(database.key == database_key(set));
    if ((database.cpu_features & ~host_cpu_features()) != 0) continue;
    CHECK(reinterpret_cast<std::uintptr_t>(database.image.data()) % rules::embedded::kImageAlignment == 0);
    const auto loaded = use_image(database.facts, database.image);
    REQUIRE(loaded.ok());
    CHECK(loaded->max_widths.size() == expressions_of(set).size());
    CHECK_FALSE(use_image(database.facts, database.image.substr(0, database.image.size() - 1)));
    CHECK_FALSE(use_image(database.facts.substr(0, 8), database.image));
    // The one for any machine works on this one too.
    hs_scratch_t* scratch = nullptr;
    REQUIRE(hs_alloc_scratch(loaded->db.get(), &scratch) == HS_SUCCESS);
    const std::unique_ptr<hs_scratch_t, HsFree> owned(scratch);
    CHECK(hs_scan(loaded->db.get(), "abc", 3, 0, scratch, nullptr, nullptr) == HS_SUCCESS);
  }
}

TEST_CASE("whose an expression is can be told without reading the rules") {
  const rules::RuleSet set = set_of("abc");
  for (const rules::RuleSet* each : {&set, &rules::builtin_rules()}) {
    const std::vector<Expression> expressions = expressions_of(*each);
    const std::vector<std::uint32_t> owners = owners_of_expressions(*each);
    REQUIRE(owners.size() == expressions.size());
    CHECK(std::ranges::equal(owners, expressions, {}, {}, &Expression::rule));
  }
}

// One without a longest match makes every long line that is new somewhere be scanned whole: half of what was scanned of
// prometheus' history.
TEST_CASE("matches of built-in rules that stay in a line are of bounded length") {
  const rules::RuleSet& set = rules::builtin_rules();
  const rules::embedded::Database& any = rules::embedded::databases().back();
  const Result<HsDatabase> database = use_image(any.facts, any.image);
  REQUIRE(database);
  const std::vector<Expression> expressions = expressions_of(set);
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    if (database->in_line[i] == 0) continue;
    INFO(*expressions[i].text);
    CHECK(database->max_widths[i] <= 2000);
  }
}

TEST_CASE("a start with the built-in rules compiles nothing") {
  const Folder folder;
  const auto begin = std::chrono::steady_clock::now();
  const auto db = PatternDb::compile(rules::builtin_rules(), {folder.path()});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  REQUIRE(db.ok());
  CHECK_FALSE(fs::exists(folder.path()));  // a compiled one would have been stored
  CHECK(seconds < 0.25);                   // a debug build under load; a compilation takes longer
}

TEST_CASE(
    "rules laid over the built-in ones: the embedded database as long as no pattern differs, else one of their own") {
  const rules::RuleSet& own = rules::builtin_rules();
  const auto key = [&](const std::string& toml) {
    const auto file = rules::parse_rule_file(toml, "test");
    REQUIRE(file.ok());
    return database_key(rules::merge(own, *file));
  };
  const std::string embedded(rules::embedded::databases().front().key);
  std::string with_regex, value_rule;  // ids
  for (const rules::Rule& rule : own.rules) (rule.regex.empty() ? value_rule : with_regex) = rule.id;
  CHECK(key("[[allowlists]]\nregexes = ['abc']\n") == embedded);
  CHECK(key("[extend]\ndisabledRules = ['" + value_rule + "']\n") == embedded);
  CHECK(key("[[rules]]\nid = '" + with_regex + "'\nseverity = 'low'\n") == embedded);
  const std::string without = key("[extend]\ndisabledRules = ['" + with_regex + "']\n");
  const std::string with = key("[[rules]]\nid = 'mine'\nregex = 'mine_[a-z]{20}'\n");
  const std::string other = key("[[rules]]\nid = 'mine'\nregex = 'mine_[a-z]{21}'\n");
  const std::string instead = key("[[rules]]\nid = '" + with_regex + "'\nregex = 'mine_[a-z]{20}'\n");
  const std::vector<std::string> keys = {embedded, without, with, other, instead};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK(keys[i] != keys[j]);
  }
}

TEST_CASE("an allowlist of the user's does not cost a compilation") {
  const Folder folder;
  rules::RuleSet set = rules::builtin_rules();
  set.allowlists.push_back({"", false, {}, {"^vendor/"}, {}, {}, rules::RegexTarget::kSecret, {}});
  REQUIRE(PatternDb::compile(set, {folder.path()}).ok());
  CHECK_FALSE(fs::exists(folder.path()));
}

}  // namespace
}  // namespace leaksieve::match
