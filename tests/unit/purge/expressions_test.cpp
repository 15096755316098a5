// What git filter-repo would make of an expressions file, by the rules of its own reader.
#include "scanner/purge/expressions.h"

#include <algorithm>
#include <set>

#include "tests/support/catch.h"
#include "tests/support/run_command.h"

namespace leaksieve::purge {
namespace {

// The reader of git-filter-repo 2.38 (get_replace_text) and what it does to a blob, in python as there.
constexpr const char* kFilterRepo = R"(
import re, sys
literals, regexes = [], []
for line in open(sys.argv[1], "br"):
    line = line.rstrip(b"\r\n")
    replacement = b"***REMOVED***"
    if b"==>" in line:
        line, replacement = line.rsplit(b"==>", 1)
    if line.startswith(b"regex:"):
        regexes.append((re.compile(line[6:]), replacement))
    else:
        if line.startswith(b"literal:"):
            line = line[8:]
        if line:
            literals.append((line, replacement))
data = sys.stdin.buffer.read()
for literal, replacement in literals:
    data = data.replace(literal, replacement)
for regex, replacement in regexes:
    data = regex.sub(replacement, data)
sys.stdout.buffer.write(data)
)";

std::string filtered(const std::vector<std::string>& forms, const std::string& text) {
  std::vector<Form> all;
  for (const std::string& form : forms) all.push_back({Secret(form), all.size()});
  test::CommandOptions options;
  options.input = text;
  const ExpressionFile file = write_expressions(all);
  // The expressions come as a file of the shell's: process substitution would show nothing in a list of processes
  // either.
  std::string quoted;
  for (const char c : file.text) {
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  }
  const auto result = test::run_command({"bash", "-c", "python3 -c \"$PROGRAM\" <(printf %s '" + quoted + "')"}, [&] {
    options.env["PROGRAM"] = kFilterRepo;
    return options;
  }());
  INFO(result.err);
  REQUIRE(result.exit == 0);
  return result.out;
}

const std::string kGone = "***REMOVED***";

TEST_CASE("a literal goes wherever it stands, whatever it is made of") {
  const std::string form = GENERATE(as<std::string>{}, "plainsecret", "pa==>ss", "==>", "literal:x", "regex:(",
                                    "glob:*", "#comment", " leading", "trailing ", "a\\1b", "$(x)`y`", "p\xC3\xA4ss",
                                    "\xff\xfe bytes", "ends with return\r", "quote'quote\"");
  CHECK(filtered({form}, "a " + form + " b\n" + form) == "a " + kGone + " b\n" + kGone);
}

TEST_CASE("a form that holds another one goes as a whole") {
  CHECK(filtered({"secret", "secret-and-more"}, "secret-and-more secret") == kGone + " " + kGone);
}

TEST_CASE("a form of several lines goes with any line ends and indentation") {
  const std::string key = "-----BEGIN KEY-----\nabcdefghijklmnopqrst\nABCDEFGHIJKLMNOPQRST\nxy==\n-----END KEY-----";
  CHECK(filtered({key}, "k: " + key + "\n") == "k: " + kGone + "\n");
  std::string other;
  for (const char c : key) other += c == '\n' ? "\r\n    " : std::string(1, c);
  CHECK(filtered({key}, "k: " + other + "\r\n") == "k: " + kGone + "\r\n");
  CHECK(filtered({other}, "k: " + key + "\n") == "k: " + kGone + "\n");
  // In one line, as JSON holds it, its long lines go one by one.
  const std::string json = R"("-----BEGIN KEY-----\nabcdefghijklmnopqrst\nABCDEFGHIJKLMNOPQRST\nxy==\n")";
  const std::string left = filtered({key}, json);
  CHECK(left.find("abcdefghijklmnopqrst") == std::string::npos);
  CHECK(left.find("ABCDEFGHIJKLMNOPQRST") == std::string::npos);
}

TEST_CASE("a literal that stands inside of a form of several lines does not break it") {
  const std::string key = "first line of a key\nsecond line of a key";
  CHECK(filtered({"line", key}, key + " line") == kGone + " " + kGone);
}

TEST_CASE("each line of the file is somebody's") {
  const ExpressionFile file =
      write_expressions({{Secret("one"), 7}, {Secret("a long line of a key\nand another one"), 9}});
  CHECK(std::set<std::size_t>(file.leaks.begin(), file.leaks.end()) == std::set<std::size_t>{7, 9});
  CHECK(file.leaks.size() == 3);  // the whole, its one long line, the other form
  CHECK(static_cast<std::size_t>(std::count(file.text.begin(), file.text.end(), '\n')) == file.leaks.size());
  CHECK(write_expressions({}).text.empty());
  CHECK(write_expressions({{Secret(""), 0}}).text.empty());
}

TEST_CASE("what was written is read again as patterns for each value") {
  const std::string key = "-----BEGIN KEY-----\nabcdefghijklmnopqrst\n-----END KEY-----";
  const ExpressionFile file = write_expressions({{Secret("pa==>ss"), 0}, {Secret(key), 1}, {Secret("a\nb"), 2}});
  const auto sought = read_expressions(file.text);
  REQUIRE(sought.ok());
  std::vector<std::string> patterns;
  for (const Sought& one : *sought) patterns.push_back(one.regex);
  std::sort(patterns.begin(), patterns.end());
  CHECK(patterns == std::vector<std::string>{"a\\r?\\n[ \\t]*b", "abcdefghijklmnopqrst", "pa\\x3d\\x3d\\x3ess"});
}

TEST_CASE("a file that a person edited is read, and refused where it does not say what it names") {
  const auto sought = read_expressions("plain\nliteral:x==>y\r\nregex:ab+c==>d\n\n");
  REQUIRE(sought.ok());
  REQUIRE(sought->size() == 3);
  CHECK((*sought)[0].regex == "plain");
  CHECK((*sought)[1].regex == "x");
  CHECK((*sought)[2].regex == "ab+c");
  CHECK((*sought)[2].line == 3);
  CHECK_FALSE(read_expressions("").ok());
  CHECK_FALSE(read_expressions("\n\n").ok());
  const auto glob = read_expressions("x\nglob:*y*\n");
  REQUIRE_FALSE(glob.ok());
  CHECK(glob.error().message.find("line 2") != std::string::npos);
}

}  // namespace
}  // namespace leaksieve::purge
