// JSON against a JSON schema, by Debian's python3-jsonschema.
#pragma once

#include <iostream>
#include <string>

#include "tests/support/run_command.h"

namespace leaksieve::test {

inline constexpr const char* kPython = "/usr/bin/python3";

// Prints each violation; exits 0 when there is none. argv: schema, "$ref" inside it or "", "lines" or "document".
inline constexpr const char* kValidate = R"(
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
if sys.argv[2]:
    schema = {"$schema": schema["$schema"], "$ref": sys.argv[2], "$defs": schema["$defs"]}
text = sys.stdin.buffer.read().decode("utf-8")
documents = [json.loads(line) for line in text.splitlines()] if sys.argv[3] == "lines" else [json.loads(text)]
errors = [e for d in documents for e in kind(schema).iter_errors(d)]
for e in errors[:10]:
    print(list(e.absolute_path), e.message[:300])
sys.exit(1 if errors or not documents else 0)
)";

inline bool has_schema_validator() {
  static const bool kHas = run_command({kPython, "-c", "import jsonschema; jsonschema.Draft202012Validator"}).exit == 0;
  return kHas;
}

// Says SKIPPED when there is no validator, so that a test which checked nothing does not look like one that did.
inline bool told_to_skip() {
  if (has_schema_validator()) return false;
  std::cout << "SKIPPED: python3-jsonschema is not installed\n";
  return true;
}

inline CommandResult validate(const std::string& schema, const std::string& ref, const std::string& shape,
                              const std::string& text) {
  CommandOptions options;
  options.input = text;
  return run_command({kPython, "-c", kValidate, schema, ref, shape}, options);
}

}  // namespace leaksieve::test
