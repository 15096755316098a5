// Servers that were judged and have no secret: the next version of a file has most of them again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "scanner/mcp/judged_value.h"

namespace leaksieve::mcp {

struct Server;

// What is judged of a server is decided by its name and its values, wherever they stand. Keeps no secret: servers that
// have one are judged each time, and the others are known by a hash.
class KnownServers {
 public:
  // What was judged of an equal server, without clients; their spans count from where the server's first value begins.
  // Null: none is known.
  std::shared_ptr<const std::vector<JudgedValue>> find(const Server& server);
  // REQUIRED: find() has just said that it does not know `server`.
  void learn(const Server& server, const std::vector<JudgedValue>& values);

 private:
  using Key = std::array<std::uint8_t, 32>;
  static constexpr std::size_t kMostValues = 8192;  // forgotten all at once beyond

  std::map<Key, std::shared_ptr<const std::vector<JudgedValue>>> known_;
  std::size_t values_ = 0;  // of them all, and as many as there are servers
  Key last_{};              // of the server that find() did not know
};

// Where the first of a server's values begins in the text. REQUIRED: it has one.
[[nodiscard]] std::size_t first_value_begin(const Server& server);

}  // namespace leaksieve::mcp
