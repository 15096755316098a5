// The readers: places of bytes, and that nothing in a text can make them fail, hang or read past its end.
#include <random>

#include "scanner/mcp/json_reader.h"
#include "scanner/mcp/servers.h"
#include "scanner/mcp/toml_reader.h"
#include "scanner/mcp/yaml_reader.h"
#include "tests/support/catch.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

// Every node's span and key stand where they say.
void check_spans(const Node& node, const std::string& text) {
  CHECK(node.span.begin <= node.span.end);
  CHECK(node.span.end <= text.size());
  CHECK(node.key_span.end <= text.size());
  for (const Node& child : node.children) check_spans(child, text);
}

TEST_CASE("JSON: escapes keep their places") {
  const std::string text = R"({"a": "x\"y\u0041\nz", 'b': [1, true, null], c: {}})";
  std::size_t at = 0;
  const Node node = read_json(MappedText(text), at);
  CHECK(at == text.size());
  check_spans(node, text);
  REQUIRE(node.children.size() == 3);
  const Node& a = node.children[0];
  CHECK(a.value.text() == "x\"yA\nz");
  CHECK(a.span.of(text) == R"("x\"y\u0041\nz")");
  CHECK(a.value.span({1, 2}).of(text) == R"(\")");
  CHECK(a.value.span({3, 5}).of(text) == R"(\u0041\n)");
  CHECK(a.value.span().of(text) == R"(x\"y\u0041\nz)");
  CHECK(node.children[1].children.size() == 3);
  CHECK(node.children[2].kind == Node::Kind::kObject);
}

TEST_CASE("JSON: broken in every way, the rest is still read") {
  for (const char* text :
       {R"({"a": "b", "k": "v")", R"({"a": {"x": 1, "k": "v"})", R"({"a" "b", "k": "v"})", R"({"a": , "k": "v"})",
        R"({"a": [1, 2, "k": "v"})", R"({,,"k": "v",,})", "{\"a\": \"cut\n\"k\": \"v\"}", R"({"k": "v"]})"}) {
    INFO(text);
    std::size_t at = 0;
    const std::string held(text);
    const Node node = read_json(MappedText(held), at);
    check_spans(node, held);
    const auto find = [](const auto& self, const Node& in) -> bool {
      for (const Node& child : in.children) {
        if ((child.key == "k" && child.value.text() == "v") || self(self, child)) return true;
      }
      return false;
    };
    CHECK((find(find, node) || held.find("[1, 2") != std::string::npos));
  }
}

TEST_CASE("TOML: tables, dotted keys, strings of all kinds") {
  const std::string text =
      "a = 'lit\\eral' # c\n[t]\nb = \"esc\\\"aped\"\n\"q.k\" = \"\"\"\nmany\nlines\"\"\"\n[t.u]\nc = { d = \"e\", f = "
      "[1, 2] }\n"
      "x.y.z = 'deep'\n[[l]]\nn = 'one'\n[[l]]\nn = 'two'\nthis is no TOML\n= 3\n";
  const Node root = read_toml(MappedText(text));
  check_spans(root, text);
  REQUIRE(root.find("a") != nullptr);
  CHECK(root.find("a")->value.text() == "lit\\eral");
  const Node* t = root.find("t");
  REQUIRE(t != nullptr);
  CHECK(t->find("b")->value.text() == "esc\"aped");
  CHECK(t->find("q.k")->value.text() == "many\nlines");
  CHECK(t->find("u")->find("c")->find("d")->value.text() == "e");
  CHECK(t->find("u")->find("x")->find("y")->find("z")->span.of(text) == "'deep'");
  REQUIRE(root.find("l") != nullptr);
  CHECK(root.find("l")->children.size() == 2);
}

