#include "scanner/hook/agent_command.h"

#include "tests/support/catch.h"

namespace leaksieve::hook {
namespace {

// "dir: tracked everything path path", one a taking, joined by " | "; "-" when the command does not commit.
std::string told(const std::string& command) {
  const GitCommand read = read_git_command(command);
  std::string text = read.commits ? "" : "- ";
  for (const Taken& taken : read.taken) {
    text += (text.empty() || text == "- " ? "" : " | ") + taken.directory + ":";
    if (taken.tracked) text += " tracked";
    if (taken.everything) text += " everything";
    for (const std::string& path : taken.paths) text += " " + path;
  }
  return text;
}

struct Row {
  const char* command;
  const char* told;
};

TEST_CASE("what a command puts into a commit is read as a shell would cut it") {
  const Row row = GENERATE(values<Row>({
      {"git commit -m 'x'", ""},
      {"git commit -am x", ": tracked"},
      {"git commit -a -m x", ": tracked"},
      {"git commit --all --message 'a; git add y'", ": tracked"},
      {"git commit -m -a", ""},
      {"git commit -ma", ""},
      {"git commit -m x a.txt 'b c.txt'", ": a.txt b c.txt"},
      {"git commit -m x -- -a", ": -a"},
      {"git commit --amend --no-edit -a", ": tracked"},
      {"git add . && git commit -m x", ": ."},
      {"git add -A && git commit -m x", ": everything"},
      {"git add --all; git commit -m x", ": everything"},
      {"git add -u\ngit commit -m x", ": tracked"},
      {"git add -A src && git commit -m x", ": src"},
      {"git add a.txt b.txt && git commit -m x && git push", ": a.txt b.txt"},
      {"git add -f .env && git commit -m x", ": .env"},
      {"git add -n . && git commit -m x", ""},
      {"git add \"$FILE\" && git commit -m x", ": everything"},
      {"git add $(git ls-files -m) && git commit -m x", ": everything"},
      {"git add --pathspec-from-file=list && git commit -m x", ": everything"},
      {"cd sub && git add . && git commit -m x", "sub: ."},
      {"git -C sub add . && git -C sub -c a.b=c commit -m x", "sub: ."},
      {"cd a; cd b; git commit -am x", "a/b: tracked"},
      {"X=1 sudo git add . ; /usr/bin/git commit -m x", ": ."},
      {"bash -lc \"git add -A && git commit -m 'x'\"", ": everything"},
      {"git diff --name-only | xargs git add && git commit -m x", ": everything"},
      {"if true; then git commit -am x; fi", ": tracked"},
      {"(cd sub && git commit -am x)", "sub: tracked"},
      {"git add a.txt", "- : a.txt"},
      {"git stage a.txt && git commit -m \"it's\"", ": a.txt"},
      {"echo git commit -a", "- "},
      {"# git commit -a\nls", "- "},
      {"git log --grep commit", "- "},
      {"git commit -m \"unfinished", ""},
      {"git add a\\ b && git commit -m x", ": a b"},
      {"git commit -S -a -m x", ": tracked"},
      {"git commit --author 'A <a>' -m x", ""},
      {"", "- "},
  }));
  INFO(row.command);
  CHECK(told(row.command) == row.told);
}

TEST_CASE("any text is read to its end") {
  for (const char* text :
       {"\\", "'", "\"", "\"\\", "git", "git -C", "git commit -m", "cd", "(((((", "}}}{{", "bash -c"}) {
    INFO(text);
    CHECK_NOTHROW(read_git_command(text));
  }
  std::string deep = "git commit -a";
  for (int i = 0; i < 40; ++i) deep = "bash -c \"" + deep + "\"";
  CHECK_NOTHROW(read_git_command(deep));
  CHECK_NOTHROW(read_git_command(std::string(2'000'000, ';')));
}

}  // namespace
}  // namespace leaksieve::hook
