// The layer's face: what the MCP configs in a text hold, value by value. It knows nothing of git.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/mcp/judged_value.h"
#include "scanner/mcp/known_servers.h"

namespace leaksieve::mcp {

// Judges every value of every server in `text`, ordered by place, each place once. `path` adds certainty about the
// client
// ("" = unknown); what is judged, and how, does not depend on it. Any bytes.
[[nodiscard]] std::vector<JudgedValue> judge_documents(Bytes text, Bytes path);

// The same for texts that have much in common, as the versions of a file. One per thread.
class DocumentJudge {
 public:
  enum class Wanted : std::uint8_t {
    kAll,
    kAllIfSecret  // nothing of a text without a secret
  };
  // `places`: find_word_places(text).
  [[nodiscard]] std::vector<JudgedValue> judge(Bytes text, Bytes path, const std::vector<std::size_t>& places,
                                               Wanted wanted = Wanted::kAll);

 private:
  struct JudgedServer {
    std::shared_ptr<const std::vector<JudgedValue>> values;  // without clients
    std::size_t begin = 0;                                   // what their spans count from
    std::string client;
  };
  // Of the server in a part of a text, with places in that part.
  std::vector<JudgedServer> judge_part(Bytes text, const std::string& client, const std::vector<std::size_t>& places);

  KnownServers known_;
};

// The client whose config lies at `path`: its id, or "".
[[nodiscard]] std::string client_at(Bytes path);

}  // namespace leaksieve::mcp
