// What attribution could not read, each thing once, not without end: a partial clone may lack a million trees.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "scanner/finding/leak.h"

namespace leaksieve::attribution {

class SkipLog {
 public:
  static constexpr std::size_t kToldPerReason = 100;

  void add(std::string what, std::string reason) { by_reason_[std::move(reason)].insert(std::move(what)); }

  // By reason, then by what; over kToldPerReason of one reason are counted only.
  [[nodiscard]] std::vector<finding::Skip> list() const {
    std::vector<finding::Skip> skips;
    for (const auto& [reason, things] : by_reason_) {
      std::size_t told = 0;
      for (const std::string& what : things) {
        if (++told > kToldPerReason) break;
        skips.push_back({what, reason});
      }
      if (things.size() > kToldPerReason) {
        skips.push_back({std::to_string(things.size() - kToldPerReason) + " more objects", reason});
      }
    }
    return skips;
  }

 private:
  std::map<std::string, std::set<std::string>> by_reason_;
};

}  // namespace leaksieve::attribution