TEST_CASE("YAML: blocks, lists, flows, texts, comments") {
  const std::string text =
      "# head\na: 1 # one\nb:\n  c: 'it''s'\n  d: \"x\\ty\"\nl:\n- n: one\n  v: 1\n- n: two\n-  three\nf: {g: h, i: "
      "[j, k]}\nt: |\n  first\n"
      "  second\nz: &anchor value\nlast: x:y\n";
  const Node root = read_yaml(MappedText(text));
  check_spans(root, text);
  CHECK(root.find("a")->value.text() == "1");
  CHECK(root.find("b")->find("d")->value.text() == "x\ty");
  REQUIRE(root.find("l")->children.size() == 3);
  CHECK(root.find("l")->children[1].find("n")->value.text() == "two");
  CHECK(root.find("l")->children[2].value.text() == "three");
  CHECK(root.find("f")->find("i")->children[1].value.text() == "k");
  CHECK(root.find("t")->value.text() == "first\nsecond");
  CHECK(root.find("z")->value.text() == "value");
  CHECK(root.find("last")->span.of(text) == "x:y");
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

TEST_CASE("hostile texts end in time") {
  const std::size_t many = 5000;
  for (const std::string& text :
       {repeated("{\"mcpServers\":", many),
        repeated("[", many) + "mcpServers",
        repeated("mcpServers: {", many),
        repeated("{\"a\":[", many) + "\"mcpServers\":{",
        "mcpServers:\n" + repeated("- ", many),
        repeated("// \"mcpServers\": {\n", many),
        repeated("\\\"mcpServers\\\"", many),
        repeated("/*", many) + "mcpServers",
        "{\"mcpServers\":{\"a\":{\"args\":[" + repeated("\"sh\",\"-c\",\"sh -c 'x=y'\",", many) + "]}}}",
        repeated("claude mcp add ", many),
        repeated("vscode:mcp/install?", many),
        repeated("[mcp_servers.a]\n", many),
        repeated("a.", many) + "mcp_servers.b = 1\n[mcp_servers." + repeated("x.", many) + "]",
        "mcpServers:\n" + repeated(" a:\n", many),
        repeated("mcpServers\n", many),
        repeated("{\"command\":\"npx mcp\",\"args\":[", many),
        repeated("<<<<<<<\nmcpServers\n", many),
        std::string(many, '\0') + "mcpServers" + std::string(many, '\0'),
        "{\"mcpServers\":{\"a\":{\"env\":{\"K\":\"" + repeated("{\\\"a\\\":", many) + "\"}}}}",
        repeated("\"servers\": [{\"url\"", many)}) {
    (void)judge_documents(text, "");
  }
  SUCCEED();
}

TEST_CASE("a nesting deeper than any config is read past") {
  std::string text = "{\"mcpServers\": {\"acme\": {\"x\": " + repeated("{\"y\": ", 1000) + "1" + repeated("}", 1000) +
                     ", \"env\": {\"ACME_TOKEN\": \"" + fake_key(2) + "\"}}}}";
  CHECK(judge_documents(text, "").size() <= 2);
}

TEST_CASE("a large text is read in parts: each server in its place") {
  const std::string server = "\"acme\": {\"command\": \"npx\", \"env\": {\"ACME_TOKEN\": \"" + fake_key(3) + "\"}}";
  const std::string line = "{\"mcpServers\": {" + server + "}}\n";
  const std::string text = line + repeated("some other line of the text\n", 50000) + line +
                           repeated("and another one of its lines\n", 40000) + line;
  REQUIRE(text.size() > std::size_t{2} << 20U);
  const std::vector<JudgedValue> secrets = with_judgement(judge_documents(text, ""), Judgement::kSecret);
  REQUIRE(secrets.size() == 3);
  for (const JudgedValue& secret : secrets) CHECK(secret.span.of(text) == fake_key(3));
  CHECK(secrets.back().span.begin > text.size() - line.size());
}

TEST_CASE("a server is read whole wherever a part of a large text ends, and told once") {
  const std::string server =
      "\"mcpServers\": {\n\"acme\": {\n\"command\": \"npx\",\n\"args\": [\"acme-mcp\"],\n\"env\": {\n"
      "\"ACME_TOKEN\": \"" +
      fake_key(5) + "\"\n}}}\n";
  const std::size_t part = std::size_t{1} << 20U;
  for (std::size_t before = part - server.size() - 2; before <= part + 2; before += 9) {
    CAPTURE(before);
    const std::string text = std::string(before - 1, 'x') + "\n{" + server + "}\n" + std::string(part, 'y') + "\n";
    const std::vector<JudgedValue> secrets = with_judgement(judge_documents(text, ""), Judgement::kSecret);
    REQUIRE(secrets.size() == 1);
    CHECK(secrets[0].span.of(text) == fake_key(5));
    CHECK(secrets[0].server == "acme");
  }
}

TEST_CASE("a value as long as a bundle of certificates is judged") {
  std::string key;
  for (unsigned i = 0; i < 1000; ++i) key += fake_key(i);
  CHECK(secret_places("{\"mcpServers\": {\"acme\": {\"command\": \"npx\", \"env\": {\"ACME_TOKEN\": \"" + key +
                      "\"}}}}") == std::vector<std::string>{"acme env.ACME_TOKEN"});
}

TEST_CASE("any bytes give judgements inside of the text") {
  std::mt19937 random(20261125);
  const std::string base = with_secret(
      "{\"mcpServers\": {\"a\": {\"command\": \"npx\", \"args\": [\"-e\", \"T=x\", \"postgres://u:p@h/d\"], \"env\": "
      "{\"A_TOKEN\": \"@SECRET@\"}}}}\n"
      "[mcp_servers.b]\nenv = { T = \"x\" }\nmcpServers:\n  - name: c\n    env:\n      K: v\nclaude mcp add d -e K=v\n",
      fake_key(5));
  for (int round = 0; round < 3000; ++round) {
    std::string text = base;
    for (int i = 0; i < 6 && !text.empty(); ++i) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 9);
          break;
        case 2:
          text.insert(at, 1, "{}[]\"'\\\n:#/-,="[random() % 14]);
          break;
        default:
          text.resize(at + 1);
      }
    }
    for (const JudgedValue& value : judge_documents(text, "")) {
      if (value.span.begin > value.span.end || value.span.end > text.size())
        FAIL(round << ": " << value.span.begin << ".." << value.span.end);
    }
  }
  SUCCEED();
}

}  // namespace
}  // namespace leaksieve::mcp
