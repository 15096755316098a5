#include "scanner/match/confirmer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace leaksieve::match {
namespace {

using Groups = std::array<Bytes, kMostGroups>;

ByteSpan span_in(Bytes text, Bytes group) {
  const auto begin = static_cast<std::size_t>(group.data() - text.data());
  return {begin, begin + group.size()};
}

// The group that the rule names; else the first that holds something; else the whole match.
ByteSpan secret_in(Bytes text, const rules::Rule& rule, const Groups& groups) {
  if (rule.secret_group > 0 && rule.secret_group < groups.size() && groups[rule.secret_group].data() != nullptr) {
    return span_in(text, groups[rule.secret_group]);
  }
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].data() != nullptr && !groups[i].empty()) return span_in(text, groups[i]);
  }
  return span_in(text, groups[0]);
}

}  // namespace

void Confirmer::search(const ByteSpan& window, std::vector<Found>& found) const {
  Groups groups;
  const auto in_window = [&window](const ByteSpan& span) {
    return ByteSpan{span.begin - window.begin, span.end - window.begin};
  };
  std::size_t from = window.begin;
  while (from < window.end && compiled_.regex.match(text_, {from, window.end}, groups)) {
    const ByteSpan whole = span_in(text_, groups[0]);
    from = std::max(whole.end, whole.begin + 1);
    found.push_back({in_window(whole), in_window(secret_in(text_, rule_, groups))});
  }
}

Status Confirmer::confirm(std::vector<Run>& runs, const Reach& reach, std::vector<Match>& out) {
  std::size_t from = 0;
  for (Run& run : runs) {
    if (run.in_vain) continue;
    const std::size_t window_end = reach.after < text_.size() - run.last ? run.last + reach.after : text_.size();
    const std::size_t window_begin = run.first - std::min(run.first, reach.before);
    from = std::max(from, window_begin);
    if (from >= window_end) continue;
    const ByteSpan window{from, window_end};
    found_.clear();
    const std::vector<Found>* found = &found_;
    if (window.size() > ConfirmedWindows::kLongest) {
      search(window, found_);
    } else {
      ConfirmedWindows::Search& known = known_.search_of(text_, window, reach.rule);
      if (!known.is_done) search(window, known.value);
      known.is_done = true;
      found = &known.value;
    }
    run.in_vain = found->empty() && from == window_begin;
    for (const Found& one : *found) {
      const ByteSpan whole{window.begin + one.whole.begin, window.begin + one.whole.end};
      from = std::max(whole.end, whole.begin + 1);
      if (whole.empty() || !keyword_near(whole)) continue;
      out.push_back({reach.rule, whole, {window.begin + one.secret.begin, window.begin + one.secret.end}});
    }
  }
  if (compiled_.regex.is_broken()) {
    return Error{ErrorKind::kInternal, fmt::format("rule '{}': {}", rule_.id, compiled_.regex.get().error())};
  }
  return {};
}

bool Confirmer::keyword_near(const ByteSpan& whole) {
  if (compiled_.keywords.empty()) return true;
  const std::size_t distance = rule_.keyword_distance;
  if (distance == 0) {
    if (!anywhere_) anywhere_ = compiled_.keywords.found_in(text_);
    return *anywhere_;
  }
  const std::size_t begin = whole.begin > distance ? whole.begin - distance : 0;
  return compiled_.keywords.found_in(text_.substr(begin, whole.end - begin + distance));
}

}  // namespace leaksieve::match
