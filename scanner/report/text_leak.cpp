// Six or so lines a leak, the same questions in the same order: what is it, where did it come in, who took it out, what
// still reaches it, what to do. Paths are never cut (people copy them); commit summaries get what the line has left.
#include "scanner/report/text_leak.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

using finding::Exposure;
using finding::Leak;
using finding::Occurrence;
using finding::PlaceKind;

constexpr std::string_view kIndent = "    ";
constexpr std::size_t kLabel = 12;  // "introduced" and two blanks
constexpr std::size_t kFewOccurrences = 3;
constexpr std::size_t kFewRemovals = 2;
constexpr std::size_t kFewRefs = 4;
constexpr std::size_t kFewPaths = 2;
constexpr std::size_t kLeastSummary = 12;  // columns; below it a summary tells nothing
constexpr std::size_t kNameColumns = 24;

Style style_of(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::kCritical:
    case rules::Severity::kHigh:
      return Style::kAlarm;
    case rules::Severity::kMedium:
      return Style::kWarn;
    case rules::Severity::kLow:
      break;
  }
  return Style::kBold;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

class LeakBlock {
 public:
  LeakBlock(std::string& out, const TextStyle& style, const RunReport& run, const Leak& leak)
      : out_(out), style_(style), leak_(leak), rule_(rule_of(run, leak)), exposure_(furthest_of(leak)) {}

  void append(std::size_t number) {
    append_title(number);
    append_secret();
    append_occurrences();
    append_mcp();
    append_removals();
    append_reach();
    if (!leak_.standing.reopened.empty())
      row("again", style_.paint(Style::kAlarm, style_.untrusted(standing_words(leak_.standing), style_.width() * 3)));
    if (!leak_.note.empty()) row("note", style_.untrusted(leak_.note, style_.width() * 2));
    out_ += kIndent;
    out_ += style_.paint(exposure_ == Exposure::kPushed ? Style::kAlarm : Style::kBold, style_.plain("→ "));
    append_wrapped(style_.plain(advice_for(exposure_)), kIndent.size() + 2);
    out_ += '\n';
  }

 private:
  void row(std::string_view label, std::string_view text) {
    out_ += kIndent;
    out_ += style_.paint(Style::kDim, label);
    out_.append(kLabel - label.size(), ' ');
    out_ += text;
    out_ += '\n';
  }

  // Advice is our own text: it is wrapped at blanks, later lines at column `indent`.
  void append_wrapped(std::string_view text, std::size_t indent) {
    const std::size_t room = style_.width() - indent;
    while (columns(text) > room) {
      const std::size_t blank = text.substr(0, room + 1).rfind(' ');
      if (blank == std::string_view::npos) break;
      out_ += text.substr(0, blank);
      out_ += '\n';
      out_.append(indent, ' ');
      text.remove_prefix(blank + 1);
    }
    out_ += text;
    out_ += '\n';
  }

  void append_title(std::size_t number) {
    const std::string count = fmt::format("{:>2}  ", number);
    const std::string severity = upper(rules::name_of(rule_.severity));
    const std::string exposure = exposure_ ? std::string(exposure_words(*exposure_)) : "exposure unknown";
    const std::string dot = style_.plain(" · ");
    const std::size_t right = columns(severity) + columns(dot) + columns(exposure);
    const std::size_t room = style_.width() - std::min(style_.width() - 20, columns(count) + right + 2);
    std::string_view description = rule_.description.empty() ? rule_.id : rule_.description;
    if (description.ends_with('.')) description.remove_suffix(1);
    const std::string title = style_.untrusted(description, room);
    const std::size_t used = columns(count) + columns(title) + right;
    out_ += style_.paint(Style::kBold, count);
    out_ += style_.paint(Style::kBold, title);
    out_.append(used + 2 < style_.width() ? style_.width() - used : 2, ' ');
    out_ += style_.paint(style_of(rule_.severity), severity) + dot;
    out_ += style_.paint(exposure_ == Exposure::kPushed ? Style::kAlarm : Style::kPlain, exposure);
    out_ += '\n';
  }

  void append_secret() {
    const std::string dot = style_.plain(" · ");
    const std::string facts =
        counted(leak_.secret.size_bytes(), "byte") + dot + style_.untrusted(rule_.id, 60) + dot + leak_.fingerprint;
    if (style_.options().show_secrets) {
      std::string_view rest = leak_.secret.reveal();
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string line = style_.plain(clean_line(rest.substr(0, end), std::string_view::npos / 2));
        out_ += std::string(kIndent) + style_.paint(Style::kSecret, line) + "\n";
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      out_ += std::string(kIndent) + style_.paint(Style::kDim, facts) + "\n";
      return;
    }
    const std::string shown = rule_.tells_files() ? "" : style_.plain(leak_.secret.redacted()) + "  ";
    out_ += std::string(kIndent) + style_.paint(Style::kSecret, shown) + style_.paint(Style::kDim, facts) + "\n";
  }

  std::string where(const Occurrence& place) const {
    std::string text;
    switch (place.kind) {
      case PlaceKind::kCommitMessage:
        text = "commit message";
        break;
      case PlaceKind::kTagMessage:
        text = "message of tag " + place.object.short_hex();
        break;
      case PlaceKind::kFileName:
        return style_.plain(quote_path(place.path)) + " (the file's name)";
      case PlaceKind::kFile:
        text = place.path.empty() ? "object " + place.object.short_hex() : quote_path(place.path);
        break;
    }
    if (place.position.line > 0) text += fmt::format(":{}:{}", place.position.line, place.position.column);
    return style_.plain(text);
  }

  // How to see the secret there.
  std::string decoded_words(const Occurrence& place) const {
    std::string text;
    for (const std::string& step : place.decoded) text += (text.empty() ? "" : " → ") + step;
    return style_.untrusted(text, std::max<std::size_t>(style_.width() * 2, 160));
  }

