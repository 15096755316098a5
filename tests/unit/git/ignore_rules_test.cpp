// Oracle: `git check-ignore`.
#include "scanner/git/ignore_rules.h"

#include <chrono>
#include <optional>

#include "scanner/git/wildmatch.h"
#include "tests/unit/git/git_fixture.h"

using namespace leaksieve;
using namespace leaksieve::test;
using git::Case;
using git::IgnoreRules;

namespace {

// As git descends: what lies in an ignored folder is ignored.
bool is_ignored(const IgnoreRules& rules, const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (rules.decide(path.substr(0, slash), true).value_or(false)) return true;
  }
  return rules.decide(path, false).value_or(false);
}

// Every file of rules stands in a folder of its own, so that one git answers for all.
TextSet ignored_by_git(RepoBuilder& repo, const Texts& rules, const TextSet& paths) {
  std::string input;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string folder = "r" + std::to_string(i) + "/";
    repo.write(folder + ".gitignore", rules[i]);
    for (const std::string& path : paths) (input += folder + path) += '\0';
  }
  const CommandResult result = repo.try_git({"check-ignore", "--no-index", "-z", "--stdin"}, input);
  REQUIRE(result.exit <= 1);
  return split_at_nul(result.out);
}

void check_against_git(const Texts& rules, const TextSet& paths) {
  RepoBuilder repo;
  const TextSet expected = ignored_by_git(repo, rules, paths);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const IgnoreRules parsed(rules[i]);
    for (const std::string& path : paths) {
      const bool by_git = expected.contains("r" + std::to_string(i) + "/" + path);
      if (is_ignored(parsed, path) == by_git) continue;
      ++wrong;
      UNSCOPED_INFO("rules <" << rules[i] << "> path <" << path << "> git says " << by_git);
    }
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("each form of an ignore pattern decides as git does") {
  const Texts rules = {"a",
                       "/a",
                       "a/",
                       "/a/",
                       "a/b",
                       "/a/b",
                       "a/b/",
                       "*",
                       "*/",
                       "/*",
                       "/*/",
                       "*.log",
                       "/*.log",
                       "a/*",
                       "a/**",
                       "**/a",
                       "**/a/b",
                       "a/**/b",
                       "a/**/**/b",
                       "**",
                       "**/",
                       "/**",
                       "a**",
                       "a**b",
                       "a**/b",
                       "fo**/b",
                       "**a/b",
                       "***/a",
                       "a/***",
                       "?",
                       "a?",
                       "[a]",
                       "[!a]",
                       "[^a]",
                       "[a-c]x",
                       "[c-a]",
                       "[]a]",
                       "[]-a]",
                       "[a-]",
                       "[a",
                       "a]",
                       "[[:alpha:]]",
                       "[[:upper:]]",
                       "[[:digit:]a]",
                       "[[:nope:]a]",
                       "[[:alpha:]",
                       "[[:]",
                       "[[:a]",
                       "[\\]]",
                       "[\\",
                       "[a\\",
                       "[a-\\]]",
                       "\\a",
                       "\\\\",
                       "\\",
                       "a\\",
                       "\\*",
                       "*\\",
                       "\\?",
                       "\\[a]",
                       "\\#a",
                       "#a",
                       "\\!a",
                       "!a",
                       "a\n!a",
                       "a/\n!a/b",
                       "*\n!a",
                       "*\n!*/\n!*.log",
                       "/*\n!/a",
                       "a\n!a\na",
                       "a ",
                       "a  ",
                       "a\\ ",
                       "a\\  ",
                       "a\\\\ ",
                       "a \\ ",
                       " a",
                       " ",
                       "",
                       "\n\n",
                       "/",
                       "//",
                       "!",
                       "!/",
                       "a//",
                       "//a",
                       "a/./b",
                       "./a",
                       "../a",
                       "a\r\nb\r\n",
                       "a\r",
                       "a\t",
                       "\xef\xbb\xbf"
                       "a",
                       "a\n\xef\xbb\xbf"
                       "b",
                       "é",
                       "\xff",
                       "[\xf0-\xff]",
                       std::string("a\0b\nx", 5),
                       "foo/",
                       "foo/*\n!foo/b",
                       "foo/**\n!foo/**/",
                       "a/b/c",
                       "b/c",
                       "/b/c",
                       "**/b/c",
                       "*/b",
                       "*/*/c",
                       "a/*/c",
                       "a/?/c",
                       "a/[/]b",
                       "a[/]b",
                       "a[^x]b",
                       "*a*b*",
                       "*a*/b",
                       "a*/*c",
                       "**/*.log",
                       "a/**/*.log",
                       "A",
                       "B/"};
  const TextSet paths = {"a",
                         "b",
                         "c",
                         "ab",
                         "axb",
                         "a/b",
                         "a/b/c",
                         "a/x/b",
                         "a/x/y/b",
                         "b/a",
                         "b/c",
                         "x/b/c",
                         "x.log",
                         "a/x.log",
                         "b/a/x.log",
                         ".log",
                         "foo/b",
                         "foo/x/b",
                         "foox/b",
                         "foo",
                         "fo/x/b",
                         "a]",
                         "]",
                         "[",
                         "[a",
                         "[a]",
                         "-",
                         "#a",
                         "!a",
                         "\\",
                         "\\a",
                         "*",
                         "**",
                         "?",
                         "a ",
                         "a  ",
                         " a",
                         " ",
                         "a\\",
                         "a\\ ",
                         "a\t",
                         "a\r",
                         "é",
                         "\xff",
                         "A",
                         "B/x",
                         "1",
                         "ax",
                         "bx",
                         "a\nb",
                         "\xef\xbb\xbf"
                         "a",
                         "\xef\xbb\xbf"
                         "b",
                         "x",
                         "x/a",
                         "x/y/a",
                         "x/y/a/b",
                         "a/a/a",
                         "a:"};
  check_against_git(rules, paths);
}

TEST_CASE("random ignore files decide as git does") {
  const Texts glob_parts = {"a",   "b",   "a",   "b",           "c",    "*",     "*",    "**", "?",   "/",
                            "/",   "**/", "/**", "[a-c]",       "[!a]", "[^/b]", "[]a]", "[",  "]",   "\\",
                            "\\*", ".",   "-",   "[[:alpha:]]", "ab",   " ",     "#",    "!",  "/**/"};
  const Texts name_parts = {"a", "b", "c", "ab", ".", "[", "]", "*", "-", "!", "#", "\\", " "};
  RandomTexts random(77);
  Texts rules;
  for (int i = 0; i < 1500; ++i) {
    std::string text;
    for (std::size_t lines = 1 + random.below(3); lines > 0; --lines) {
      text += (random.below(4) == 0 ? "!" : "") + random.some_of(glob_parts, 5) + "\n";
    }
    rules.push_back(text);
  }
  TextSet paths;
  for (int i = 0; i < 60; ++i) {
    std::string path;
    for (std::size_t depth = 1 + random.below(4); depth > 0; --depth) {
      const std::string part = random.some_of(name_parts, 3);
      path += (path.empty() ? "" : "/") + (part == "." || part == ".." ? "a" : part);
    }
    paths.insert(path);
  }
  check_against_git(rules, paths);
}

TEST_CASE("core.ignoreCase folds ASCII letters") {
  const IgnoreRules rules("Build/\n*.LOG\n", Case::kFolded);
  CHECK(rules.decide("bUILD", true) == true);
  CHECK(rules.decide("x.log", false) == true);
  CHECK_FALSE(IgnoreRules("Build/\n").decide("build", true).has_value());
}

TEST_CASE("a hostile pattern is answered in time") {
  std::string pattern, many_folders;
  for (int i = 0; i < 2000; ++i) pattern += "*a";
  for (int i = 0; i < 1000; ++i) many_folders += "**/a*/";
  const std::string text(4000, 'a');
  std::string path;
  for (int i = 0; i < 1500; ++i) path += "ab/";
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(git::wildmatch(pattern + "b", text, git::Slashes::kPlain, Case::kSensitive));
  CHECK(git::wildmatch(pattern, text, git::Slashes::kBoundary, Case::kSensitive));
  CHECK_FALSE(git::wildmatch(many_folders + "c", path + "x", git::Slashes::kBoundary, Case::kSensitive));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}
