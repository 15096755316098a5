// RE2 knows a formula of literals that every match meets; one that is false when all of a few literals are absent needs
// one of these few.
#include "scanner/match/anchors.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include <re2/filtered_re2.h>

namespace leaksieve::match {
namespace {

constexpr std::size_t kShortest = 3;  // bytes

class Formula {
 public:
  explicit Formula(const std::string& regex) : filter_(int{kShortest}) {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    int id = 0;
    if (filter_.Add(regex, options, &id) != RE2::NoError) return;
    filter_.Compile(&literals_);
  }
  [[nodiscard]] const std::vector<std::string>& literals() const { return literals_; }

  // Can the regex match a text without the literals marked in `absent`?
  [[nodiscard]] bool can_match_without(const std::vector<bool>& absent) const {
    std::vector<int> present, matching;
    for (std::size_t i = 0; i < absent.size(); ++i) {
      if (!absent[i]) present.push_back(static_cast<int>(i));
    }
    filter_.AllPotentials(present, &matching);
    return !matching.empty();
  }

 private:
  re2::FilteredRE2 filter_;
  std::vector<std::string> literals_;
};

// Words that source text is full of.
constexpr std::array<std::string_view, 26> kCommon = {
    "access", "account", "auth",    "channel", "client", "config",   "http",   "https://", "line",
    "live_",  "name",    "notify",  "owner",   "pass",   "password", "phrase", "private",  "secret",
    "server", "signer",  "storage", "test_",   "token",  "user",     "wallet", "messaging"};

bool is_common(std::string_view literal) {
  return literal.size() == kShortest || std::ranges::find(kCommon, literal) != kCommon.end();
}

std::string longest_in_line(std::string_view literal) {
  std::string_view longest;
  for (;;) {
    const std::string_view line = literal.substr(0, literal.find('\n'));
    if (line.size() > longest.size()) longest = line;
    if (line.size() == literal.size()) return std::string(longest);
    literal.remove_prefix(line.size() + 1);
  }
}

}  // namespace

std::vector<std::string> anchors_of(const std::string& regex) {
  const Formula formula(regex);
  const std::vector<std::string>& literals = formula.literals();
  std::vector<bool> absent(literals.size(), true);
  if (literals.empty() || formula.can_match_without(absent)) return {};
  std::vector<std::size_t> worst_first(literals.size());
  std::iota(worst_first.begin(), worst_first.end(), std::size_t{0});
  std::ranges::sort(worst_first, {},
                    [&](std::size_t i) { return std::pair(!is_common(literals[i]), literals[i].size()); });
  for (const std::size_t i : worst_first) {
    absent[i] = false;
    if (formula.can_match_without(absent)) absent[i] = true;
  }
  std::vector<std::string> anchors;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (!absent[i]) continue;
    std::string anchor = longest_in_line(literals[i]);
    if (anchor.size() < kShortest) return {};
    if (std::ranges::find(anchors, anchor) == anchors.end()) anchors.push_back(std::move(anchor));
  }
  return anchors;
}

}  // namespace leaksieve::match
