// The plan for a terminal: a block for each secret, most urgent first.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/report/text_style.h"
#include "scanner/report/words.h"
#include "scanner/rotation/plan_format.h"
#include "scanner/rotation/plan_summary.h"
#include "scanner/rotation/row_words.h"

namespace leaksieve::rotation {
namespace {

using report::Style;
using report::TextStyle;

constexpr std::string_view kIndent = "    ";
constexpr std::size_t kLabel = 12;  // columns of the labels
constexpr std::size_t kFew = 3;     // places, removals, people without --verbose

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

Style style_of(Urgency urgency) {
  return urgency == Urgency::kNow    ? Style::kAlarm
         : urgency == Urgency::kSoon ? Style::kWarn
         : urgency == Urgency::kDone ? Style::kGood
                                     : Style::kBold;
}

class Block {
 public:
  Block(std::string& out, const TextStyle& style, const Plan& plan, const PlanLeak& leak)
      : out_(out), style_(style), plan_(plan), leak_(leak) {}

  void append() {
    title();
    secret();
    if (leak_.state.name != "open") row("state", state_words());
    row("why", why_words(leak_.priority));
    places();
    row("in HEAD", in_head_words(leak_));
    removals();
    row("left here", left_words(leak_));
    if (!leak_.facts.empty()) row("it says", facts_words(leak_));
    people();
    repositories();
    steps();
    out_ += '\n';
  }

 private:
  [[nodiscard]] bool verbose() const { return style_.options().verbose; }

  // Wrapped at blanks; later lines stand under the first.
  void row(std::string_view label, std::string_view text) {
    out_ += kIndent;
    out_ += style_.paint(Style::kDim, label);
    out_.append(label.size() < kLabel ? kLabel - label.size() : 1, ' ');
    const std::string clean = style_.plain(clean_line(text, 2000));
    std::string_view rest = clean;
    const std::size_t room = style_.width() - kIndent.size() - kLabel;
    while (report::columns(rest) > room) {
      const std::size_t blank = rest.substr(0, room + 1).rfind(' ');
      if (blank == std::string_view::npos || blank == 0) break;
      out_ += rest.substr(0, blank);
      out_ += '\n';
      out_.append(kIndent.size() + kLabel, ' ');
      rest.remove_prefix(blank + 1);
    }
    out_ += rest;
    out_ += '\n';
  }

  void title() {
    const std::string count = fmt::format("{:>2}  ", leak_.priority.rank);
    const std::string dot = style_.plain(" · ");
    const std::string urgency = upper(name_of(leak_.priority.urgency));
    const std::string right =
        fmt::format("{}{}{}{}", dot, leak_.priority.score, dot, rules::name_of(leak_.severity)) + dot +
        (leak_.reach.exposure.empty() ? "exposure unknown"
                                      : std::string(report::exposure_words(leak_.reach.exposure.furthest())));
    const std::size_t taken = report::columns(count) + report::columns(urgency) + report::columns(right) + 2;
    const std::size_t room = style_.width() - std::min(style_.width() - 20, taken);
    std::string_view description = leak_.description.empty() ? leak_.rule : leak_.description;
    if (description.ends_with('.')) description.remove_suffix(1);
    const std::string title = style_.untrusted(description, room);
    const std::size_t used = taken - 2 + report::columns(title);
    out_ += style_.paint(Style::kBold, count + title);
    out_.append(used + 2 < style_.width() ? style_.width() - used : 2, ' ');
    out_ += style_.paint(style_of(leak_.priority.urgency), urgency) + right + "\n";
  }

  void secret() {
    const std::string dot = style_.plain(" · ");
    out_ += kIndent;
    out_ += style_.paint(Style::kSecret, style_.untrusted(leak_.masked, 60) + "  ");
    out_ +=
        style_.paint(Style::kDim, report::counted(leak_.size_bytes, "byte") + dot + style_.untrusted(leak_.rule, 60) +
                                      dot + style_.untrusted(leak_.fingerprint, 40));
    out_ += '\n';
  }

  [[nodiscard]] std::string state_words() const {
    std::string text = leak_.state.name;
    if (!leak_.state.date.empty()) text += " " + leak_.state.date;
    if (!leak_.state.by.empty()) text += " by " + leak_.state.by;
    if (!leak_.state.note.empty()) text += ": " + leak_.state.note;
    return text;
  }

  [[nodiscard]] std::string target_words(std::size_t target) const {
    return plan_.targets.size() > 1 ? " in " + plan_.targets[target].name : "";
  }

  [[nodiscard]] static std::string commit_words(const Commit& commit) {
    if (commit.id.empty() && !commit.date.known()) return "";
    std::string text = "  " + short_id(commit.id) + " " + date_of(commit.date) + " " + commit.author.name;
    if (!commit.summary.empty()) text += " \"" + clean_line(commit.summary, 60) + "\"";
    return text;
  }

