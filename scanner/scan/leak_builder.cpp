#include "scanner/scan/leak_builder.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "scanner/finding/detector.h"
#include "scanner/match/compiled_rules.h"
#include "scanner/scan/selection.h"

namespace leaksieve::scan {
namespace {

using finding::Exposure;
using finding::Occurrence;
using finding::PlaceKind;

class Builder {
 public:
  Builder(const BuildInput& input, const PlacesOfLeak& places) : input_(input), places_(places) {}

  BuiltLeak run(const attribution::Attribution* attribution) {
    leak_.rule = places_.front()->finding.rule;
    leak_.secret = places_.front()->finding.secret;
    for (const Placed* place : places_) {
      if (leak_.note.empty()) leak_.note = place->finding.note;
      leak_.is_lowered = place->finding.is_lowered;  // they have one secret, so all are or none
    }
    if (attribution != nullptr) {
      copy_lists(*attribution);
      tell_history(*attribution);
    } else {
      tell_objects();
    }
    tell_index();
    tell_files();
    if (leak_.occurrences.empty()) return {{}, false, out_.allowed};
    name();
    count_objects();
    out_.leak = std::move(leak_);
    out_.kept = true;
    return std::move(out_);
  }

 private:
  // False where the rules' path demands, an allowlist or an ignore file say that the finding is none there.
  bool stands(const Placed& place, const std::string& path, const Oid& commit) {
    const finding::Finding& finding = place.finding;
    const std::string hex = commit.is_null() ? "" : commit.hex();
    if (input_.ignored.has_place(hex, path, finding.position.line)) {
      out_.allowed = true;
      return false;
    }
    if (finding::allowed_at(input_.db, finding, path, hex)) return true;
    const match::LazyRegex& demand = input_.db.compiled().rule(finding.rule).path;
    if (demand.empty() && finding.outranked_by.empty()) out_.allowed = true;
    return false;
  }

  void copy_lists(const attribution::Attribution& from) {
    leak_.removals = from.removals;
    leak_.head_periods = from.head_periods;
    leak_.branches = from.branches;
    leak_.remotes = from.remotes;
    leak_.tags = from.tags;
    leak_.stashes = from.stashes;
    leak_.reflogs = from.reflogs;
    leak_.other_refs = from.other_refs;
    leak_.branches_total = from.branches_total;
    leak_.remotes_total = from.remotes_total;
    leak_.tags_total = from.tags_total;
    leak_.stashes_total = from.stashes_total;
    leak_.reflogs_total = from.reflogs_total;
    leak_.other_refs_total = from.other_refs_total;
    leak_.head_paths = from.head_paths;
  }

  // The finding that an occurrence tells; null for a place that the sieve did not keep.
  const Placed* place_of(const Occurrence& occurrence) const {
    if (occurrence.kind == PlaceKind::kFileName) {
      const std::string name = occurrence.path.substr(occurrence.path.rfind('/') + 1);  // npos + 1 is 0
      for (const Placed* place : places_) {
        if (place->origin == Origin::kName && place->path == name) return place;
      }
    }
    const auto place_in = [](const Placed* place) { return std::tie(place->origin, place->object); };
    for (const Origin origin : {Origin::kBlob, Origin::kCommit, Origin::kTag, Origin::kStaged}) {
      const auto there = std::tie(origin, occurrence.object);
      auto at = std::ranges::lower_bound(places_, there, {}, place_in);
      for (; at != places_.end() && place_in(*at) == there; ++at) {
        if ((*at)->finding.position == occurrence.position) return *at;
      }
    }
    return nullptr;
  }

  void tell_history(const attribution::Attribution& attribution) {
    bool dropped = false;
    for (const Occurrence& occurrence : attribution.occurrences) {
      if (belongs_to_index(occurrence)) {
        dropped = true;
        continue;
      }
      const Placed* place = place_of(occurrence);
      // A copy or a rename is no new introduction, but its path may be one that the rules mind.
      const bool told = place == nullptr || stands(*place, occurrence.path, occurrence.commit) ||
                        std::ranges::any_of(leak_.head_paths, [&](const std::string& path) {
                          return occurrence.kind == PlaceKind::kFile && stands(*place, path, occurrence.commit);
                        });
      if (!told) {
        dropped = true;
        continue;
      }
      leak_.exposure.add(occurrence.exposure);
      leak_.occurrences.push_back(occurrence);
      if (place != nullptr) leak_.occurrences.back().decoded = place->finding.decoded;
      if (place != nullptr) leak_.occurrences.back().mcp = mcp_place_at(place->finding, occurrence.path);
    }
    if (!dropped) leak_.exposure.add(attribution.exposure);
    prefer_selected_paths();
  }

  // With pathspecs: the introductions there, when there are any. (A selected file may be the copy of another one.)
  void prefer_selected_paths() {
    const auto selected = [this](const Occurrence& o) { return selects_path(input_.options, o.path); };
    if (std::ranges::any_of(leak_.occurrences, selected)) {
      std::erase_if(leak_.occurrences, [&](const Occurrence& o) { return !selected(o); });
    }
  }

  // Nothing but an index holds it: told by tell_index().
  bool belongs_to_index(const Occurrence& occurrence) const {
    if (occurrence.kind != PlaceKind::kFile || !occurrence.commit.is_null()) return false;
    if (!occurrence.exposure.empty() && occurrence.exposure.furthest() != Exposure::kUnreachable) return false;
    return input_.index_blobs.contains(occurrence.object);
  }

