#include "scanner/match/value_rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "scanner/match/assigned_value.h"

namespace leaksieve::match {
namespace {

constexpr std::uint32_t kAskedOften = 32;  // times: then what is near has cost as much as to see whether it matters
constexpr std::size_t kInName = 1U << 20, kInLine = 1U << 19;  // ranks; less: the word's end in the lines before

// A pattern that fits the same values, none of which has more than kLongestValue bytes: repeats up to that many or more
// go on without an end. RE2 unrolls bounded ones: it took 22 ms for a JWT's three.
std::string without_far_bounds(const std::string& pattern) {
  static const RE2 kRepeat(R"(^\{(\d+),(\d+)\})");
  std::string out;
  bool is_in_class = false;
  for (std::size_t at = 0; at < pattern.size();) {
    std::size_t size = pattern[at] == '\\' ? std::min<std::size_t>(2, pattern.size() - at) : 1;
    re2::StringPiece rest(pattern.data() + at, pattern.size() - at);
    std::size_t least = 0, most = 0;
    if (!is_in_class && pattern[at] == '{' && RE2::Consume(&rest, kRepeat, &least, &most) && most >= kLongestValue) {
      out += fmt::format("{{{},}}", least);
      at = pattern.size() - rest.size();
      continue;
    }
    if (size == 1 && pattern[at] == (is_in_class ? ']' : '[')) {
      is_in_class = !is_in_class;
      while (is_in_class && at + size < pattern.size() && (pattern[at + size] == '^' || pattern[at + size] == ']'))
        ++size;
    }
    out += pattern.substr(at, size);
    at += size;
  }
  return out;
}

// Each rule once, with its highest rank; the highest first, then in order.
void settle(std::vector<Fit>& fits) {
  std::ranges::sort(fits,
                    [](const Fit& a, const Fit& b) { return std::pair(a.rule, b.rank) < std::pair(b.rule, a.rank); });
  const auto is_same = [](const Fit& a, const Fit& b) { return a.rule == b.rule; };
  fits.erase(std::unique(fits.begin(), fits.end(), is_same), fits.end());
  std::ranges::stable_sort(fits, std::ranges::greater(), &Fit::rank);
}

}  // namespace

void ValueRules::prepare() const {
  std::vector<std::pair<std::string_view, std::uint32_t>> owned;
  const auto regex_of = [this](const std::string& pattern) {
    LazyRegex& regex = regexes_[pattern];
    if (regex.empty()) regex.set(without_far_bounds(pattern));
    return &regex;
  };
  entries_.resize(set_.rules.size());
  for (std::uint32_t i = 0; i < set_.rules.size(); ++i) {
    if (!set_.rules.traits(i).is_value_rule) continue;
    const rules::Rule& rule = set_.rules[i];
    entries_[i] = {regex_of(rule.value), rule.name.empty() ? nullptr : regex_of(rule.name), rule.quoted};
    if (rule.near.empty()) {
      free_.push_back(i);
    } else {
      near_.push_back(entries_[i]);
    }
    for (const std::string& word : rule.near) {
      if (!word.empty()) owned.emplace_back(word, i);
    }
  }
  std::ranges::sort(near_);
  near_.erase(std::unique(near_.begin(), near_.end()), near_.end());
  std::ranges::sort(owned);
  std::vector<std::string_view> words;
  for (const auto& [word, rule] : owned) {
    if (words.empty() || words.back() != word) {
      words.push_back(word);
      owners_from_.push_back(owners_.size());
    }
    owners_.push_back(rule);
  }
  owners_from_.push_back(owners_.size());
  words_ = NearWords(std::move(words));
}

// Rules whose word is near.
std::vector<Fit> ValueRules::candidates(Bytes text, const Surroundings& near) const {
  std::vector<Fit> found;
  std::vector<NearWords::Place> places;
  const auto look = [&](const ByteSpan& where, auto rank_of) {
    places.clear();
    words_.append_places(where.of(text), places);
    for (const NearWords::Place& place : places) {
      const std::size_t rank = rank_of(place.end);
      for (std::size_t i = owners_from_[place.word]; i < owners_from_[place.word + 1]; ++i) {
        if (rank == kInName || !set_.rules[owners_[i]].near_in_name) found.push_back({owners_[i], rank});
      }
    }
  };
  const auto in_name = [](std::size_t) { return kInName; };
  const auto in_line = [](std::size_t) { return kInLine; };
  look(near.name, in_name);
  look(near.line, in_line);
  look(near.behind, in_line);
  look(near.before, [](std::size_t end) { return end; });
  settle(found);
  return found;
}

const ValueRules& ValueRules::prepared() const {
  std::call_once(once_, [this] { prepare(); });
  return *this;
}

bool ValueRules::Entry::fits(Bytes text, const Assignment& assignment) const {
  return (!wants_quotes || assignment.is_quoted) && value->fits(text) &&
         (name == nullptr || name->found_in(assignment.plain));
}

std::vector<Fit> ValueRules::fitting_anywhere(Bytes value, const Assignment& assignment) const {
  std::vector<Fit> fit;
  for (const std::uint32_t rule : prepared().free_) {
    if (entries_[rule].fits(value, assignment)) fit.push_back({rule, 0});
  }
  return fit;
}

bool ValueRules::may_fit_near(Bytes value, const Assignment& assignment) const {
  return std::ranges::any_of(prepared().near_, [&](const Entry& entry) { return entry.fits(value, assignment); });
}

void ValueRules::add_fitting_near(Bytes text, const Assignment& assignment, const Surroundings& near,
                                  std::vector<Fit>& fit) const {
  const Bytes value = assignment.value.of(text);
  std::size_t least = 1;  // what lies farther is not told
  for (const Fit& candidate : prepared().candidates(text, near)) {
    if (candidate.rank < least) break;
    if (!entries_[candidate.rule].fits(value, assignment)) continue;
    fit.push_back(candidate);
    if (set_.rules[candidate.rule].path.empty()) least = candidate.rank;
  }
}

bool ValueMatcher::match(Bytes text, Bytes path, std::size_t begin, std::vector<Match>& out) {
  static_assert(kValueReach > kAssignmentReach + kSurroundingsReach);
  const std::optional<Assignment> assignment = assignment_at(text, begin);
  return assignment && match_one(text, path, *assignment, out);
}

// They depend on nothing but the assignment and its surroundings. A catalogue or a lock file assigns the same value to
// the same name a thousand times, each time in another place; mostly it is one that no rule wants anywhere.
const std::vector<Fit>& ValueMatcher::fitting(Bytes text, const Assignment& assignment) {
  const Bytes value = assignment.value.of(text);
  key_.assign(value).append(assignment.plain);
  auto& own = by_value_.entry_of(key_, {assignment.is_quoted, value.size()});
  ByValue& by_value = own.value;
  if (!own.is_done) own = {true, {rules_.fitting_anywhere(value, assignment)}};
  if (!by_value.may_fit_near) return by_value.anywhere;
  const Surroundings near = surroundings_of(text, assignment);
  const std::size_t begin = near.before.begin;
  const auto from_begin = [begin](const ByteSpan& span) { return ByteSpan{span.begin - begin, span.end - begin}; };
  key_.assign(text.substr(begin, near.behind.end - begin)).append(assignment.plain);
  const Key key{assignment.is_quoted, near.line.begin - begin, from_begin(assignment.name),
                from_begin(assignment.value), assignment.plain.size()};
  auto& entry = fitting_.entry_of(key_, key);
  if (entry.is_done) return entry.value;
  if (++by_value.asked_near == kAskedOften) {
    by_value.may_fit_near = rules_.may_fit_near(value, assignment);
    if (!by_value.may_fit_near) return by_value.anywhere;
  }
  entry = {true, by_value.anywhere};
  rules_.add_fitting_near(text, assignment, near, entry.value);
  return entry.value;
}

bool ValueMatcher::match_one(Bytes text, Bytes path, const Assignment& assignment, std::vector<Match>& out) {
  std::size_t best = 1;  // of rules that need a word near by
  const ByteSpan whole{std::min(assignment.name.begin, assignment.value.begin), assignment.value.end};
  const std::vector<Fit>& fits = fitting(text, assignment);
  for (const Fit& fit : fits) {
    if (fit.rank != 0 && fit.rank < best) break;
    const LazyRegex& demand = compiled_.rule(fit.rule).path;
    if (!demand.empty() && !path.empty() && !demand.found_in(path)) continue;
    out.push_back({fit.rule, whole, secret_in(fit.rule, text, assignment.value)});
    best = std::max(best, fit.rank);
  }
  return !fits.empty();
}

// Group 1 of the rule's value, if there is one.
ByteSpan ValueMatcher::secret_in(std::uint32_t rule, Bytes text, const ByteSpan& value) const {
  if (set_.rules[rule].value.find('(') == std::string::npos) return value;
  std::array<Bytes, 2> groups;
  if (!compiled_.rule(rule).regex.fits(value.of(text), groups) || groups[1].empty()) return value;
  const auto begin = static_cast<std::size_t>(groups[1].data() - text.data());
  return {begin, begin + groups[1].size()};
}

}  // namespace leaksieve::match
