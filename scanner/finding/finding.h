// A finding: a match that passed the filters, in one buffer. It knows nothing of git.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/secret.h"
#include "scanner/mcp/place.h"

namespace leaksieve::finding {

struct Finding {
  std::uint32_t rule = 0;  // index into RuleSet::rules
  ByteSpan whole;          // in the buffer as given (before any decoding), half-open
  ByteSpan span;           // the secret's bytes in that buffer
  LineColumn position;  // of the secret's first byte; in the decoded text; {0, 0}: the rule told the file by its path
  Secret secret;        // decoded text (UTF-16 becomes UTF-8)
  std::string fingerprint;        // finding/fingerprint.h
  std::string note;               // harmless decoded facts, "" = none
  std::optional<mcp::Place> mcp;  // when it stands in an MCP config
  bool is_lowered = false;        // it failed a check of a rule that then lowers its confidence
  bool allowed_inline = false;    // `leaksieve:allow` or `gitleaks:allow` stands on its line

  // How the buffer has to be decoded to see the secret, a step each: "zip!conf/db.properties → line 7",
  // "base64 → line 1", "html-entities". Empty: it stands there as it is. `whole`, `span` and `position` are then those
  // of the encoded text; a container's are its first byte.
  std::vector<std::string> decoded;
  std::string inner_path;  // of the outermost container's member: what path demands are held against

  // For allowed_at(), when the path or commit was not known at the scan; empty for nearly every finding.
  std::vector<std::uint32_t> pending;       // allowlists (condition AND) whose content half holds
  std::vector<std::uint32_t> outranked_by;  // rules with a path demand that tell this secret better, where it is met
};

// The place that a finding has in an MCP config, for a buffer that is known under `path`: the path names the client.
[[nodiscard]] std::optional<mcp::Place> mcp_place_at(const Finding& finding, Bytes path);

}  // namespace leaksieve::finding