  // Without attribution (a scan that was stopped): the bare objects, of unknown exposure.
  void tell_objects() {
    for (const Placed* each : places_) {
      const Placed& place = *each;
      if (place.origin == Origin::kStaged || place.origin == Origin::kFile) continue;
      Occurrence occurrence;
      occurrence.kind = place.origin == Origin::kCommit ? PlaceKind::kCommitMessage
                        : place.origin == Origin::kTag  ? PlaceKind::kTagMessage
                        : place.origin == Origin::kName ? PlaceKind::kFileName
                                                        : PlaceKind::kFile;
      occurrence.object = place.object;
      occurrence.path = place.path;
      occurrence.position = place.finding.position;
      occurrence.decoded = place.finding.decoded;
      occurrence.mcp = mcp_place_at(place.finding, occurrence.path);
      leak_.occurrences.push_back(std::move(occurrence));
    }
  }

  // A place in the index, the worktree or the input; not told where HEAD's files have it anyway.
  void tell_place(const Placed& place, const std::string& path, Exposure exposure) {
    if (std::ranges::find(leak_.head_paths, path) != leak_.head_paths.end()) return;
    const bool is_name = place.finding.position.line == 0;
    const auto told = [&](const Occurrence& o) {
      return o.commit.is_null() && o.path == path && o.position == place.finding.position &&
             (o.exposure.has(Exposure::kStaged) || o.exposure.has(exposure));
    };
    if (std::ranges::any_of(leak_.occurrences, told) || !stands(place, path, {})) return;
    Occurrence occurrence;
    occurrence.kind = is_name ? PlaceKind::kFileName : PlaceKind::kFile;
    occurrence.object = place.object;
    occurrence.path = path;
    occurrence.position = place.finding.position;
    occurrence.decoded = place.finding.decoded;
    occurrence.mcp = mcp_place_at(place.finding, path);
    occurrence.exposure.add(exposure);
    leak_.exposure.add(exposure);
    leak_.occurrences.push_back(std::move(occurrence));
  }

  void tell_index() {
    for (const Placed* place : places_) {
      if (place->origin == Origin::kStaged) tell_place(*place, place->path, Exposure::kStaged);
      const auto entries = place->origin == Origin::kBlob ? input_.index.find(place->object) : input_.index.end();
      if (entries == input_.index.end()) continue;
      for (const std::string& path : entries->second) tell_place(*place, path, Exposure::kStaged);
    }
  }

  void tell_files() {
    for (const Placed* place : places_) {
      if (place->origin == Origin::kFile) tell_place(*place, place->path, input_.file_exposure);
    }
  }

  // The leak's name is that of its oldest place, so that a new place does not change it.
  void name() {
    std::set<std::string> names;
    for (const Placed* place : places_) names.insert(place->finding.fingerprint);
    const Placed* first = place_of(leak_.occurrences.front());
    leak_.fingerprint = first != nullptr ? first->finding.fingerprint : places_.front()->finding.fingerprint;
    names.erase(leak_.fingerprint);
    leak_.aliases.assign(names.begin(), names.end());
  }

  void count_objects() {
    const auto object_of = [](const Placed* place) { return std::tie(place->origin, place->object, place->path); };
    for (std::size_t i = 0; i < places_.size(); ++i) {  // they are in order
      if (i == 0 || object_of(places_[i - 1]) != object_of(places_[i])) ++leak_.objects;
    }
  }

  const BuildInput& input_;
  const PlacesOfLeak& places_;
  finding::Leak leak_;
  BuiltLeak out_;
};

}  // namespace

BuiltLeak build_leak(const BuildInput& input, const PlacesOfLeak& places, const attribution::Attribution* attribution) {
  return Builder(input, places).run(attribution);
}

void add_leaks(const BuildInput& input, Findings found, report::ScanReport& report) {
  for (const PlacesOfLeak& places : group_by_leak(found.placed)) {
    BuiltLeak built = build_leak(input, places, nullptr);
    if (built.kept) {
      found.allowed.erase(key_of(places.front()->finding));
      report.leaks.push_back(std::move(built.leak));
    } else if (built.allowed) {
      found.allowed.insert(key_of(places.front()->finding));
    }
  }
  report.allowed = found.allowed.size();
  sort_leaks(input.db.rule_set(), report.leaks);
}

void sort_leaks(const rules::RuleSet& rules, std::vector<finding::Leak>& leaks) {
  const auto rank = [&rules](const finding::Leak& leak) {
    const rules::Rule& rule = rules.rules[leak.rule];
    const int exposure = leak.exposure.empty() ? -1 : static_cast<int>(leak.exposure.furthest());
    return std::tuple(exposure, -static_cast<int>(rule.severity), -static_cast<int>(finding::confidence_of(leak, rule)),
                      std::string_view(rule.id), std::string_view(leak.occurrences.front().path),
                      leak.occurrences.front().position, std::string_view(leak.fingerprint));
  };
  std::ranges::stable_sort(leaks, [&](const finding::Leak& a, const finding::Leak& b) { return rank(a) < rank(b); });
}

attribution::LeakPlaces object_places(const PlacesOfLeak& places) {
  attribution::LeakPlaces out;
  for (const Placed* place : places) {
    const LineColumn position = place->finding.position;
    if (place->origin == Origin::kBlob) out.blobs.push_back({place->object, position});
    if (place->origin == Origin::kCommit) out.messages.push_back({place->object, false, position});
    if (place->origin == Origin::kTag) out.messages.push_back({place->object, true, position});
    if (place->origin == Origin::kName) out.names.push_back(place->path);
  }
  return out;
}

}  // namespace leaksieve::scan
