// Every form that a config is met in, found by its content alone.
#include "scanner/mcp/unwrap.h"
#include "tests/support/catch.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

struct Form {
  const char* name;
  const char* text;
  const char* place;  // "server field"
};

// clang-format off
const Form kForms[] = {
    {"a whole file", R"({"mcpServers": {"acme": {"command": "npx", "env": {"ACME_TOKEN": "@SECRET@"}}}})", "acme env.ACME_TOKEN"},
    {"a byte order mark and CRLF", "\xef\xbb\xbf{\r\n  \"mcpServers\": {\r\n    \"acme\": {\r\n      \"env\": {\r\n        \"ACME_TOKEN\": \"@SECRET@\"\r\n}}}}\r\n", "acme env.ACME_TOKEN"},
    {"comments and trailing commas", "{\n // one\n \"mcpServers\": { /* two */ \"acme\": { \"command\": \"x\", \"env\": { \"ACME_TOKEN\": \"@SECRET@\", }, }, },\n}", "acme env.ACME_TOKEN"},
    {"a README's code block", "# Use\n\nAdd to your config:\n\n```json\n{\n  \"mcpServers\": {\n    \"acme\": {\n      \"command\": \"npx\",\n      \"env\": { \"ACME_TOKEN\": \"@SECRET@\" }\n    }\n  }\n}\n```\n\nIt's \"done\": enjoy.\n", "acme env.ACME_TOKEN"},
    {"a block that ends too early", "```json\n\"mcpServers\": {\n  \"acme\": {\n    \"command\": \"npx\",\n    \"env\": { \"ACME_TOKEN\": \"@SECRET@\"\n```\nprose { \"with\": \"braces\" }\n", "acme env.ACME_TOKEN"},
    {"a lone snippet", "Then:\n```json\n\"acme\": {\n  \"command\": \"npx\",\n  \"args\": [\"-y\", \"acme-mcp\"],\n  \"env\": { \"ACME_TOKEN\": \"@SECRET@\" }\n}\n```\n", "acme env.ACME_TOKEN"},
    {"a here-document", "#!/bin/sh\nset -e\ncat > ~/.cursor/mcp.json <<'EOF'\n{ \"mcpServers\": { \"acme\": { \"url\": \"https://x.example.org/mcp\", \"headers\": { \"Authorization\": \"Bearer @SECRET@\" } } } }\nEOF\necho done\n", "acme headers.Authorization"},
    {"a devcontainer", R"({"image": "x", "customizations": {"vscode": {"mcp": {"servers": {"acme": {"command": "npx", "env": {"ACME_TOKEN": "@SECRET@"}}}}}}})", "acme env.ACME_TOKEN"},
    {"an editor's settings", R"({"editor.fontSize": 12, "mcp.servers": {"acme": {"command": "npx", "env": {"ACME_TOKEN": "@SECRET@"}}}})", "acme env.ACME_TOKEN"},
    {"projects of Claude Code", R"({"numStartups": 3, "projects": {"/home/a": {"mcpServers": {"acme": {"command": "x", "env": {"ACME_TOKEN": "@SECRET@"}}}}}})", "acme env.ACME_TOKEN"},
    {"JSON in a JSON string", R"({"body": "{\"mcpServers\": {\"acme\": {\"command\": \"npx\", \"env\": {\"ACME_TOKEN\": \"@SECRET@\"}}}}"})", "acme env.ACME_TOKEN"},
    {"JSON in JSON in JSON", R"({"a": "{\"b\": \"{\\\"mcpServers\\\": {\\\"acme\\\": {\\\"env\\\": {\\\"ACME_TOKEN\\\": \\\"@SECRET@\\\"}}}}\"}"})", "acme env.ACME_TOKEN"},
    {"a notebook's cell", "{\"cells\": [{\"source\": [\n  \"config = {\\n\",\n  \"  \\\"mcpServers\\\": {\\n\",\n  \"    \\\"acme\\\": {\\\"command\\\": \\\"npx\\\",\\n\",\n  \"      \\\"env\\\": {\\\"ACME_TOKEN\\\": \\\"@SECRET@\\\"}}}}\\n\"\n]}]}", "acme env.ACME_TOKEN"},
    {"a commented-out block", "{\n  \"mcpServers\": {\n    // \"acme\": {\n    //   \"command\": \"npx\",\n    //   \"env\": { \"ACME_TOKEN\": \"@SECRET@\" }\n    // },\n    \"b\": { \"command\": \"x\" }\n  }\n}", "acme env.ACME_TOKEN"},
    {"a commented-out member", "{\"mcpServers\": {\"acme\": {\"command\": \"x\",\n// \"env\": {\"ACME_TOKEN\": \"@SECRET@\"},\n\"args\": []}}}", "acme env.ACME_TOKEN"},
    {"a file that is commented out", "# {\n#   \"mcpServers\": {\n#     \"acme\": { \"command\": \"npx\",\n#       \"env\": { \"ACME_TOKEN\": \"@SECRET@\" } }\n#   }\n# }\n", "acme env.ACME_TOKEN"},
    {"commented-out TOML", "[mcp_servers.b]\ncommand = \"x\"\n\n# [mcp_servers.acme]\n# command = \"npx\"\n# env = { ACME_TOKEN = \"@SECRET@\" }\n", "acme env.ACME_TOKEN"},
    {"commented-out YAML", "mcpServers:\n  acme:\n    command: npx\n    env:\n      LEVEL: info\n      # ACME_TOKEN: @SECRET@\n", "acme env.ACME_TOKEN"},
    {"TOML with dotted keys", "mcp_servers.acme.command = \"npx\"\nmcp_servers.acme.env.ACME_TOKEN = '@SECRET@'\n", "acme env.ACME_TOKEN"},
    {"TOML with text of several lines", "[mcp_servers.acme]\ncommand = \"x\"\n[mcp_servers.acme.env]\nACME_TOKEN = \"\"\"\n@SECRET@\"\"\"\n", "acme env.ACME_TOKEN"},
    {"YAML in a flow", "mcpServers:\n  acme: {command: npx, args: [-y, acme-mcp], env: {ACME_TOKEN: @SECRET@}}\n", "acme env.ACME_TOKEN"},
    {"YAML around JSON (a ConfigMap)", "kind: ConfigMap\ndata:\n  mcp.json: |\n    {\n      \"mcpServers\": {\n        \"acme\": { \"command\": \"npx\", \"env\": { \"ACME_TOKEN\": \"@SECRET@\" } }\n      }\n    }\n", "acme env.ACME_TOKEN"},
    {"a program's literal", "const client = new Client({\n  mcpServers: {\n    acme: {\n      command: 'npx',\n      env: { ACME_TOKEN: '@SECRET@', B: process.env.B },\n    },\n  },\n});\n", "acme env.ACME_TOKEN"},
    {"a Python literal", "agent = Agent(mcp_servers=[{'type': 'url', 'url': 'https://x.example.org/mcp', 'name': 'acme', 'authorization_token': '@SECRET@'}])\n", "acme authorization_token"},
    {"claude mcp add", "Run:\n\n    claude mcp add acme -s user -e ACME_TOKEN=@SECRET@ -- npx -y acme-mcp\n", "acme env.ACME_TOKEN"},
    {"claude mcp add over several lines", "claude mcp add --transport http acme https://x.example.org/mcp \\\n  --header \"Authorization: Bearer @SECRET@\"\n", "acme headers.Authorization"},
    {"claude mcp add-json", R"(claude mcp add-json acme '{"command":"npx","env":{"ACME_TOKEN":"@SECRET@"}}')", "acme env.ACME_TOKEN"},
    {"code --add-mcp", R"(code --add-mcp "{\"name\":\"acme\",\"command\":\"npx\",\"env\":{\"ACME_TOKEN\":\"@SECRET@\"}}")", "acme env.ACME_TOKEN"},
    {"crush's command", "mcp add acme --type http --url https://x.example.org/mcp --header X-Api-Key \"@SECRET@\"\n", "acme headers.X-Api-Key"},
    {"mcp-remote", "npx mcp-remote https://x.example.org/sse --header \"X-Api-Key: @SECRET@\"\n", "mcp-remote headers.X-Api-Key"},
    {"an assignment before npx", "ACME_TOKEN=@SECRET@ npx -y acme-mcp\n", "acme-mcp env.ACME_TOKEN"},
    {"a VS Code link", "[Install](vscode:mcp/install?%7B%22name%22%3A%22acme%22%2C%22command%22%3A%22npx%22%2C%22env%22%3A%7B%22ACME_TOKEN%22%3A%22@SECRET@%22%7D%7D)", "acme env.ACME_TOKEN"},
    {"a VS Code link in a link", "https://insiders.vscode.dev/redirect?url=vscode-insiders%3Amcp%2Finstall%3F%257B%2522name%2522%253A%2522acme%2522%252C%2522env%2522%253A%257B%2522ACME_TOKEN%2522%253A%2522@SECRET@%2522%257D%257D", "acme env.ACME_TOKEN"},
    {"a redirect with config", "https://vscode.dev/redirect/mcp/install?name=acme&config=%7B%22command%22%3A%22npx%22%2C%22env%22%3A%7B%22ACME_TOKEN%22%3A%22@SECRET@%22%7D%7D", "acme env.ACME_TOKEN"},
    {"a merge conflict", "{\"mcpServers\": {\"acme\": {\n\"command\": \"x\",\n\"env\": {\n<<<<<<< HEAD\n\"ACME_TOKEN\": \"${ACME_TOKEN}\"}\n=======\n\"ACME_TOKEN\": \"@SECRET@\"}\n>>>>>>> theirs\n}}}", "acme env.ACME_TOKEN"},
    {"cut in the middle", "{\"mcpServers\": {\"acme\": {\"command\": \"npx\", \"env\": {\"ACME_TOKEN\": \"@SECRET@\", \"X\": \"", "acme env.ACME_TOKEN"},
    {"missing commas", "{\"mcpServers\": {\"acme\": {\"command\": \"npx\"\n\"env\": {\"LEVEL\": \"info\"\n\"ACME_TOKEN\": \"@SECRET@\"}}}}", "acme env.ACME_TOKEN"},
};
// clang-format on

TEST_CASE("a config is found in every form") {
  unsigned number = 100;
  for (const Form& form : kForms) {
    const std::string secret = fake_key(number++);
    const std::string text = with_secret(form.text, secret);
    INFO(form.name << "\n" << form.text);
    const std::vector<JudgedValue> secrets = with_judgement(judge_documents(text, ""), Judgement::kSecret);
    REQUIRE(secrets.size() == 1);
    CHECK(secrets[0].value == secret);
    CHECK(secrets[0].span.of(text) == secret);
    CHECK(secrets[0].server + " " + secrets[0].field == form.place);
  }
}

TEST_CASE("a Cursor link holds base64") {
  const std::string secret = fake_key(1);
  const std::string json = R"({"command":"npx","env":{"ACME_TOKEN":")" + secret + R"("}})";
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (std::size_t i = 0; i < json.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8U | (i + k < json.size() ? static_cast<unsigned char>(json[i + k]) : 0U);
    for (unsigned k = 0; k < 4; ++k) base64 += i + k <= json.size() ? kAlphabet[(bits >> (18U - 6U * k)) & 63U] : '=';
  }
  const std::string text = "[add](cursor://anysphere.cursor-deeplink/mcp/install?name=acme&config=" + base64 + ")\n";
  const std::vector<JudgedValue> secrets = with_judgement(judge_documents(text, "README.md"), Judgement::kSecret);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0].value == secret);
  CHECK(secrets[0].client == "cursor");
  CHECK(secrets[0].server == "acme");
  const auto raw = base64_decoded(MappedText(secrets[0].span.of(text)));
  CHECK(text.find(base64) < secrets[0].span.begin);
}

