#include "scanner/match/value_rules.h"

#include <algorithm>
#include <array>
#include <optional>

#include "scanner/match/near_word.h"

namespace leaksieve::match {
namespace {

constexpr std::int64_t kMaxSetMemory = std::int64_t{128} << 20;
constexpr std::size_t kNearBytes = 160;  // before the assignment, where a word is near
constexpr std::size_t kNearLines = 3;
constexpr std::size_t kLineReach = 400;  // bytes before the name and behind the value, in its line

RE2::Options options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(kMaxSetMemory);
  return options;
}

// Where words are near an assignment: what is nearer counts more.
class Surroundings {
 public:
  Surroundings(Bytes text, const Assignment& assignment)
      : line_text_(line_of(text, assignment)),
        name_(assignment.name.of(text)),
        line_(line_text_),
        before_(before_of(text, assignment)) {}

  // 0: not near. Else the higher, the nearer.
  [[nodiscard]] std::size_t rank(const rules::Rule& rule) const {
    constexpr std::size_t kInName = 1U << 20, kInLine = 1U << 19;
    if (name_.last_of(rule.near)) return kInName;
    if (rule.near_in_name) return 0;
    if (line_.last_of(rule.near)) return kInLine;
    return before_.last_of(rule.near).value_or(0);
  }

 private:
  static std::size_t line_begin(Bytes text, std::size_t at) {
    const std::size_t low = at - std::min(at, kLineReach);
    const std::size_t newline = text.substr(low, at - low).rfind('\n');
    return newline == Bytes::npos ? low : low + newline + 1;
  }

  // The line without the value, whose own letters prove nothing.
  static std::string line_of(Bytes text, const Assignment& assignment) {
    const std::size_t begin = line_begin(text, assignment.name.begin);
    const Bytes behind = text.substr(assignment.value.end, kLineReach);
    return std::string(text.substr(begin, assignment.value.begin - begin)) + "\n" +
           std::string(behind.substr(0, behind.find('\n')));
  }

  static Bytes before_of(Bytes text, const Assignment& assignment) {
    const std::size_t end = line_begin(text, assignment.name.begin);
    std::size_t begin = end;
    const std::size_t low = assignment.name.begin - std::min(assignment.name.begin, kNearBytes);
    for (std::size_t lines = 0; begin > low; --begin) {
      if (text[begin - 1] == '\n' && ++lines > kNearLines) break;
    }
    return text.substr(begin, end - begin);
  }

  std::string line_text_;
  NearText name_, line_, before_;
};

}  // namespace

std::uint32_t RegexSet::add(const std::string& regex) {
  const auto known = std::ranges::find(regexes_, regex);
  if (known == regexes_.end()) regexes_.push_back(regex);
  return static_cast<std::uint32_t>(std::ranges::find(regexes_, regex) - regexes_.begin());
}

void RegexSet::compile() const {
  auto set = std::make_unique<RE2::Set>(options(), anchor_);
  bool is_complete = true;
  for (const std::string& regex : regexes_) is_complete = is_complete && set->Add(regex, nullptr) >= 0;
  if (is_complete && set->Compile()) set_ = std::move(set);
}

