// The ledger of rotations: secrets that are dead. It holds fingerprints, no secrets.
//
// Form (docs/baseline.md): {"format": "leaksieve-rotated", "version": 1}, then an entry a line, sorted.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "scanner/base/result.h"
#include "scanner/finding/leak.h"

namespace leaksieve::finding {

inline constexpr std::string_view kLedgerName = ".leaksieve-rotated.jsonl";  // at the root of a repository

struct Rotation {
  std::string fingerprint;
  std::string date;  // a day or a moment in UTC (base/day.h): what was introduced later came back
  std::string by;    // "" = nobody said so
  std::string note;
};

class Ledger {
 public:
  // `name` stands for the file in messages. Errors (kUsage), with "name:line": another form, an unknown key, no
  // fingerprint, no date.
  static Result<Ledger> parse(std::string_view text, const std::string& name);

  [[nodiscard]] std::string text() const;

  // By the leak's fingerprint or an alias; of several the oldest. Null: none.
  [[nodiscard]] const Rotation* find(const Leak& leak) const;

  // Of several with one fingerprint the oldest stays.
  void add(const Rotation& rotation);
  // False when it is not there.
  bool remove(const std::string& fingerprint) { return rotations_.erase(fingerprint) > 0; }
  [[nodiscard]] const std::map<std::string, Rotation>& rotations() const { return rotations_; }  // by fingerprint
  [[nodiscard]] bool empty() const { return rotations_.empty(); }

 private:
  std::map<std::string, Rotation> rotations_;
};

}  // namespace leaksieve::finding