TEST_CASE("a comment's value is told as such") {
  const std::string text = with_secret(
      "{\"mcpServers\": {\"a\": {\"command\": \"x\",\n// \"env\": {\"A_TOKEN\": \"@SECRET@\"}\n}}}", fake_key(3));
  const std::vector<JudgedValue> secrets = with_judgement(judge_documents(text, ""), Judgement::kSecret);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0].is_commented);
  CHECK(secrets[0].reason.find("commented out") != std::string::npos);
}

TEST_CASE("what is no MCP config gives nothing") {
  for (
      const char* text :
      {R"({"openapi": "3.0.0", "servers": [{"url": "https://api.example.org/v1", "description": "x"}], "token": "abc"})",
       "services:\n  db:\n    image: postgres\n    command: npx serve\n    environment:\n      POSTGRES_PASSWORD: "
       "hunter22xyz\n",
       R"({"version": "2.0.0", "tasks": [{"label": "x", "type": "shell", "command": "npx", "args": ["mcp"], "env": {"A": "b"}}]})",
       "The key mcpServers is an object. `command` is a string, \"env\" another object.\n", "mcpServers",
       "mcpServers:", "{", ""}) {
    INFO(text);
    CHECK(with_judgement(judge_documents(text, ""), Judgement::kSecret).empty());
  }
}

