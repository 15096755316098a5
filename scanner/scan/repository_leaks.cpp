// The second half of a repository's scan: from findings to leaks.
#include <algorithm>

#include "scanner/base/beside.h"
#include "scanner/base/day.h"
#include "scanner/scan/old_places.h"
#include "scanner/scan/repository_scan.h"

namespace leaksieve::scan {

Result<std::vector<attribution::Attribution>> RepositoryScan::attribute_from(
    const git::Roots& roots, const std::vector<attribution::LeakPlaces>& places) {
  attribution::AttributeOptions attribute;
  attribute.stop = context_.stop;
  Result<attribution::AttributeResult> result =
      attribution::attribute(repository_, *history_, roots, places, attribute);
  if (!result) return result.error();
  for (finding::Skip& skip : result->skipped) {
    if (skip.reason.starts_with("missing")) continue;
    memory_.spoil();
    sieve_.skips().add(std::move(skip.what), std::move(skip.reason));
  }
  return std::move(result->leaks);
}

Status RepositoryScan::learn_history(const std::vector<attribution::LeakPlaces>& places) {
  if (whole_store()) return {};
  attribution::Targets targets;
  for (const attribution::LeakPlaces& leak : places) {
    for (const auto& blob : leak.blobs) targets.blobs.insert(blob.id);
    targets.names.insert(targets.names.end(), leak.names.begin(), leak.names.end());
  }
  std::ranges::sort(targets.names);
  targets.names.erase(std::unique(targets.names.begin(), targets.names.end()), targets.names.end());
  Status status;
  if (!history_) status = read_history(!targets.blobs.empty() || !targets.names.empty());
  if (!history_) return status;
  history_->finish(targets);
  for (finding::Skip& skip : history_skips_) sieve_.skips().add(std::move(skip.what), std::move(skip.reason));
  return status;
}

Status RepositoryScan::build(Findings found) {
  if (context_.placed != nullptr) *context_.placed = found.placed;
  const std::vector<PlacesOfLeak> leaks = group_by_leak(found.placed);
  std::vector<attribution::LeakPlaces> places;
  places.reserve(leaks.size());
  for (const PlacesOfLeak& leak : leaks) places.push_back(object_places(leak));
  if (!stopped()) {
    ticker_.begin("attributing");
    if (Status status = memory_.known() != nullptr ? recall_attributions(places) : attribute(places); !status)
      return status;
    if (misremembers_) return {};
  }
  if (Status status = tell_missing(); !status) return status;
  const BuildInput input{sieve_.db(), options_, decisions_.ignored, staged_, index_blobs_};
  std::set<LeakKey> allowed = std::move(found.allowed);
  for (std::size_t i = 0; i < leaks.size(); ++i) {
    if (!scope_.empty() && !in_scope(leaks[i], told_[i], scope_[i])) continue;
    BuiltLeak built = build_leak(input, leaks[i], stopped() || told_.empty() ? nullptr : &told_[i]);
    if (built.kept) {
      allowed.erase(key_of(leaks[i].front()->finding));
      report_.leaks.push_back(std::move(built.leak));
    } else if (built.allowed) {
      allowed.insert(key_of(leaks[i].front()->finding));
    }
  }
  report_.allowed = allowed.size();
  sort_leaks(sieve_.db().rule_set(), report_.leaks);
  if (!stopped()) memory_.store(leaks, sieve_.db().rule_set());
  found_gone_ = run_beside([placed = std::move(found.placed)]() mutable { placed.clear(); });
  return settle();
}

Status RepositoryScan::attribute(const std::vector<attribution::LeakPlaces>& places) {
  if (places.empty()) return {};
  if (Status status = learn_history(places); !status) return status;
  Result<std::vector<attribution::Attribution>> all = attribute_from(roots_, places);
  if (!all) return all.error();
  told_ = std::move(*all);
  if (whole_store() && !options_.sources.all()) {
    Result<std::vector<attribution::Attribution>> part =
        attribute_from(roots_of_sources(roots_, options_.sources), places);
    if (!part) return part.error();
    scope_ = std::move(*part);
  }
  memory_.learn_leaks(places, told_, scope_);
  return {};
}

Status RepositoryScan::recall_attributions(const std::vector<attribution::LeakPlaces>& places) {
  auto all = memory_.attributions(places, false);
  auto part = memory_.attributions(places, true);
  misremembers_ = misremembers_ || !all || !part;
  if (misremembers_) return {};
  told_ = std::move(*all);
  if (!options_.sources.all()) scope_ = std::move(*part);
  return {};
}

Status RepositoryScan::settle() {
  if (!names_commits(options_)) {
    settle_leaks(decisions_.debt, Judged::kState, today(), report_);
    return {};
  }
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository_);
  if (!reader) return reader.error();
  OldPlaces old(std::move(*reader), sieve_, selected_.commits);
  settle_leaks(decisions_.debt, Judged::kChange, today(), report_,
               [&old](const finding::Leak& leak, const finding::Occurrence& place) { return old.has(leak, place); });
  return {};
}

// The whole store was read, but only some sources were asked for.
bool RepositoryScan::in_scope(const PlacesOfLeak& leak, const attribution::Attribution& told,
                              const attribution::Attribution& scope) const {
  const auto reached = scope.exposure.list();
  if (std::ranges::any_of(reached, [](auto e) { return e != finding::Exposure::kUnreachable; })) return true;
  if (options_.sources.unreachable && std::ranges::any_of(told.occurrences, [this](const finding::Occurrence& o) {
        return o.exposure.has(finding::Exposure::kUnreachable) && !index_blobs_.contains(o.object);
      })) {
    return true;
  }
  return std::ranges::any_of(leak, [this](const Placed* place) {
    return place->origin == Origin::kFile || (place->origin == Origin::kBlob && staged_.contains(place->object));
  });
}

}  // namespace leaksieve::scan