  // "a1b2c3d4e5 2024-01-02 Ann Author", and the summary in what is left of the line after `used` columns.
  std::string commit_words(const Oid& commit, const finding::Stamp& author, std::string_view summary,
                           std::size_t used) const {
    std::string text = commit.short_hex() + " " + iso_date(author);
    const std::string name = style_.untrusted(author.name, kNameColumns);
    if (!name.empty()) text += " " + name;
    const std::size_t taken = used + columns(text) + 3;
    const std::size_t room = style_.options().verbose ? 120 : style_.width() - std::min(style_.width(), taken);
    if (summary.empty() || room < kLeastSummary) return text;
    return text + style_.paint(Style::kDim, " \"" + style_.untrusted(summary, room) + "\"");
  }

  void append_occurrences() {
    const std::size_t total = leak_.occurrences.size();
    const std::size_t shown = style_.options().verbose ? total : std::min(total, kFewOccurrences);
    for (std::size_t i = 0; i < shown; ++i) {
      const Occurrence& place = leak_.occurrences[i];
      std::string text = where(place);
      if (!place.commit.is_null() || place.kind == PlaceKind::kTagMessage) {
        const Oid& id = place.commit.is_null() ? place.object : place.commit;
        text += "  " + commit_words(id, place.author, place.summary, kIndent.size() + kLabel + columns(text) + 2);
      } else if (!place.exposure.empty() && place.exposure.furthest() != Exposure::kInput) {
        text += "  " + style_.paint(Style::kDim, exposure_words(place.exposure.furthest()));
      }
      if (place.at_boundary) text += " (or earlier: the clone is shallow)";
      row(i == 0 ? (leak_.exposure.has(Exposure::kInput) ? "found" : "introduced") : "", text);
      if (!place.decoded.empty()) row("decoded", decoded_words(place));
    }
    if (shown < total) row("", fmt::format("and {} more (--verbose shows all)", grouped(total - shown)));
  }

  void append_mcp() {
    const auto& places = leak_.occurrences;
    const auto found = std::ranges::find_if(places, [](const Occurrence& place) { return place.mcp.has_value(); });
    if (found != places.end()) row("config", style_.untrusted(mcp::describe(*found->mcp), style_.width() * 2));
  }

  void append_removals() {
    const std::size_t total = leak_.removals.size();
    const std::size_t shown = style_.options().verbose ? total : std::min(total, kFewRemovals);
    for (std::size_t i = 0; i < shown; ++i) {
      const finding::Removal& removal = leak_.removals[i];
      const std::string from = "from " + style_.untrusted(short_ref(removal.ref), 40) + "  ";
      row(i == 0 ? "removed" : "", from + commit_words(removal.commit, removal.author, removal.summary,
                                                       kIndent.size() + kLabel + columns(from)));
    }
    if (shown < total) row("", fmt::format("and from {} more refs", grouped(total - shown)));
  }

  std::string ref_list() const {
    struct List {
      const std::vector<std::string>* names;
      std::size_t total;
    };
    const std::array<List, 6> lists = {{{&leak_.remotes, leak_.remotes_total},
                                        {&leak_.tags, leak_.tags_total},
                                        {&leak_.branches, leak_.branches_total},
                                        {&leak_.stashes, leak_.stashes_total},
                                        {&leak_.reflogs, leak_.reflogs_total},
                                        {&leak_.other_refs, leak_.other_refs_total}}};
    std::string text;
    std::size_t total = 0;
    std::size_t shown = 0;
    for (const List& list : lists) {
      total += std::max(list.total, list.names->size());
      for (const std::string& ref : *list.names) {
        if (!style_.options().verbose && shown == kFewRefs) break;
        text += (shown == 0 ? "" : ", ") + style_.untrusted(short_ref(ref), 60);
        ++shown;
      }
    }
    if (shown > 0 && total > shown) text += fmt::format(" and {} more", grouped(total - shown));
    return text;
  }

  std::string head_words() const {
    if (leak_.head_paths.empty()) return "not in HEAD's files";
    const std::size_t total = leak_.head_paths.size();
    const std::size_t shown = style_.options().verbose ? total : std::min(total, kFewPaths);
    std::string text = "still in HEAD: ";
    for (std::size_t i = 0; i < shown; ++i)
      text += (i == 0 ? "" : ", ") + style_.plain(quote_path(leak_.head_paths[i]));
    if (shown < total) text += fmt::format(" and {} more", grouped(total - shown));
    return text;
  }

  void append_reach() {
    if (leak_.exposure.has(Exposure::kInput)) return;
    const std::string refs = ref_list();
    if (!refs.empty()) {
      row("reached by", refs);
      row("", head_words());
    } else if (!leak_.head_paths.empty()) {
      row("reached by", head_words());
    } else if (exposure_ == Exposure::kUnreachable) {
      row("reached by", "no ref, reflog or index");
    }
  }

  std::string& out_;
  const TextStyle& style_;
  const Leak& leak_;
  const rules::Rule& rule_;
  std::optional<Exposure> exposure_;
};

}  // namespace

void append_settled(std::string& out, const TextStyle& style, const RunReport& run, const Leak& leak) {
  const std::string dot = style.plain(" · ");
  out += "  " + style.untrusted(rule_of(run, leak).id, 60) + dot + leak.fingerprint + dot;
  out += style.untrusted(standing_words(leak.standing), style.width() * 2) + "\n";
}

void append_leak(std::string& out, const TextStyle& style, const RunReport& run, const Leak& leak, std::size_t number) {
  LeakBlock(out, style, run, leak).append(number);
}

}  // namespace leaksieve::report
