#include "scanner/match/rule_counter.h"

#include "scanner/match/confirmer.h"
#include "scanner/match/end_finder.h"
#include "scanner/match/pattern_db_impl.h"

namespace leaksieve::match {
namespace {

int count_end(unsigned id, unsigned long long, unsigned long long, unsigned, void* context) noexcept {
  auto& costs = *static_cast<std::vector<RuleCost>*>(context);
  if (id < costs.size()) ++costs[id].ends;  // the others are anchors
  return 0;
}

Status count_ends(const HsDatabase& database, const std::vector<std::string>& texts, std::vector<RuleCost>& costs) {
  hs_scratch_t* raw = nullptr;
  if (const hs_error_t code = hs_alloc_scratch(database.db.get(), &raw); code != HS_SUCCESS) {
    return from_hs(code, "cannot prepare scanning");
  }
  const std::unique_ptr<hs_scratch_t, HsFree> scratch(raw);
  for (const std::string& text : texts) {
    const hs_error_t code = hs_scan(database.db.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                                    scratch.get(), count_end, &costs);
    if (code != HS_SUCCESS) return from_hs(code, "cannot scan");
  }
  return {};
}

}  // namespace

Result<std::vector<RuleCost>> RuleCounter::count(const std::shared_ptr<const PatternDb>& db,
                                                 const std::vector<std::string>& texts,
                                                 const std::function<double()>& clock) {
  const PatternDb::Impl& inner = *db->impl_;
  std::vector<RuleCost> costs(inner.reaches.size());
  for (std::size_t id = 0; id < costs.size(); ++id) costs[id].rule = inner.reaches[id].rule;
  // What serves all value rules comes last and is no rule's.
  if (inner.database.db == nullptr) return costs;
  if (Status status = count_ends(inner.database, texts, costs); !status) return status.error();
  const Result<std::unique_ptr<EndFinder>> finder = EndFinder::make(inner.database, inner.reaches, inner.known_lines);
  if (!finder) return finder.error();
  Collector& collector = (*finder)->collector();
  std::vector<Match> found;
  for (const std::string& text : texts) {
    if (Status status = (*finder)->find(text, nullptr, false); !status) return status.error();
    ConfirmedWindows known;  // what RE2 costs must not be hidden by the texts before
    for (const std::uint32_t id : collector.touched()) {
      const Reach& reach = inner.reaches[id];
      if (reach.is_for_values()) continue;
      Confirmer confirmer(inner.set.rules[reach.rule], inner.compiled.rule(reach.rule), known, text);
      found.clear();
      const double begin = clock();
      if (Status status = confirmer.confirm(collector.runs(id), reach, found); !status) return status.error();
      costs[id].confirm_seconds += clock() - begin;
      ++costs[id].calls;
      costs[id].matches += found.size();
    }
    collector.clear();
  }
  std::erase_if(costs, [](const RuleCost& cost) { return cost.rule == Expression::kNoRule; });
  return costs;
}

}  // namespace leaksieve::match
