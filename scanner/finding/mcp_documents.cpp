#include "scanner/finding/mcp_documents.h"

#include <algorithm>

#include "scanner/finding/fingerprint.h"
#include "scanner/mcp/word_places.h"

namespace leaksieve::finding {

McpDocuments::McpDocuments(const rules::RuleSet& set) {
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    if (set.rules.traits(i).has_documents && set.rules[i].documents == "mcp")
      rules_.push_back(static_cast<std::uint32_t>(i));
  }
}

namespace {

constexpr std::size_t kBytesPerPlace = 64;  // a text with more places than one for so many bytes keeps none
constexpr std::size_t kFreePlaces = 256;    // whatever the size

std::vector<std::size_t> word_places(Bytes text, const match::Edit* edit, match::Trace* keep) {
  const bool is_known = edit != nullptr && edit->base != nullptr && edit->base->marks;
  std::vector<std::size_t> places =
      is_known ? mcp::find_word_places(text, edit->pieces, *edit->base->marks) : mcp::find_word_places(text);
  if (keep != nullptr && places.size() <= text.size() / kBytesPerPlace + kFreePlaces) keep->marks = places;
  return places;
}

}  // namespace

bool McpDocuments::take_candidates(std::vector<match::Match>& matches) {
  const auto is_candidate = [this](const match::Match& match) {
    return std::find(rules_.begin(), rules_.end(), match.rule) != rules_.end();
  };
  return std::erase_if(matches, is_candidate) != 0;
}

void McpDocuments::read(Bytes text, Bytes path, const match::Edit* edit, match::Trace* keep,
                        mcp::DocumentJudge::Wanted wanted) {
  values_ = documents_.judge(text, path, word_places(text, edit, keep), wanted);
}

void McpDocuments::append(Bytes text, Bytes path, Judge& judge, std::vector<Judged>& judged) const {
  for (const mcp::JudgedValue& value : values_) {
    if (value.span.empty()) continue;
    const match::Match match{rules_.front(), value.span, value.span};
    if (value.judgement != mcp::Judgement::kSecret) {
      Judged harmless;
      harmless.match = match;
      harmless.kept = false;
      harmless.known_harmless = true;
      judged.push_back(std::move(harmless));
      continue;
    }
    Judged secret = judge.judge(match, text, path);  // allowlists
    if (!secret.kept && !secret.known_harmless) continue;
    secret.note = value.reason;
    judged.push_back(std::move(secret));
  }
}

namespace {

// An escape, percent encoding or base64: the secret is what the client reads, and has one name however it is written.
void decode(const rules::Rule& rule, const mcp::JudgedValue& value, Finding& finding) {
  if (finding.secret.reveal() == value.value) return;
  finding.secret = Secret(value.value);
  finding.fingerprint = make_fingerprint(rule, finding.secret, value.server + " " + value.field, {});
}

}  // namespace

void McpDocuments::place(const rules::RuleSet& set, std::size_t first, std::vector<Finding>& findings) const {
  auto value = values_.begin();
  for (std::size_t i = first; i < findings.size(); ++i) {  // both are ordered by place
    Finding& finding = findings[i];
    while (value != values_.end() && value->span.end <= finding.span.begin) ++value;
    for (auto at = value; at != values_.end() && at->span.begin < finding.span.end; ++at) {
      if (!at->span.overlaps(finding.span)) continue;
      const bool better = !finding.mcp || at->judgement == mcp::Judgement::kSecret;
      if (better) finding.mcp = mcp::Place{at->client, at->server, at->field};
      if (at->judgement != mcp::Judgement::kSecret) continue;
      if (finding.rule == rules_.front() && finding.span == at->span) decode(set.rules[finding.rule], *at, finding);
      break;
    }
  }
}

std::optional<mcp::Place> mcp_place_at(const Finding& finding, Bytes path) {
  if (!finding.mcp) return std::nullopt;
  mcp::Place place = *finding.mcp;
  const std::string client = mcp::client_at(path);
  if (!client.empty() && (client != "mcp" || place.client.empty())) place.client = client;
  return place;
}

}  // namespace leaksieve::finding
