#include "scanner/finding/detector.h"

#include <chrono>
#include <string>

#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve::finding {
namespace {

Detector detector_for(const std::string& toml) {
  auto file = rules::parse_rule_file(toml, "t.toml");
  if (!file) FAIL(file.error().message);
  auto db = match::PatternDb::compile(file->set, {});
  if (!db) FAIL(db.error().message);
  auto detector = Detector::make(*db);
  if (!detector) FAIL(detector.error().message);
  return std::move(*detector);
}

std::vector<Finding> scan(Detector& detector, Bytes text, Bytes path = "") {
  std::vector<Finding> found;
  const Status status = detector.scan(text, path, found);
  if (!status) FAIL(status.error().message);
  return found;
}

// "rule:line:column:secret" of every finding.
std::string told(const Detector& detector, const std::vector<Finding>& found) {
  std::string all;
  for (const Finding& finding : found) {
    all += (all.empty() ? "" : " ") + detector.db().rule_set().rules[finding.rule].id + ":" +
           std::to_string(finding.position.line) + ":" + std::to_string(finding.position.column) + ":" +
           finding.secret.reveal();
  }
  return all;
}

std::string utf16le(const std::string& ascii) {
  std::string out;
  for (const char c : ascii) out += std::string{c, '\0'};
  return out;
}

constexpr const char* kAcme = "[[rules]]\nid='acme'\nregex='acme_([a-zA-Z0-9]{12})'\nconfidence='high'\n";

TEST_CASE("a finding has its place, its secret and its name") {
  Detector detector = detector_for(kAcme);
  const std::string text =
      "one\n two acme_Zk3Qw9Xb7LpR;\nacme_Hs6Tn2Vc8JmD # gitleaks:allow\nacme_Hs6Tn2Vc8JmD # leaksieve:allow";
  const auto found = scan(detector, text);
  CHECK(told(detector, found) == "acme:2:11:Zk3Qw9Xb7LpR acme:3:6:Hs6Tn2Vc8JmD acme:4:6:Hs6Tn2Vc8JmD");
  REQUIRE(found.size() == 3);
  CHECK(found[0].whole == ByteSpan{9, 26});
  CHECK(found[0].span == ByteSpan{14, 26});
  CHECK_FALSE(found[0].allowed_inline);
  CHECK(found[1].allowed_inline);
  CHECK(found[2].allowed_inline);
  CHECK(found[0].fingerprint.size() == 21);
  CHECK(found[0].fingerprint != found[1].fingerprint);
}

TEST_CASE("a line is allowed by a comment anywhere in it, however long it is") {
  Detector detector = detector_for(kAcme);
  for (const std::string mark : {"leaksieve:allow", "gitleaks:allow"}) {
    for (std::size_t gap = 0; gap < 600; ++gap) {
      const std::string line = "acme_Hs6Tn2Vc8JmD " + std::string(gap, ':') + " " + mark;
      const auto is_allowed = [&](const std::string& text) { return scan(detector, text).at(0).allowed_inline; };
      REQUIRE(is_allowed(line));
      REQUIRE_FALSE(is_allowed(line.substr(0, line.size() - 1)));
      REQUIRE_FALSE(is_allowed("acme_Hs6Tn2Vc8JmD " + std::string(gap, ':') + ":allow"));
    }
  }
}

TEST_CASE("entropy, stop words, placeholders, checks and allowlists drop") {
  struct Row {
    std::string lines, text;
    bool kept;
  };
  const auto row = GENERATE(values<Row>({
      {"", "acme_Zk3Qw9Xb7LpR", true},
      {"", "acme_xxxxxxxxxxxx", false},
      {"placeholders=false", "acme_xxxxxxxxxxxx", true},
      {"entropy=2.0", "acme_abababababab", false},
      {"entropy=3.0", "acme_Zk3Qw9Xb7LpR", true},
      {"stopwords=['QW9']", "acme_Zk3Qw9Xb7LpR", false},
      {"stopwords=['w.9']", "acme_Zk3Qw9Xb7LpR", true},
      {"[[rules.allowlists]]\nregexes=['^Zk3']", "acme_Zk3Qw9Xb7LpR", false},
      {"[[rules.allowlists]]\nregexes=['acme']", "acme_Zk3Qw9Xb7LpR", true},
      {"[[rules.allowlists]]\nregexTarget='match'\nregexes=['acme']", "acme_Zk3Qw9Xb7LpR", false},
      {"[[rules.allowlists]]\nregexTarget='match'\nregexes=['test']", "test acme_Zk3Qw9Xb7LpR", true},
      {"[[rules.allowlists]]\nregexTarget='line'\nregexes=['test']", "test acme_Zk3Qw9Xb7LpR", false},
      {"[[rules.allowlists]]\nregexTarget='line'\nregexes=['test']", "test\nacme_Zk3Qw9Xb7LpR\ntest", true},
      {"[[rules.allowlists]]\nstopwords=['XB7']", "acme_Zk3Qw9Xb7LpR", false},
      {"[[rules.allowlists]]\ncondition='AND'\nregexes=['^Zk3']\nstopwords=['none']", "acme_Zk3Qw9Xb7LpR", true},
      {"[[rules.allowlists]]\ncondition='AND'\nregexes=['^Zk3']\nstopwords=['xb7']", "acme_Zk3Qw9Xb7LpR", false},
      {"[[allowlists]]\ntargetRules=['acme']\nregexes=['^Zk3']", "acme_Zk3Qw9Xb7LpR", false},
      {"[[allowlists]]\ntargetRules=['other']\nregexes=['^Zk3']", "acme_Zk3Qw9Xb7LpR", true},
  }));
  CAPTURE(row.lines, row.text);
  Detector detector = detector_for(kAcme + row.lines + "\n");
  for (unsigned round = 0; round < 2; ++round) CHECK(scan(detector, row.text).size() == (row.kept ? 1 : 0));
}

TEST_CASE("a secret is judged by its place on its line, whatever was judged before") {
  Detector detector = detector_for("[[rules]]\nid='key'\nregex='key=\\{?([a-zA-Z0-9]{12})'\nconfidence='low'\n");
  for (unsigned round = 0; round < 2; ++round) {
    CHECK(told(detector, scan(detector, "key=Zk3Qw9Xb7LpR")) == "key:1:5:Zk3Qw9Xb7LpR");
    CHECK(told(detector, scan(detector, "key={Zk3Qw9Xb7LpR}")).empty());
    CHECK(told(detector, scan(detector, "key={Zk3Qw9Xb7LpR")) == "key:1:6:Zk3Qw9Xb7LpR");
    CHECK(told(detector, scan(detector, "key={Zk3Qw9Xb7LpR} key=Zk3Qw9Xb7LpR")) == "key:1:24:Zk3Qw9Xb7LpR");
  }
}

TEST_CASE("paths and commits: the same answer whether known at the scan or later") {
  struct Row {
    std::string lines, path, commit;
    bool kept;
  };
  const auto row = GENERATE(values<Row>({
      {"", "a", "c0", true},
      {"path='[.]env$'", "a.env", "c0", true},
      {"path='[.]env$'", "a.txt", "c0", false},
      {"[[rules.allowlists]]\npaths=['^test/']", "test/a", "c0", false},
      {"[[rules.allowlists]]\npaths=['^test/']", "src/a", "c0", true},
      {"[[rules.allowlists]]\ncommits=['C0']", "src/a", "c0", false},
      {"[[rules.allowlists]]\ncommits=['c1']", "src/a", "c0", true},
      {"[[rules.allowlists]]\ncondition='AND'\npaths=['^test/']\nregexes=['^Zk']", "test/a", "c0", false},
      {"[[rules.allowlists]]\ncondition='AND'\npaths=['^test/']\nregexes=['^Zk']", "src/a", "c0", true},
      {"[[rules.allowlists]]\ncondition='AND'\npaths=['^test/']\nregexes=['^Ak']", "test/a", "c0", true},
      {"[[rules.allowlists]]\ncondition='AND'\npaths=['^test/']\ncommits=['c0']", "test/a", "c0", false},
      {"[[rules.allowlists]]\ncondition='AND'\npaths=['^test/']\ncommits=['c0']", "test/a", "c1", true},
      {"[[rules.allowlists]]\ncondition='AND'\npaths=['^test/']\ncommits=['c0']", "src/a", "c0", true},
      {"[[rules.allowlists]]\ncondition='AND'\npaths=['^x/']\nregexes=['^Zk']\n[[rules.allowlists]]\n"
       "condition='AND'\npaths=['^test/']\nregexTarget='line'\nregexes=['demo']",
       "test/a", "c0", false},
      {"[[allowlists]]\npaths=['^test/']", "test/a", "c0", false},
  }));
  CAPTURE(row.lines, row.path, row.commit);
  Detector detector = detector_for(kAcme + row.lines + "\n");
  for (const Bytes path : {Bytes(row.path), Bytes()}) {
    const auto found = scan(detector, "demo acme_Zk3Qw9Xb7LpR", path);
    const bool kept = found.size() == 1 && allowed_at(detector.db(), found[0], row.path, row.commit);
    CHECK(kept == row.kept);
  }
}

TEST_CASE("of overlapping secrets the most specific rule tells") {
  const std::string specific = "specificity=5\n";
  const std::string vague = "[[rules]]\nid='vague'\nregex='key=(\\S+)'\n";
  {
    Detector detector = detector_for(kAcme + specific + vague);
    CHECK(told(detector, scan(detector, "key=acme_Zk3Qw9Xb7LpR key=Hs6Tn2Vc8JmD")) ==
          "acme:1:10:Zk3Qw9Xb7LpR vague:1:27:Hs6Tn2Vc8JmD");
  }
  {  // by confidence, then by length, then by id
    Detector detector = detector_for(kAcme + vague);
    CHECK(told(detector, scan(detector, "key=acme_Zk3Qw9Xb7LpR")) == "acme:1:10:Zk3Qw9Xb7LpR");
    Detector by_length =
        detector_for("[[rules]]\nid='a'\nregex='k_([a-zA-Z0-9]{4})'\n[[rules]]\nid='b'\nregex='k_([a-zA-Z0-9]{8})'\n");
    CHECK(told(by_length, scan(by_length, "k_Zk3Qw9Xb")) == "b:1:3:Zk3Qw9Xb");
    Detector by_id =
        detector_for("[[rules]]\nid='a'\nregex='k_([a-zA-Z0-9]{8})'\n[[rules]]\nid='b'\nregex='k_([a-zA-Z0-9]{8})'\n");
    CHECK(told(by_id, scan(by_id, "k_Zk3Qw9Xb")) == "a:1:3:Zk3Qw9Xb");
  }
}

TEST_CASE("what a specific rule knows to be harmless, a vague one does not tell") {
  const std::string vague = "[[rules]]\nid='vague'\nregex='acme_(\\w+)'\n";
  const std::string text = "acme_Zk3Qw9Xb7LpR";
  const std::string list = "[[rules.allowlists]]\nregexes=['^Zk3']\n";
  Detector shadowed = detector_for(std::string(kAcme) + "specificity=5\n" + list + vague);
  CHECK(scan(shadowed, text).empty());
  CHECK(told(shadowed, scan(shadowed, "acme_Zk3Qw9Xb7LpRmore")) ==
        "vague:1:6:Zk3Qw9Xb7LpRmore");  // more than was judged
  Detector equal = detector_for(std::string(kAcme) + list + vague);
  CHECK(told(equal, scan(equal, text)) == "vague:1:6:Zk3Qw9Xb7LpR");
  // Low entropy only says that this rule is not sure.
  Detector unsure = detector_for(std::string(kAcme) + "specificity=5\nentropy=5\n" + vague);
  CHECK(told(unsure, scan(unsure, text)) == "vague:1:6:Zk3Qw9Xb7LpR");
}

TEST_CASE("a rule with a path demand silences a vaguer one only where the demand is met") {
  const std::string toml =
      std::string(kAcme) + "specificity=5\npath='[.]env$'\n[[rules]]\nid='vague'\nregex='key=(\\S+)'\n";
  Detector detector = detector_for(toml);
  const std::string text = "key=acme_Zk3Qw9Xb7LpR";
  CHECK(told(detector, scan(detector, text, "a.env")) == "acme:1:10:Zk3Qw9Xb7LpR");
  CHECK(told(detector, scan(detector, text, "a.txt")) == "vague:1:5:acme_Zk3Qw9Xb7LpR");
  const auto found = scan(detector, text);
  REQUIRE(found.size() == 2);  // vague, acme: by begin
  CHECK_FALSE(allowed_at(detector.db(), found[0], "a.env", ""));
  CHECK(allowed_at(detector.db(), found[1], "a.env", ""));
  CHECK(allowed_at(detector.db(), found[0], "a.txt", ""));
  CHECK_FALSE(allowed_at(detector.db(), found[1], "a.txt", ""));
  CHECK_FALSE(allowed_at(detector.db(), found[1], "", ""));
}

TEST_CASE("UTF-16 is read, with positions in the text and spans in the file") {
  Detector detector = detector_for(kAcme);
  const std::string text = "one\r\nk=acme_Zk3Qw9Xb7LpR\r\n";
  for (const std::string& mark : {std::string("\xFF\xFE"), std::string()}) {
    const auto found = scan(detector, mark + utf16le(text));
    CHECK(told(detector, found) == "acme:2:8:Zk3Qw9Xb7LpR");
    REQUIRE(found.size() == 1);
    CHECK(found[0].span == ByteSpan{mark.size() + 24, mark.size() + 48});
    CHECK(found[0].fingerprint == scan(detector, text)[0].fingerprint);
  }
  // A mark in front of plain text hides nothing.
  CHECK(told(detector, scan(detector, "\xFF\xFE" + text)) == "acme:2:8:Zk3Qw9Xb7LpR");
}

TEST_CASE("windows give what one scan gives") {
  Detector whole = detector_for(std::string(kAcme) + "[[rules]]\nid='long'\nregex='''<<([^<>]+)>>'''\n");
  Detector windows = detector_for(std::string(kAcme) + "[[rules]]\nid='long'\nregex='''<<([^<>]+)>>'''\n");
  windows.window_bytes = 128 << 10;
  std::string text;
  const std::string filler(7001, '.');
  for (int i = 0; i < 120; ++i) {
    text += filler.substr(0, static_cast<std::size_t>(i * 977 % 7001)) + "\nacme_Zk3Qw9Xb7L" +
            std::to_string(10 + i % 90) + " <<" + filler.substr(0, static_cast<std::size_t>(50 * i)) + "Q7w>>";
  }
  // One across each border of a window's own bytes.
  for (std::size_t border = 64 << 10; border + 20 < text.size(); border += 64 << 10) {
    text.replace(border - 8, 18, "\nacme_Zk3Qw9Xb7LpR");
  }
  const auto expected = scan(whole, text);
  const auto found = scan(windows, text);
  REQUIRE(found.size() == expected.size());
  REQUIRE(found.size() > 100);
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(found[i].span == expected[i].span);
    CHECK(found[i].rule == expected[i].rule);
    CHECK(found[i].position == expected[i].position);
    CHECK(found[i].fingerprint == expected[i].fingerprint);
  }
}

