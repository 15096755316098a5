#include "scanner/cli/invocation.h"

#include "scanner/cli/progress.h"
#include "scanner/cli/scan_request.h"
#include "tests/support/catch.h"

namespace leaksieve::cli {
namespace {

constexpr std::int64_t kNow = 1710504000;

Result<Invocation> parse(const std::vector<std::string>& arguments) {
  return Invocation::parse(*find_command("scan"), arguments);
}

TEST_CASE("operands and flags may be mixed, and nothing in an operand has a meaning") {
  const auto invocation = parse({"a", "--path", "x", "[b]", "--path", "[c,d]", "--", "--staged", "-x"});
  REQUIRE(invocation.ok());
  CHECK(invocation->operands() == std::vector<std::string>{"a", "[b]", "--staged", "-x"});
  CHECK(invocation->texts("path") == std::vector<std::string>{"x", "[c,d]"});
  CHECK_FALSE(invocation->has("staged"));
}

TEST_CASE("wrong command lines are refused with a word on what is wrong") {
  struct Row {
    std::vector<std::string> arguments;
    const char* part;
  };
  for (const Row& row : std::vector<Row>{{{"--bogus"}, "'--bogus'"},
                                         {{"-Z"}, "'-Z'"},
                                         {{"--since"}, "--since"},
                                         {{"--format", "json", "-f", "text"}, "--format is given 2 times"},
                                         {{""}, "empty"},
                                         {{"--staged=maybe"}, "staged"}}) {
    const auto invocation = parse(row.arguments);
    REQUIRE_FALSE(invocation.ok());
    INFO(invocation.error().message);
    CHECK(invocation.error().kind == ErrorKind::kUsage);
    CHECK(invocation.error().message.find(row.part) != std::string::npos);
    CHECK(invocation.error().message.find("leaksieve scan --help") != std::string::npos);
  }
  CHECK_FALSE(Invocation::parse(*find_command("man"), {"x"}).ok());
  CHECK_FALSE(Invocation::parse(*find_command("rules show"), {"a", "b"}).ok());
  CHECK(parse({"--help", "--since", "nonsense"})->wants_help());
}

scan::Config config_of(std::vector<scan::Setting> settings) {
  scan::Config config;
  config.file = "/repo/.leaksieve.toml";
  config.settings = std::move(settings);
  return config;
}

TEST_CASE("a flag wins over the environment, and that over the config") {
  auto invocation = parse({"--format", "json"});
  REQUIRE(invocation.ok());
  REQUIRE(invocation
              ->add_environment({{"LEAKSIEVE_FORMAT", "sarif"},
                                 {"LEAKSIEVE_THREADS", "3"},
                                 {"LEAKSIEVE_PATH", "a\nb\n"},
                                 {"LEAKSIEVE_SINCE", ""},
                                 {"LEAKSIEVE_QUIET", "0"},
                                 {"LEAKSIEVE_VERBOSE", "1"},
                                 {"LEAKSIEVE_SHOW_SECRETS", "1"},
                                 {"LEAKSIEVE_STAGED", "1"}})
              .ok());
  invocation->add_settings(config_of({{"format", {"text"}, "f:1:1"},
                                      {"threads", {"9"}, "f:2:1"},
                                      {"since", {"2024-01-31"}, "f:3:1"},
                                      {"ignore-file", {"allowed.txt", "/abs"}, "f:4:1"}}));
  CHECK(invocation->text("format") == "json");
  CHECK(invocation->text("threads") == "3");
  CHECK(invocation->texts("path") == std::vector<std::string>{"a", "b"});
  CHECK(invocation->text("since") == "2024-01-31");
  CHECK(invocation->texts("ignore-file") == std::vector<std::string>{"/repo/allowed.txt", "/abs"});
  CHECK_FALSE(invocation->has("quiet"));
  CHECK(invocation->has("verbose"));
  CHECK_FALSE(invocation->has("show-secrets"));  // never by the environment
  CHECK_FALSE(invocation->has("staged"));
  CHECK_FALSE(parse({})->add_environment({{"LEAKSIEVE_QUIET", "perhaps"}}).ok());
}

TEST_CASE("an error names where the wrong value came from") {
  auto invocation = parse({});
  invocation->add_settings(config_of({{"max-blob-size", {"lots"}, "/repo/.leaksieve.toml:7:3"}}));
  const auto options = make_scan_options(*invocation, kNow);
  REQUIRE_FALSE(options.ok());
  CHECK(options.error().message.starts_with("/repo/.leaksieve.toml:7:3: max-blob-size: 'lots'"));
  auto other = parse({});
  REQUIRE(other->add_environment({{"LEAKSIEVE_THREADS", "many"}}).ok());
  CHECK(make_scan_options(*other, kNow).error().message.starts_with("LEAKSIEVE_THREADS: 'many'"));
}

TEST_CASE("flags become options") {
  const auto invocation =
      parse({"--source", "history", "--since", "2024-01-31T00:00:00Z", "--until", "@1706800000", "-p", "src", "-x",
             "*.md", "--max-blob-size", "1M", "-j", "4", "-b", "main", "-i", "ok.txt"});
  REQUIRE(invocation.ok());
  const auto options = make_scan_options(*invocation, kNow);
  REQUIRE(options.ok());
  CHECK(options->sources.history);
  CHECK_FALSE(options->sources.unreachable);
  CHECK(options->since == 1706659200);
  CHECK(options->until == 1706800000);
  CHECK(options->paths == std::vector<std::string>{"src"});
  CHECK(options->excludes == std::vector<std::string>{"*.md"});
  CHECK(options->max_blob_bytes == 1U << 20U);
  CHECK(options->threads == 4);
  CHECK(options->branches == std::vector<std::string>{"main"});
  CHECK(options->ignore_files == std::vector<std::string>{"ok.txt"});
  CHECK_FALSE(options->staged);
  CHECK(make_scan_options(*parse({}), kNow)->sources.all());
  CHECK_FALSE(make_scan_options(*parse({"--since", "now", "--until", "2 days ago"}), kNow).ok());
}

TEST_CASE("contradictions are refused, defaults give way") {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--staged", "--range", "a..b"},
                                             {"--staged", "--source", "history"},
                                             {"--dir", "x", "repo"},
                                             {"--dir", "x", "--stdin"},
                                             {"--stdin", "repo"},
                                             {"--quiet", "--verbose"},
                                             {"--config", "x", "--no-config"},
                                             {"--range", "a..b", "--branch", "b"},
                                             {"--name", "x"}}) {
    INFO(arguments[0]);
    const Status status = check_conflicts(*parse(arguments));
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().kind == ErrorKind::kUsage);
  }
  CHECK(check_conflicts(*parse({"--staged", "--path", "x", "repo"})).ok());
  CHECK(check_conflicts(*parse({"--stdin", "--name", "x"})).ok());
  auto staged = parse({"--staged"});
  REQUIRE(staged->add_environment({{"LEAKSIEVE_SOURCE", "history"}, {"LEAKSIEVE_SINCE", "nonsense"}}).ok());
  CHECK(check_conflicts(*staged).ok());
  const auto options = make_scan_options(*staged, kNow);
  REQUIRE(options.ok());
  CHECK(options->sources.all());
  CHECK_FALSE(options->since.has_value());
}

