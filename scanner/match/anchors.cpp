// RE2 knows a formula of literals that every match meets; one that is false when all of a few literals are absent needs
// one of these few.
#include "scanner/match/anchors.h"

#include <algorithm>
#include <numeric>

#include <re2/filtered_re2.h>

namespace leaksieve::match {
namespace {

constexpr int kShortest = 3;  // bytes

class Formula {
 public:
  explicit Formula(const std::string& regex) : filter_(kShortest) {
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

}  // namespace

std::vector<std::string> anchors_of(const std::string& regex) {
  const Formula formula(regex);
  const std::vector<std::string>& literals = formula.literals();
  std::vector<bool> absent(literals.size(), true);
  if (literals.empty() || formula.can_match_without(absent)) return {};
  std::vector<std::size_t> shortest_first(literals.size());
  std::iota(shortest_first.begin(), shortest_first.end(), std::size_t{0});
  std::ranges::sort(shortest_first, {}, [&](std::size_t i) { return literals[i].size(); });
  for (const std::size_t i : shortest_first) {
    absent[i] = false;
    if (formula.can_match_without(absent)) absent[i] = true;
  }
  std::vector<std::string> anchors;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (!absent[i]) continue;
    if (literals[i].find('\n') != std::string::npos) return {};
    anchors.push_back(literals[i]);
  }
  return anchors;
}

}  // namespace leaksieve::match