TEST_CASE("a rule that has only a path tells the file") {
  Detector detector =
      detector_for("[[rules]]\nid='file'\npath='(^|/)id_rsa$'\n[[rules.allowlists]]\npaths=['^test/']\n");
  const auto found = scan(detector, "anything", "home/id_rsa");
  REQUIRE(found.size() == 1);
  CHECK(found[0].position == LineColumn{0, 0});
  CHECK(found[0].span.empty());
  CHECK(scan(detector, "anything", "home/id_rsa.pub").empty());
  CHECK(scan(detector, "anything", "test/id_rsa").empty());
  CHECK(scan(detector, "anything", "other/id_rsa")[0].fingerprint != found[0].fingerprint);
}

TEST_CASE("a check that there is not is an error") {
  auto file = rules::parse_rule_file(std::string(kAcme) + "checks=['no-such']\n", "t.toml");
  REQUIRE(file.ok());
  auto db = match::PatternDb::compile(file->set, {});
  REQUIRE(db.ok());
  const auto detector = Detector::make(*db);
  REQUIRE_FALSE(detector.ok());
  CHECK(detector.error().message == "t.toml:1: rule 'acme': there is no check named 'no-such'");
}

TEST_CASE("a neighbour's secret is no part of a weak name") {
  Detector detector = detector_for("[[rules]]\nid='pw'\nkind='password'\nregex='pw=(\\S+)'\nplaceholders=false\n");
  const auto a = scan(detector, "login pw=kestr3l and pw=first1");
  const auto b = scan(detector, "login  pw=kestr3l and pw=second22");
  REQUIRE(a.size() == 2);
  REQUIRE(b.size() == 2);
  CHECK(a[0].fingerprint[0] == 'w');
  CHECK(a[0].fingerprint == b[0].fingerprint);
  CHECK(a[1].fingerprint != b[1].fingerprint);
}

TEST_CASE("a huge line full of findings costs linear time") {
  Detector detector = detector_for(kAcme);
  std::string text;
  constexpr std::size_t kCount = 100'000;
  for (std::size_t i = 0; i < kCount; ++i) text += "acme_Zk3Qw9Xb7LpR,";
  const auto begin = std::chrono::steady_clock::now();
  CHECK(scan(detector, text).size() == kCount);
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() <
        60);  // sanitizers, under load
}

}  // namespace
}  // namespace leaksieve::finding
