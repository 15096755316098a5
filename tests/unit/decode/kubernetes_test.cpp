#include "scanner/decode/kubernetes.h"

#include "tests/support/catch.h"

namespace leaksieve::decode {
namespace {

// "key=plain" of each value.
std::string told(const std::string& document) {
  std::string all;
  for (const KubernetesValue& value : kubernetes_values(document)) {
    all += (all.empty() ? "" : " ") + std::string(value.key.of(document)) + "=" + value.plain;
  }
  return all;
}

TEST_CASE("values of a Secret stand under data, in YAML or JSON") {
  CHECK(
      told("kind: Secret\ndata:\n  user: YWRtaW4=\n  # a comment\n\n  'pw': \"aHVudGVyMg==\" # mine\ntype: Opaque\n") ==
      "user=admin pw=hunter2");
  CHECK(told("data:\n  pem: |\n    YWRt\n    aW4=\n  next: YWRtaW4=\n") == "pem=admin next=admin");
  CHECK(told("  data:\n    a: YWRtaW4=\n  b: YWRtaW4=\n") == "a=admin");
  CHECK(told(R"({"kind": "Secret", "data": {"a": "YWRtaW4=", "b":"aHVudGVyMg=="}, "c": "YWRtaW4="})") ==
        "a=admin b=hunter2");
  CHECK(told("stringData:\n  a: YWRtaW4=\n").empty());
  CHECK(told("data:\n  a: not base64!\n  b: /////w==\n  c:\n  d\n").empty());
  CHECK(told("data:").empty());
  CHECK(told("{\"data\": {\"a\": \"YWR").empty());
  CHECK(told("{\"data\"").empty());
}

TEST_CASE("a document ends at lines of dashes") {
  const std::string text = "one\n---\ntwo\n---\nthree";
  CHECK(yaml_document_around(text, 9).of(text) == "\ntwo");
  CHECK(yaml_document_around(text, 0).of(text) == "one");
  CHECK(yaml_document_around(text, text.size() - 1).of(text) == "\nthree");
}

}  // namespace
}  // namespace leaksieve::decode
