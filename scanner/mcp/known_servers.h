// Servers that were judged and have no secret: the next version of a file has most of them again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "scanner/mcp/judged_value.h"

namespace leaksieve::mcp {

struct Server;

// What is judged of a server is decided by its name and its values, wherever they stand. Keeps no secret: servers that
// have one are judged each time, and the others are known by a hash.
class KnownServers {
 public:
  // Appends what was judged of an equal server, without clients; false: none is known.
  bool append(const Server& server, std::vector<JudgedValue>& values);
  // REQUIRED: append() has just said that it does not know `server`.
  void learn(const Server& server, const std::vector<JudgedValue>& values);

 private:
  using Key = std::array<std::uint8_t, 32>;
  static constexpr std::size_t kMostValues = 8192;  // forgotten all at once beyond

  std::map<Key, std::vector<JudgedValue>> known_;  // spans: from where the first value begins
  std::size_t values_ = 0;                         // of them all, and as many as there are servers
  Key last_{};                                     // of the server that append() did not know
};

}  // namespace leaksieve::mcp