TEST_CASE("the format follows --format, then the suffix of --output") {
  CHECK(make_report_options(*parse({}))->format->name == "text");
  CHECK(make_report_options(*parse({"-o", "x.sarif"}))->format->name == "sarif");
  CHECK(make_report_options(*parse({"-o", "x.jsonl"}))->format->name == "jsonl");
  CHECK(make_report_options(*parse({"-o", "x.sarif", "-f", "json"}))->format->name == "json");
  CHECK(make_report_options(*parse({"-o", "x.unknown"}))->format->name == "text");
  CHECK_FALSE(make_report_options(*parse({"-f", "xml"})).ok());
  CHECK_FALSE(make_report_options(*parse({"--color", "perhaps"})).ok());
  CHECK_FALSE(make_report_options(*parse({"--output", ""})).ok());
  CHECK_FALSE(make_report_options(*parse({"--exit-code", "256"})).ok());
  CHECK(make_report_options(*parse({"--exit-code", "0"}))->leaks_exit == 0);
  CHECK(make_report_options(*parse({}))->leaks_exit == 1);
  CHECK(make_report_options(*parse({"--color", "always"}))->write.color);
  CHECK_FALSE(make_report_options(*parse({"--color", "never"}))->write.color);
}

TEST_CASE("the progress line tells share, speed and time left") {
  const scan::Progress half{"reading objects", 5000, 10000, 100U << 20U};
  CHECK(progress_line(half, 10, 10, 100) == "reading objects  5,000/10,000  50%  10.0 MiB/s  0:10 left");
  CHECK(progress_line(half, 10, 10, 15) == "reading objects");
  CHECK(progress_line({"attributing", 0, 0, 0}, 1, 1, 100) == "attributing");
  CHECK(progress_line({"reading trees", 12, 0, 0}, 1, 1, 100) == "reading trees  12");
  CHECK(progress_line({"x", 20, 10, 0}, 1, 1, 100) == "x  10/10  100%");
  CHECK(progress_line({"x", 1, 7201, 0}, 1, 1, 100) == "x  1/7,201  0%  2:00:00 left");
}

}  // namespace
}  // namespace leaksieve::cli
