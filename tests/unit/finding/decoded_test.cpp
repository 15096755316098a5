// What the detector finds in encoded text and in containers, and how it tells it.
#include <string>

#include "scanner/finding/detector.h"
#include "scanner/rules/load.h"
#include "tests/support/archives.h"
#include "tests/support/catch.h"

namespace leaksieve::finding {
namespace {

using test::base64_of;

constexpr const char* kRules =
    "[[rules]]\nid='acme'\nregex='\\bacme_([a-zA-Z0-9]{12})\\b'\nconfidence='high'\n"
    "[[rules]]\nid='weak'\nregex='''(?:password|secret)[\"']?[ =:]{1,3}[\"']?([^\\s\"']{8,40})'''\nconfidence='low'\n"
    "specificity=-9\n"
    "[[rules]]\nid='in-ini'\nregex='ini_([a-z]{8})'\npath='\\.ini$'\n";
constexpr const char* kToken = "acme_Zk3Qw9Xb7LpR";

Detector detector() {
  auto file = rules::parse_rule_file(kRules, "t.toml");
  if (!file) FAIL(file.error().message);
  auto db = match::PatternDb::compile(file->set, {});
  if (!db) FAIL(db.error().message);
  auto made = Detector::make(*db);
  if (!made) FAIL(made.error().message);
  return std::move(*made);
}

// "rule:line:column:secret[step, step]" of every finding.
std::string told(Detector& by, const std::string& text, Bytes path = "") {
  std::vector<Finding> found;
  const Status status = by.scan(text, path, found);
  if (!status) FAIL(status.error().message);
  std::string all;
  for (const Finding& finding : found) {
    all += (all.empty() ? "" : " ") + by.db().rule_set().rules[finding.rule].id + ":" +
           std::to_string(finding.position.line) + ":" + std::to_string(finding.position.column) + ":" +
           finding.secret.reveal();
    if (finding.decoded.empty()) continue;
    all += "[";
    for (const std::string& step : finding.decoded) all += (all.back() == '[' ? "" : ", ") + step;
    all += "]";
  }
  return all;
}

std::string told(const std::string& text, Bytes path = "") {
  Detector by = detector();
  return told(by, text, path);
}

std::string skips_of(const Detector& by) {
  std::string all;
  for (const Skip& skip : by.skips()) all += (all.empty() ? "" : "|") + skip.what + ":" + skip.reason;
  return all;
}

TEST_CASE("base64 is told at its place, with the line in what it says") {
  const std::string encoded = base64_of("first line\nsecond " + std::string(kToken) + "\n");
  CHECK(told("one\n x = \"" + encoded + "\"\n") == "acme:2:7:Zk3Qw9Xb7LpR[base64 → line 2]");
  Detector by = detector();
  std::vector<Finding> found;
  REQUIRE(by.scan("x: " + encoded + ",", "", found));
  REQUIRE(found.size() == 1);
  CHECK(found[0].span == ByteSpan{3, 3 + encoded.size()});
  CHECK(found[0].whole == found[0].span);
  CHECK(told("x: " + base64_of("yaml: " + base64_of("inner " + std::string(kToken)))) ==
        "acme:1:4:Zk3Qw9Xb7LpR[base64 → line 1, base64 → line 1]");
  const std::string lines = test::wrapped(base64_of(std::string(100, 'x') + " " + kToken), 64, "    ");
  CHECK(told("key: |\n" + lines + "next: 1\n") == "acme:2:5:Zk3Qw9Xb7LpR[base64 → line 1]");
}

TEST_CASE("all other writings are read") {
  const std::string end = "me_Zk3Qw9Xb7LpR";
  CHECK(told("?t=%61%63" + end + "&u") == "acme:1:13:Zk3Qw9Xb7LpR[percent-encoding]");
  CHECK(told("\"\\x61c" + end + "\"") == "acme:1:10:Zk3Qw9Xb7LpR[escapes]");
  CHECK(told("\"\\u0061\\u0063" + end + "\"") == "acme:1:17:Zk3Qw9Xb7LpR[escapes]");
  CHECK(told("<a>&#97;&#x63;" + end + "</a>") == "acme:1:18:Zk3Qw9Xb7LpR[html-entities]");
  CHECK(told("t=3D" + std::string(kToken).substr(0, 8) + "=\n" + std::string(kToken).substr(8)) ==
        "acme:1:10:Zk3Qw9Xb7LpR[quoted-printable]");
  CHECK(told("v = 0x61636d655f5a6b3351773958623" + std::string("74c7052 ")) == "acme:1:7:Zk3Qw9Xb7LpR[hex → line 1]");
  CHECK(told(test::compressed(test::compressed("in " + std::string(kToken), "gzip"), "gzip")) ==
        "acme:1:1:Zk3Qw9Xb7LpR[gzip → line 1, gzip → line 1]");
  CHECK(told("x " + base64_of(test::compressed("in " + std::string(kToken), "gzip"))) ==
        "acme:1:3:Zk3Qw9Xb7LpR[base64 → line 1, gzip → line 1]");
}

TEST_CASE("a line goes on in the next by quoted-printable only when it is no longer than that allows") {
  const std::string begin = std::string(kToken).substr(0, 7), rest = std::string(kToken).substr(7);
  for (const std::size_t length : {40U, 76U, 80U}) {  // bytes of the line; the spot is in the next one
    CHECK(told(std::string(length - 9, 'x') + " " + begin + "=\n" + rest + " =3D\n") ==
          "acme:1:" + std::to_string(length - 2) + ":Zk3Qw9Xb7LpR[quoted-printable]");
  }
  CHECK(told(std::string(72, 'x') + " " + begin + "=\n" + rest + " =3D\n").empty());  // a go.sum's end so
}

// Lines with escapes are read as one, up to some length: none is left out, however long lines and what they make are.
TEST_CASE("escapes are read in every line, however many and however far apart they are") {
  const std::string escaped = "\\x61cme_Zk3Qw9Xb7LpR ";
  for (const std::string newline : {"\n", "\r\n"}) {
    for (const std::size_t between : {0U, 100U, 1010U, 1030U, 3000U}) {
      CAPTURE(newline, between);
      std::string text;
      std::size_t tokens = 0;
      while (text.size() < (std::size_t{200} << 10U)) {
        for (unsigned i = 0; i < 5; ++i, ++tokens) text += std::string(between, 'y') + " \\x20\\x20\\n " + escaped;
        text.append(newline).append("no escape is in this line").append(newline);
      }
      Detector by = detector();
      std::vector<Finding> found;
      REQUIRE(by.scan(text, "", found));
      CHECK(found.size() == tokens);
    }
  }
}

TEST_CASE("a name in front of encoded text speaks for what it says") {
  const std::string value = base64_of("hunter2-and-more");
  CHECK(told("kind: Secret\ndata:\n  password: " + value + "\n") == "weak:3:13:hunter2-and-more[base64 → line 1]");
  CHECK(told("kind: ConfigMap\ndata:\n  password: " + value + "\n") == "weak:3:13:" + value);  // as good as it stands
  CHECK(told("password = \"" + base64_of(kToken) + "\"") == "acme:1:13:Zk3Qw9Xb7LpR[base64 → line 1]");  // better
  CHECK(told("password: \"hunter\\u0032-and-more\"") == "weak:1:12:hunter2-and-more[escapes]");
  CHECK(told("password=hunter2%2Dand-more") == "weak:1:10:hunter2%2Dand-more");  // percent belongs to URLs
}

TEST_CASE("what stands there anyway is told once, as it stands") {
  CHECK(told(std::string(kToken) + " %2F &quot; \\x41") == "acme:1:6:Zk3Qw9Xb7LpR");
  CHECK(told("x %2F " + base64_of("and " + std::string(kToken))) == "acme:1:7:Zk3Qw9Xb7LpR[base64 → line 1]");
  CHECK(told(test::archive_of({{"a", kToken}}, "tar")) == "acme:1:518:Zk3Qw9Xb7LpR[tar!a → line 1]");
}

TEST_CASE("a comment that allows a line holds for what is encoded in it, and in what it says") {
  Detector by = detector();
  for (const std::string& text : {base64_of("is " + std::string(kToken)) + " # leaksieve:allow",
                                  base64_of("is " + std::string(kToken) + " # leaksieve:allow")}) {
    std::vector<Finding> found;
    REQUIRE(by.scan(text, "", found));
    REQUIRE(found.size() == 1);
    CHECK(found[0].allowed_inline);
  }
}

TEST_CASE("members of containers are told with their names") {
  const std::string properties = "# x\ntoken = " + std::string(kToken) + "\n";
  const std::string jar = test::archive_of({{"META-INF/x", "y"}, {"conf/db.properties", properties}}, "zip");
  CHECK(told(jar) == "acme:1:1:Zk3Qw9Xb7LpR[zip!conf/db.properties → line 2]");
  CHECK(told(test::archive_of({{"lib/a.jar", jar}}, "tar", "gzip")) ==
        "acme:1:1:Zk3Qw9Xb7LpR[gzip!lib/a.jar → line 1, zip!conf/db.properties → line 2]");
  const std::string data = test::archive_of({{"etc/x", properties}}, "tar", "xz");
  CHECK(told(test::archive_of({{"data.tar.xz", data}}, "ar")) ==
        "acme:1:1:Zk3Qw9Xb7LpR[ar!data.tar.xz → line 1, xz!etc/x → line 2]");
  CHECK(told(test::archive_of({{"a.ini", "ini_kqzwvtxm"}, {"b.txt", "ini_mxtvwzqk"}}, "zip"), "x.jar") ==
        "in-ini:1:1:kqzwvtxm[zip!a.ini → line 1]");
}

TEST_CASE("depths are obeyed, and what is deeper is told") {
  const std::string three = base64_of("aaa " + base64_of("bbb " + base64_of("ccc " + std::string(kToken))));
  Detector by = detector();
  CHECK(told(by, three) == "acme:1:1:Zk3Qw9Xb7LpR[base64 → line 1, base64 → line 1, base64 → line 1]");
  by.decode_depth = 2;
  CHECK(told(by, three).empty());
  by.decode_depth = 0;
  CHECK(told(by, base64_of("aaa " + std::string(kToken))).empty());
  std::string zip = test::archive_of({{"a", std::string(kToken) + std::string(200, '.')}}, "zip");
  CHECK(told(by, zip) == "acme:1:1:Zk3Qw9Xb7LpR[zip!a → line 1]");
  for (const char* name : {"b.zip", "c.zip"}) zip = test::archive_of({{name, zip}}, "zip");
  CHECK(told(by, zip).empty());
  CHECK(skips_of(by) == "c.zip!b.zip:it is packed deeper than --archive-depth");
  by.archive_depth = 3;
  CHECK(told(by, zip) == "acme:1:1:Zk3Qw9Xb7LpR[zip!c.zip → line 1, zip!b.zip → line 1, zip!a → line 1]");
  CHECK(skips_of(by).empty());
  by.archive_depth = 0;
  CHECK(told(by, zip).empty());
  CHECK(skips_of(by).empty());
}

TEST_CASE("what could not be read of a container is told by its name") {
  Detector by = detector();
  const std::string zip = test::archive_of({{"a", "x"}, {"z", std::string(40 << 20, '\0')}}, "zip");
  CHECK(told(by, test::archive_of({{"in.zip", zip}}, "tar")).empty());
  CHECK(skips_of(by) == "in.zip!z:it grows to more than 200 times its size when it is unpacked");
  CHECK(told(by, test::archive_of({{"a", kToken}}, "zip", "", "pw")).empty());
  CHECK(skips_of(by) == "a:it is encrypted");
  CHECK(told(by, "x").empty());
  CHECK(skips_of(by).empty());
  // A guess that was wrong is none.
  CHECK(told(by, "x " + base64_of(std::string("\x1f\x8b\x08", 3) + std::string(30, 'x'))).empty());
  CHECK(skips_of(by).empty());
}

// Versions of an archive have most members in common: one in which nothing was is passed over.
TEST_CASE(
    "a member that was harmless before is another one under another name, and what told something is told again") {
  Detector by = detector();
  for (int i = 0; i < 2; ++i) {
    CHECK(told(by, test::archive_of({{"a.txt", "ini_kqzwvtxm"}, {"b.txt", "nothing"}}, "zip")).empty());
    CHECK(told(by, test::archive_of({{"a.ini", "ini_kqzwvtxm"}, {"b.txt", "nothing"}}, "zip")) ==
          "in-ini:1:1:kqzwvtxm[zip!a.ini → line 1]");
    CHECK(told(by, test::archive_of({{"b.txt", "nothin"}, {"gb.txt", kToken}}, "zip")) ==
          "acme:1:1:Zk3Qw9Xb7LpR[zip!gb.txt → line 1]");
  }
}

TEST_CASE("a large member is known by all of its bytes") {
  Detector by = detector();
  std::string content(300 << 10, '.');
  for (std::size_t i = 0; i < content.size(); i += 61) content[i] = '\n';
  CHECK(told(by, test::archive_of({{"a", content}}, "tar")).empty());
  for (const std::size_t at : {std::size_t{2}, std::size_t{100} << 10, content.size() - 40}) {
    std::string other = content;
    other.replace(at, 19, " " + std::string(kToken) + "\n");
    CAPTURE(at);
    CHECK(told(by, test::archive_of({{"a", other}}, "tar")).starts_with("acme:"));
    CHECK(told(by, test::archive_of({{"a", content}}, "tar")).empty());
  }
}

TEST_CASE(
    "a container in encoded text that was harmless before is passed over, one that told something is told again") {
  Detector by = detector();
  for (int i = 0; i < 2; ++i) {
    CHECK(told(by, "x = \"" + base64_of(test::compressed("nothing to tell", "gzip")) + "\"").empty());
    CHECK(told(by, "x = \"" + base64_of(test::compressed("in " + std::string(kToken), "gzip")) + "\"") ==
          "acme:1:6:Zk3Qw9Xb7LpR[base64 → line 1, gzip → line 1]");
  }
}

TEST_CASE("a member that is a container takes of the budget each time") {
  Detector by = detector();
  std::string content;
  for (std::size_t i = 0; content.size() < std::size_t{36} << 20; ++i)
    content += std::to_string(i) + std::string(90, '.') + "\n";
  const std::string zip = test::archive_of({{"z", content}}, "zip");
  for (int i = 0; i < 2; ++i) {
    CHECK(told(by, test::archive_of({{"in.zip", zip}}, "tar")).empty());
    CHECK(skips_of(by).empty());
    CHECK(told(by, test::archive_of({{"in.zip", zip}, {"too.zip", zip}}, "tar")).empty());
    CHECK(skips_of(by).starts_with("too.zip!z:"));
  }
}

}  // namespace
}  // namespace leaksieve::finding