TEST_CASE("behind an API's servers all else of the file is looked at") {
  const std::string secret = fake_key(5);
  const std::string table =
      with_secret("mcpServers:\n  acme:\n    command: npx\n    env:\n      ACME_TOKEN: @SECRET@\n", secret);
  const std::vector<std::string> wanted = {"acme env.ACME_TOKEN"};
  for (const std::string servers :
       {"servers:\n- url: https://api.acme.io\n", "servers:\n  - url: https://api.acme.io\n",
        "api:\n  servers:\n    - url: https://api.acme.io\n", "servers: []\n",
        "servers:\n- url: https://api.acme.io\n\n# more\n---\n"}) {
    CAPTURE(servers);
    CHECK(secret_places("openapi: 3.1.0\n" + servers + "paths:\n  /ask: {}\n" + table) == wanted);
    CHECK(secret_places(servers + table + "paths: {}\n") == wanted);
    CHECK(secret_places(table + servers) == wanted);
    CHECK(secret_places("x:\n" + servers +
                        "`"
                        "``\n" +
                        table) == wanted);
  }
  CHECK(secret_places(with_secret("servers:\n- name: acme\n  type: sse\n  url: https://acme.io/mcp\n  headers:\n"
                                  "    X-Token: @SECRET@\nother: 1\n",
                                  secret)) == std::vector<std::string>{"acme headers.X-Token"});
}