// When there is no memory for all at once.
std::vector<std::uint32_t> RegexSet::match_singly(Bytes text) const {
  std::call_once(once_single_, [this] {
    for (const std::string& regex : regexes_) single_.push_back(compile_regex(regex));
  });
  std::vector<std::uint32_t> numbers;
  const re2::StringPiece piece(text.data(), text.size());
  for (std::size_t i = 0; i < single_.size(); ++i) {
    if (single_[i]->Match(piece, 0, piece.size(), anchor_, nullptr, 0)) {
      numbers.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return numbers;
}

std::vector<std::uint32_t> RegexSet::matching(Bytes text) const {
  std::call_once(once_, [this] { compile(); });
  if (regexes_.empty()) return {};
  if (set_ == nullptr) return match_singly(text);
  std::vector<int> found;
  RE2::Set::ErrorInfo error{};
  if (!set_->Match(re2::StringPiece(text.data(), text.size()), &found, &error)) {
    return error.kind == RE2::Set::kNoError ? std::vector<std::uint32_t>{} : match_singly(text);
  }
  std::ranges::sort(found);
  return {found.begin(), found.end()};
}

ValueRules::ValueRules(const rules::RuleSet& set) : set_(set) {
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    const rules::Rule& rule = set.rules[i];
    if (!rule.is_value_rule()) continue;
    const bool has_name = !rule.name.empty();
    rules_.push_back(
        {static_cast<std::uint32_t>(i), values_.add(rule.value), has_name ? names_.add(rule.name) : 0, has_name});
  }
}

std::vector<std::uint32_t> ValueRules::fitting(const std::string& plain_name, Bytes value, bool is_quoted) const {
  std::vector<std::uint32_t> fit;
  const std::vector<std::uint32_t> values = values_.matching(value);
  if (values.empty()) return fit;
  const std::vector<std::uint32_t> names = names_.matching(plain_name);
  for (const Entry& entry : rules_) {
    if (!std::ranges::binary_search(values, entry.value)) continue;
    if (entry.has_name && !std::ranges::binary_search(names, entry.name)) continue;
    if (is_quoted || !set_.rules[entry.rule].quoted) fit.push_back(entry.rule);
  }
  return fit;
}

void ValueMatcher::match(Bytes text, Bytes path, const std::vector<std::size_t>& begins, std::vector<Match>& out) {
  for (const std::size_t begin : begins) {
    const std::optional<Assignment> assignment = assignment_at(text, begin);
    if (assignment) match_one(text, path, *assignment, out);
  }
}

// They depend on nothing but the name and the value.
const std::vector<std::uint32_t>& ValueMatcher::fitting(Bytes text, const Assignment& assignment) {
  key_.assign(assignment.plain).append(assignment.value.of(text));
  auto& entry = fitting_.entry_of(key_, {assignment.is_quoted, assignment.plain.size()});
  if (!entry.is_done) {
    entry = {true, rules_.fitting(assignment.plain, assignment.value.of(text), assignment.is_quoted)};
  }
  return entry.value;
}

void ValueMatcher::match_one(Bytes text, Bytes path, const Assignment& assignment, std::vector<Match>& out) {
  const std::vector<std::uint32_t>& fit = fitting(text, assignment);
  if (fit.empty()) return;
  std::optional<Surroundings> surroundings;
  std::size_t best = 1;  // of rules that need a word near by
  std::vector<Match> near;
  const ByteSpan whole{std::min(assignment.name.begin, assignment.value.begin), assignment.value.end};
  for (const std::uint32_t index : fit) {
    const LazyRegex& demand = compiled_.rule(index).path;
    if (!demand.empty() && !path.empty() && !demand.found_in(path)) continue;
    const Match match{index, whole, secret_in(index, text, assignment.value)};
    const rules::Rule& rule = set_.rules[index];
    if (rule.near.empty()) {
      out.push_back(match);
      continue;
    }
    if (!surroundings) surroundings.emplace(text, assignment);
    const std::size_t rank = surroundings->rank(rule);
    if (rank < best) continue;
    if (rank > best) near.clear();
    best = rank;
    near.push_back(match);
  }
  out.insert(out.end(), near.begin(), near.end());
}

// Group 1 of the rule's value, if there is one.
ByteSpan ValueMatcher::secret_in(std::uint32_t rule, Bytes text, const ByteSpan& value) const {
  if (set_.rules[rule].value.find('(') == std::string::npos) return value;
  const RE2& regex = compiled_.rule(rule).regex.get();
  if (!regex.ok() || regex.NumberOfCapturingGroups() == 0) return value;
  std::array<re2::StringPiece, 2> groups;
  const re2::StringPiece piece(text.data() + value.begin, value.size());
  if (!regex.Match(piece, 0, piece.size(), RE2::ANCHOR_BOTH, groups.data(), 2) || groups[1].empty()) return value;
  const std::size_t begin = value.begin + static_cast<std::size_t>(groups[1].data() - piece.data());
  return {begin, begin + groups[1].size()};
}

}  // namespace leaksieve::match
