// Oracle: `git ls-files -- <pathspec>`.
#include <string>

#include "scanner/git/walk.h"
#include "tests/unit/git/git_fixture.h"

using namespace leaksieve;
using namespace leaksieve::test;

namespace {

// Paths stand in the index alone, so that any name goes.
void add_to_index(RepoBuilder& repo, const TextSet& paths) {
  const std::string blob = repo.git({"hash-object", "-w", "--stdin"}, "text\n");
  std::string input;
  for (const std::string& path : paths) {
    input += "100644 " + blob + "\t" + path;
    input += '\0';
  }
  repo.git({"update-index", "-z", "--index-info"}, input);
}

TextSet matched(const TextSet& paths, const Texts& specs) {
  TextSet found;
  for (const std::string& path : paths) {
    if (git::pathspec_matches(specs, path)) found.insert(path);
  }
  return found;
}

// nullopt when git refuses the pathspecs.
std::optional<TextSet> matched_by_git(RepoBuilder& repo, const Texts& specs) {
  Texts arguments = {"ls-files", "-z", "--"};
  arguments.insert(arguments.end(), specs.begin(), specs.end());
  const CommandResult result = repo.try_git(arguments);
  if (result.exit != 0) return std::nullopt;
  return split_at_nul(result.out);
}

std::string shown(const Texts& specs) {
  std::string text;
  for (const std::string& spec : specs) text += "<" + spec + "> ";
  return text;
}

const TextSet& some_paths() {
  static const TextSet paths = {"a",         "a.c",      "A.C",         "b/a.c",  "b/c/a.c", "b/c/d/x.env",
                                "dir/x",     "dirt/x",   "[a].c",       "a*b",    "a\\b",    "sp ace",
                                "new\nline", "\xff\xfe", "b/c",         "!bang",  "Dir/X.c", ":colon",
                                "(p)",       "docs/é",   "deep/er/y/z", "a/../n", "-dash",   "b/.hidden"};
  return paths;
}

}  // namespace

TEST_CASE("each form of a pathspec matches what git matches") {
  RepoBuilder repo;
  TextSet paths = some_paths();
  paths.erase("a/../n");  // git lets no such path into an index
  paths.erase("b/c");     // nor a file where a folder is
  add_to_index(repo, paths);
  const std::vector<Texts> rows = {{"a"},
                                   {"b"},
                                   {"b/"},
                                   {"b/c"},
                                   {"b/c/"},
                                   {"dir"},
                                   {"dir/"},
                                   {"di"},
                                   {"*.c"},
                                   {"b/*.c"},
                                   {"b*"},
                                   {"*"},
                                   {"?"},
                                   {"?.c"},
                                   {"[a].c"},
                                   {"\\[a\\].c"},
                                   {"[ab]*"},
                                   {"[!a]*"},
                                   {"[^a]*"},
                                   {"a\\*b"},
                                   {"a\\\\b"},
                                   {"a\\"},
                                   {"**"},
                                   {"**/a.c"},
                                   {"b/**"},
                                   {"b/**/a.c"},
                                   {"b**/a.c"},
                                   {"*/"},
                                   {"b/*/"},
                                   {"."},
                                   {"./"},
                                   {"./a"},
                                   {".//b"},
                                   {"b/./c"},
                                   {"b/../a"},
                                   {"b/c/.."},
                                   {"b/c/../"},
                                   {".."},
                                   {"../x"},
                                   {"/a"},
                                   {""},
                                   {":"},
                                   {":/"},
                                   {":/a"},
                                   {":/./a"},
                                   {":(top)b"},
                                   {":(top)"},
                                   {":()a"},
                                   {":(,top,)a"},
                                   {":(glob)*.c"},
                                   {":(glob)**/*.c"},
                                   {":(glob)b/*"},
                                   {":(glob)b/**"},
                                   {":(glob)b/**/a.c"},
                                   {":(glob)b**/a.c"},
                                   {":(glob)**"},
                                   {":(glob)**/c/**"},
                                   {":(glob)?.c"},
                                   {":(glob)b/c/"},
                                   {":(glob)*/x*"},
                                   {":(icase)A.c"},
                                   {":(icase)dir"},
                                   {":(icase)DIR/"},
                                   {":(icase)*.C"},
                                   {":(icase)[A]*"},
                                   {":(icase)[a]*"},
                                   {":(icase)[A-B]*"},
                                   {":(icase)[[:upper:]].c"},
                                   {":(icase,glob)*.C"},
                                   {":(literal)a*b"},
                                   {":(literal)[a].c"},
                                   {":(literal)*"},
                                   {":(literal)./a"},
                                   {":(literal,icase)A*B"},
                                   {":(literal,glob)a"},
                                   {":(nonsense)a"},
                                   {":(top"},
                                   {":-a"},
                                   {":a"},
                                   {"\\:colon"},
                                   {":::colon"},
                                   {":(literal):colon"},
                                   {"(p)"},
                                   {"sp ace"},
                                   {"new*"},
                                   {"\xff*"},
                                   {"docs/?"},
                                   {"docs/??"},
                                   {":!a"},
                                   {":!b"},
                                   {":^b"},
                                   {":!:b"},
                                   {":!/b"},
                                   {":/!b"},
                                   {":!!b"},
                                   {":!(p)"},
                                   {":!"},
                                   {":(exclude)*.c"},
                                   {":(exclude,icase)*.C"},
                                   {":(exclude,glob)*.c"},
                                   {"b", ":!b/c"},
                                   {":!b/c", "b"},
                                   {"*.c", ":!b"},
                                   {"a", "b"},
                                   {"b", ":!*"},
                                   {"nothing", "a"},
                                   {"nothing"},
                                   {"!bang"},
                                   {"\\!bang"},
                                   {"-dash"},
                                   {"[[:alpha:]]"},
                                   {"[[:alpha:]].c"},
                                   {"[[:nonsense:]a]"},
                                   {"[[:alpha:]"},
                                   {"[a-"},
                                   {"[z-a]"},
                                   {"[]a]*"},
                                   {"[a-]*"},
                                   {"[\\[]*"},
                                   {"[[]*"},
                                   {"[[:]*"},
                                   {"**er**"},
                                   {"*e*r*y*"},
                                   {"deep/*/z"},
                                   {":(glob)deep/*/z"},
                                   {":(glob)deep/**/z"},
                                   {":(glob)**er/**"}};
  for (const Texts& specs : rows) {
    INFO(shown(specs));
    const std::optional<TextSet> expected = matched_by_git(repo, specs);
    CHECK(matched(paths, specs) == expected.value_or(TextSet{}));
  }
}