TEST_CASE("an apostrophe behind a command hides nothing of what follows") {
  const std::string table = with_secret(
      "```json\n{\"mcpServers\": {\"acme\": {\"command\": \"npx\", \"env\": {\"ACME_TOKEN\": \"@SECRET@\"}}}}\n```\n",
      fake_key(4));
  for (const std::string prose : {"Run npx acme-mcp, don't forget a token:\n\n", "(`x` and npx mcp's)\n",
                                  "'npx acme-mcp':\n", "echo \"npx acme-mcp\"\n"}) {
    CAPTURE(prose);
    CHECK(secret_places(prose + table + "It's all.\n") == std::vector<std::string>{"acme env.ACME_TOKEN"});
  }
  CHECK(secret_places(with_secret("npx acme-mcp --headers='{\n\"X-Token\": \"@SECRET@\"}'\n", fake_key(4))).size() ==
        1);
  CHECK(secret_places(with_secret("npx acme-mcp --api-key=a'@SECRET@'\n", fake_key(4))).size() == 1);
}

// TypeScript has colons and indentation like YAML, and programs that speak MCP have the words that lead to configs.
TEST_CASE("a program is not read as YAML") {
  for (const char* text :
       {"const transport = {\n  command: string,\n  args: string[],\n  authToken: resolvedToken,\n  env: {\n"
        "    ...process.env,\n    MCP_PROXY_TOKEN: sessionToken,\n  },\n};\n",
        "export const serverSchema = z.object({\n  type: z.literal('stdio'),\n  command: z.string(),\n"
        "  args: z.array(z.string()),\n  env: z.record(z.string()),\n  sessionUpdate: z.literal('plan'),\n"
        "  password: z.string().min(1).optional(),\n});\n",
        "switch (mcp) {\n  case 'mcp':\n    command: run;\n    env: x;\n    args: y;\n    case 'Bearer':\n"
        "      if (!frontmatter.token) {\n        throw new Error(\n",
        "  mcpServers:\n  acme:\n    command: npx\n    args: []\n  function entry(auth: AuthOptions): string {\n"
        "    setShown((prev) => {\n    return shown ? { ...rest, [newKey]: true } : rest;\n"
        "    authAcceptedWithoutToken?: boolean;\n    console.log(\"   Auth: disabled (OMIT_AUTH)\\n\");\n"
        "    const authToken = config.omitAuth ? \"\" : randomBytes2(32).toString(\"hex\");\n"
        "    Send cookies (credentials: include)\n"}) {
    CAPTURE(text);
    CHECK(secret_places(text).empty());
  }
  CHECK(secret_places(with_secret("mcpServers:\n  My Server's tools:\n    <<: *base\n    command: npx\n    env:\n"
                                  "      ACME_TOKEN: \"@SECRET@\",\n",
                                  fake_key(8))) == std::vector<std::string>{"My Server's tools env.ACME_TOKEN"});
}

