// A finding: a match that passed the filters, in one buffer. It knows nothing of git.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/base/bytes.h"
#include "scanner/base/secret.h"

namespace leaksieve::finding {

struct Finding {
  std::uint32_t rule = 0;   // index into RuleSet::rules
  ByteSpan whole;           // in the buffer as given (before any decoding), half-open
  ByteSpan span;            // the secret's bytes in that buffer
  LineColumn position;      // of the secret's first byte
  Secret secret;            // decoded text (UTF-16 becomes UTF-8)
  std::string fingerprint;  // finding/fingerprint.h
  std::string note;         // harmless decoded facts, "" = none
  bool allowed_inline = false;  // `leaksieve:allow` or `gitleaks:allow` stands on its line
};

}  // namespace leaksieve::finding