  void places() {
    const std::size_t shown = verbose() ? leak_.places.size() : std::min(leak_.places.size(), kFew);
    for (std::size_t i = 0; i < shown; ++i) {
      const Place& place = leak_.places[i];
      std::string text = place_words(place) + target_words(place.target) + commit_words(place.commit);
      if (place.at_boundary) text += " (or earlier: the clone is shallow)";
      row(i == 0 ? "introduced" : "", text);
    }
    if (shown < leak_.places.size())
      row("", fmt::format("and {} more places (--verbose)", leak_.places.size() - shown));
  }

  void removals() {
    const std::size_t shown = verbose() ? leak_.removals.size() : std::min(leak_.removals.size(), kFew);
    for (std::size_t i = 0; i < shown; ++i) {
      const Removal& removal = leak_.removals[i];
      row(i == 0 ? "removed" : "", "from " + std::string(report::short_ref(removal.ref)) +
                                       target_words(removal.target) + commit_words(removal.commit));
    }
    if (shown < leak_.removals.size()) row("", fmt::format("and from {} more refs", leak_.removals.size() - shown));
  }

  void people() {
    if (leak_.committers.size() < 2) return;
    std::string text;
    const std::size_t shown = verbose() ? leak_.committers.size() : std::min(leak_.committers.size(), kFew);
    for (std::size_t i = 0; i < shown; ++i) {
      const Committer& who = leak_.committers[i];
      text += fmt::format("{}{} <{}> ({})", i == 0 ? "" : ", ", clean_line(who.person.name, 40),
                          clean_line(who.person.email, 60), report::counted(who.times, "commit"));
    }
    if (shown < leak_.committers.size()) text += fmt::format(" and {} more", leak_.committers.size() - shown);
    row("committed by", text);
  }

  void repositories() {
    const auto names = [this](const std::vector<std::size_t>& targets) {
      std::string text;
      for (const std::size_t target : targets) text += (text.empty() ? "" : ", ") + plan_.targets[target].name;
      return text;
    };
    if (leak_.repositories.size() > 1) row("in", names(leak_.repositories));
    if (!leak_.look_alikes.empty()) row("", "perhaps also in " + names(leak_.look_alikes));
  }

  void steps() {
    if (leak_.action == Action::kNothing) return;
    row("do", action_words(leak_.action) + (leak_.guide->service.empty() ? "" : " (" + leak_.guide->title + ")"));
    for (std::size_t i = 0; i < leak_.checklist.size(); ++i) row("", fmt::format("{}. {}", i + 1, leak_.checklist[i]));
    if (leak_.action == Action::kClean) return;
    if (!leak_.guide->url.empty()) row("where", leak_.guide->url);
    if (!leak_.guide->api.empty()) row("or call", leak_.guide->api);
    row("vendor ends", vendor_words(*leak_.guide));
    if (verbose()) {
      for (const std::string& source : leak_.guide->sources) row("source", source);
    }
  }

  std::string& out_;
  const TextStyle& style_;
  const Plan& plan_;
  const PlanLeak& leak_;
};

void append_summary(std::string& out, const TextStyle& style, const Plan& plan) {
  const PlanSummary sum = summary_of(plan);
  const auto of = [&](Urgency urgency) { return sum.by_urgency[static_cast<std::size_t>(urgency)]; };
  if (sum.leaks == 0) {
    out += style.paint(sum.complete ? Style::kGood : Style::kWarn, "nothing to rotate") + "\n";
  } else {
    out += style.paint(Style::kBold, report::counted(sum.leaks, "secret"));
    out += fmt::format(": {} now, {} soon, {} later, {} done", of(Urgency::kNow), of(Urgency::kSoon),
                       of(Urgency::kLater), of(Urgency::kDone));
    out += fmt::format("; {} left this machine, {} perhaps, {} never\n", sum.by_left_machine[0], sum.by_left_machine[2],
                       sum.by_left_machine[1]);
  }
  for (const PlanTarget& target : plan.targets) {
    if (target.complete) continue;
    out += style.paint(Style::kWarn, "incomplete: ") + style.untrusted(target.name, 80) +
           fmt::format(": {} not read{}\n", report::counted(target.skipped_total, "object"),
                       target.interrupted ? ", and the scan was stopped" : "");
    for (const finding::Skip& skip : target.skipped) {
      out += "  " + style.untrusted(skip.what + ": " + skip.reason, 160) + "\n";
      if (!style.options().verbose) break;
    }
  }
}

}  // namespace

std::string write_text(const Plan& plan, const report::WriteOptions& options) {
  const TextStyle style(options);
  std::string out;
  for (const PlanLeak& leak : plan.leaks) Block(out, style, plan, leak).append();
  append_summary(out, style, plan);
  return out;
}

}  // namespace leaksieve::rotation