TEST_CASE("attributes are not known, and match nothing") {
  CHECK(matched(some_paths(), {":(attr:binary)a"}).empty());
  CHECK(matched(some_paths(), {":(exclude,attr:binary)a"}) == some_paths());
}

TEST_CASE("no pathspec at all matches everything, an excluded broken one takes nothing away") {
  CHECK(matched(some_paths(), {}) == some_paths());
  CHECK(matched(some_paths(), {":(exclude,nonsense)a"}) == some_paths());
  CHECK(matched(some_paths(), {":(exclude)/etc"}) == some_paths());
}

TEST_CASE("random pathspecs match what git matches") {
  const Texts name_parts = {"a", "b", "A", "c", ".", "[", "]", "*", "\\", "-", "!", "a", "b", "ab", "/", "/"};
  const Texts glob_parts = {"a",   "b",   "A",     "c",           "*",     "**",   "?", "/", "/",
                            "**/", "/**", "[a-c]", "[!a]",        "[^/b]", "[]a]", "[", "]", "\\",
                            "\\*", ".",   "-",     "[[:alpha:]]", "[A-Z]", "[b-]", "ab"};
  const Texts fronts = {"",           "",   "",       ":(glob)", ":(glob)", ":(icase)", ":(icase,glob)",
                        ":(literal)", ":!", ":(top)", ":/"};
  RandomTexts random(20240101);
  RepoBuilder repo;
  TextSet paths;
  while (paths.size() < 250) {
    std::string path;
    for (std::size_t depth = 1 + random.below(4); depth > 0; --depth) {
      std::string part = random.some_of(name_parts, 3);
      std::erase(part, '/');
      if (part == "." || part == ".." || part.empty()) part = "x";
      path += (path.empty() ? "" : "/") + part;
    }
    paths.insert(path);
  }
  // A path cannot be a folder as well.
  std::erase_if(paths, [&](const std::string& path) {
    const auto inside = paths.upper_bound(path + "/");
    return inside != paths.end() && inside->starts_with(path + "/");
  });
  add_to_index(repo, paths);
  for (int i = 0; i < 1500; ++i) {
    const std::string spec = random.one_of(fronts) + random.some_of(glob_parts, 6);
    INFO(spec);
    const std::optional<TextSet> expected = matched_by_git(repo, {spec});
    if (!expected && spec.starts_with(":!")) continue;  // refused: git gives no answer
    CHECK(matched(paths, {spec}) == expected.value_or(TextSet{}));
  }
}