TEST_CASE("YAML that looks like a program is still YAML") {
  const std::string head = "mcpServers:\n  GitHub (work):\n    command: npx\n";
  for (const std::string body : {"    env:\n      ACME_TOKEN: @SECRET@,\n",
                                 "    env: {\n      LEVEL: info,\n      ACME_TOKEN: @SECRET@,\n    }\n",
                                 "    args: [\n      -y,\n      --api-key,\n      @SECRET@\n    ]\n",
                                 "    args:\n      - --header\n      - X-Api-Key: @SECRET@\n",
                                 "    env:\n      CONN: Server=db.acme.io;User Id=app;Password=@PASSWORD@!;\n",
                                 "    env:\n    - AUTH=Authorization: Bearer @SECRET@\n"}) {
    CAPTURE(body);
    const auto places = secret_places(with_secret(head + body, fake_key(6)));
    REQUIRE(places.size() == 1);
    CHECK(places[0].starts_with("GitHub (work) "));
  }
  CHECK(secret_places(with_secret(head + "  GitHub [home]:\n    command: npx\n    env:\n      ACME_TOKEN: @SECRET@\n",
                                  fake_key(7))) == std::vector<std::string>{"GitHub [home] env.ACME_TOKEN"});
}

TEST_CASE("a package's name inside of a longer word is no command") {
  const std::string digest = "9be28dad4e80f56408a991a11b72ac99" + std::string("eefcb6e6");
  for (const std::string& line :
       {digest + "\t{\"key\":\"pacote:tarball:@modelcontextprotocol/sdk@1.16.0\",\"etag\":\"" + digest + "\"}\n",
        digest + "  https://registry.npmjs.org/@modelcontextprotocol/sdk/-/sdk-1.16.0.tgz\n"}) {
    CAPTURE(line);
    CHECK(secret_places(line).empty());
  }
  for (const std::string before : {"npx -y ", "deno run npm:", "node ./node_modules/"}) {
    CAPTURE(before);
    CHECK(secret_places(with_secret(before + "@modelcontextprotocol/server-acme --api-key @SECRET@\n", fake_key(3)))
              .size() == 1);
  }
}

TEST_CASE("a pnpm-lock.yaml is no config, unless it holds what one has") {
  const std::string packages =
      "lockfileVersion: '9.0'\n\npackages:\n\n  '@modelcontextprotocol/sdk@1.29.0(zod@4.4.3)':\n"
      "    resolution: {integrity: sha512-x}\n\n  shebang-command: 2.0.0\n\nsnapshots:\n\n"
      "  acme(@modelcontextprotocol/sdk@1.29.0(zod@4.4.3)):\n    key: '" +
      fake_key(1) + "'\n";
  CHECK(judge_documents(packages, "").empty());
  CHECK(secret_places(packages +
                      with_secret("mcpServers:\n  acme:\n    command: npx\n    env:\n      ACME_TOKEN: @SECRET@\n",
                                  fake_key(2))) == std::vector<std::string>{"acme env.ACME_TOKEN"});
}

TEST_CASE("a package-lock.json is no config, unless it holds what one has") {
  const std::string packages =
      "{\n  \"name\": \"acme\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    "
      "\"node_modules/@modelcontextprotocol/sdk\": "
      "{\"bin\": {\"shebang-command\": \"x\", \"@acme/mcp\": \"y\"}, \"funding\": {\"type\": \"http\", \"url\": "
      "\"https://acme.io/?token=" +
      fake_key(1) + "\"}}";
  CHECK(judge_documents(packages + "}}", "").empty());
  const std::string server =
      "\"acme\": {\"command\": \"npx\", \"args\": [\"acme-mcp\"], \"env\": {\"ACME_TOKEN\": \"" + fake_key(2) + "\"}}";
  for (const std::string& config : {"\"mcpServers\": {" + server + "}", server}) {
    CHECK(secret_places(packages + "}, " + config + "}").back() == "acme env.ACME_TOKEN");
  }
}

}  // namespace
}  // namespace leaksieve::mcp
