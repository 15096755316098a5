// Cheap filters first. Entropy says only that this rule is not sure; every other filter says that the secret itself is
// harmless, whatever rule looks at it.
#include "scanner/finding/judge.h"

#include <fmt/format.h>

#include "scanner/filter/entropy.h"
#include "scanner/filter/known_samples.h"
#include "scanner/filter/placeholder.h"
#include "scanner/finding/allowlists.h"
#include "scanner/finding/context.h"

namespace leaksieve::finding {
namespace {

ByteSpan inside(const ByteSpan& outer, const ByteSpan& inner) {
  return {inner.begin - outer.begin, inner.end - outer.begin};
}

bool pass_checks(const std::vector<filter::Check>& checks, Bytes secret, std::string& note) {
  for (const filter::Check check : checks) {
    const filter::CheckResult result = check(secret);
    if (!result.verdict) return false;
    if (!result.note.empty()) note += (note.empty() ? "" : "; ") + result.note;
  }
  return true;
}

}  // namespace

Result<Judge> Judge::make(std::shared_ptr<const match::PatternDb> db) {
  const rules::RuleList& rules = db->rule_set().rules;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules.is_validated(i)) continue;  // tests/unit/finding/builtin_rules_test.cpp has looked at it
    const rules::Rule& rule = rules[i];
    for (const std::string& name : rule.checks) {
      if (filter::find_check(name) != nullptr) continue;
      return Error{ErrorKind::kUsage, fmt::format("{}:{}: rule '{}': there is no check named '{}'", rule.source,
                                                  rule.line, rule.id, name)};
    }
  }
  return Judge(std::move(db));
}

const std::vector<filter::Check>& Judge::checks_of(std::uint32_t rule) {
  const auto [place, is_new] = checks_.try_emplace(rule);
  if (is_new) {
    for (const std::string& name : db_->rule_set().rules[rule].checks)
      place->second.push_back(filter::find_check(name));
  }
  return place->second;
}

Judge::Opinion Judge::form_opinion(Bytes line, const OpinionKey& key) {
  const rules::Rule& rule = db_->rule_set().rules[key.rule];
  const Bytes secret = key.secret.of(line);
  const bool structured = rule.confidence == rules::Confidence::kHigh;
  Opinion opinion;
  opinion.is_harmless = db_->compiled().rule(key.rule).stopwords.found_in(secret) ||
                        (rule.placeholders && !filter::check_placeholder(secret, line, key.secret, structured)) ||
                        filter::is_known_sample(secret);
  if (opinion.is_harmless || pass_checks(checks_of(key.rule), secret, opinion.note)) return opinion;
  if (rule.on_failed_check == rules::FailedCheck::kLower) {
    opinion.is_lowered = true;
    opinion.note = "a check of its format failed: perhaps made up, cut or mistyped";
  } else {
    opinion.is_harmless = true;
  }
  return opinion;
}

Judge::Opinion Judge::opinion_of(Bytes line, const OpinionKey& key) {
  constexpr std::size_t kLongestKept = 1024;  // bytes: the cache holds copies
  if (line.size() > kLongestKept) return form_opinion(line, key);
  auto& entry = opinions_.entry_of(line, key);
  if (!entry.is_done) entry = {true, form_opinion(line, key)};
  return entry.value;
}

Judged Judge::judge(const match::Match& match, Bytes text, Bytes path) {
  Judged judged;
  judged.match = match;
  const rules::Rule& rule = db_->rule_set().rules[match.rule];
  const Bytes secret = match.secret.of(text);
  if (rule.entropy > 0 && filter::shannon_entropy(secret) < rule.entropy) {
    judged.kept = false;
    return judged;
  }
  const ByteSpan line = context_of(text, match.secret);
  Opinion opinion = opinion_of(line.of(text), {match.rule, inside(line, match.secret)});
  judged.note = std::move(opinion.note);
  judged.is_lowered = opinion.is_lowered;
  const Candidate candidate{secret, match.whole.of(text), line.of(text), path};
  if (opinion.is_harmless || is_allowlisted(db_->compiled().rule(match.rule), candidate, judged.pending)) {
    judged.kept = false;
    judged.known_harmless = true;
  }
  return judged;
}

}  // namespace leaksieve::finding
