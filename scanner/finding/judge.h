// All filters over one match. Inner header of the finding layer.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "scanner/base/byte_cache.h"
#include "scanner/base/result.h"
#include "scanner/filter/checks.h"
#include "scanner/finding/settle.h"

namespace leaksieve::finding {

// One per thread: it remembers what it thought of the lines that it saw last.
class Judge {
 public:
  // Errors (kUsage): a rule that asks for a check that there is not.
  static Result<Judge> make(std::shared_ptr<const match::PatternDb> db);

  // `path` is "" when unknown.
  [[nodiscard]] Judged judge(const match::Match& match, Bytes text, Bytes path);

 private:
  // What the filters that look at nothing but the secret and its line say.
  struct Opinion {
    bool is_harmless = false;
    bool is_lowered = false;
    std::string note;
  };
  struct OpinionKey {
    std::uint32_t rule = 0;
    ByteSpan secret;  // in the line
    bool operator==(const OpinionKey&) const = default;
    [[nodiscard]] std::size_t hash() const { return rule + (secret.begin << 9U); }
  };

  explicit Judge(std::shared_ptr<const match::PatternDb> db) : db_(std::move(db)) {}

  [[nodiscard]] const std::vector<filter::Check>& checks_of(std::uint32_t rule);
  [[nodiscard]] Opinion form_opinion(Bytes line, const OpinionKey& key);
  [[nodiscard]] Opinion opinion_of(Bytes line, const OpinionKey& key);

  std::shared_ptr<const match::PatternDb> db_;
  std::unordered_map<std::uint32_t, std::vector<filter::Check>> checks_;  // of the rules that were met
  ByteCache<OpinionKey, Opinion> opinions_{8192};
};

}  // namespace leaksieve::finding
