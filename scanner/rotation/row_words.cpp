#include "scanner/rotation/row_words.h"

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/rotation/durations.h"

namespace leaksieve::rotation {
namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& item : list) text += (text.empty() ? "" : ", ") + item;
  return text;
}

}  // namespace

std::string short_id(const std::string& id) { return id.substr(0, 10); }

std::string date_of(const Moment& moment) { return moment.text.substr(0, 10); }

std::string place_words(const Place& place) {
  std::string text;
  if (place.kind == "commit-message") {
    text = "commit message";
  } else if (place.kind == "tag-message") {
    text = "message of tag " + short_id(place.object);
  } else if (place.kind == "file-name") {
    return quote_path(place.path) + " (the file's name)";
  } else {
    text = place.path.empty() ? "object " + short_id(place.object) : quote_path(place.path);
  }
  if (place.line) text += fmt::format(":{}", *place.line);
  return text;
}

std::string in_head_words(const PlanLeak& leak) {
  if (!leak.head_seconds) return leak.in_head ? "yes, now" : "never, as far as its branch tells";
  std::string text = "for " + duration_words(*leak.head_seconds);
  if (leak.in_head) return text + ", and still";
  Moment last;
  for (const HeadPeriod& period : leak.periods) {
    if (period.to.known() && (!last.known() || period.to.seconds > last.seconds)) last = period.to;
  }
  return last.known() ? text + ", until " + date_of(last) : text;
}

std::string left_words(const PlanLeak& leak) {
  std::string text = fmt::format("{}: {}", name_of(leak.reach.left_machine), leak.reach.because);
  if (!leak.reach.forks.empty()) text += "; in forks or reviews: " + joined(leak.reach.forks);
  if (!leak.reach.releases.empty()) text += "; in releases: " + joined(leak.reach.releases);
  return text;
}

std::string facts_words(const PlanLeak& leak) {
  std::string text;
  for (const Fact& fact : leak.facts) text += (text.empty() ? "" : "; ") + fact.key + ": " + fact.value;
  return text;
}

std::string vendor_words(const Guide& guide) {
  const std::string answer = name_of(guide.auto_revoked);
  return guide.auto_revoked_note.empty() ? answer : answer + ": " + guide.auto_revoked_note;
}

std::string why_words(const Priority& priority) {
  std::string text;
  for (const Factor& factor : priority.why) {
    text += fmt::format("{}{} {} {}.{:02}", text.empty() ? "" : " x ", factor.name, factor.value,
                        factor.permille / 1000, factor.permille % 1000 / 10);
  }
  return text;
}

std::string action_words(Action action) {
  switch (action) {
    case Action::kRotate:
      return "rotate it";
    case Action::kRotateOrClean:
      return "rotate it, unless you know that it never left this machine";
    case Action::kClean:
      return "it never left this machine: take it out of the history, or rotate it";
    case Action::kNothing:
      return "done";
  }
  return "rotate it";
}

}  // namespace leaksieve::rotation
