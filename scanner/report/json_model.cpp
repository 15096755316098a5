#include "scanner/report/json_model.h"

#include <algorithm>

#include "scanner/base/quote.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

Json oid_or_null(const Oid& id) { return id.is_null() ? Json(nullptr) : Json(id.hex()); }
Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(to_valid_utf8(text)); }

Json texts(const std::vector<std::string>& values) {
  Json list = Json::array();
  for (const std::string& value : values) list.push_back(to_valid_utf8(value));
  return list;
}

Json exposures_json(const finding::ExposureSet& set) {
  Json list = Json::array();
  for (const finding::Exposure exposure : set.list()) list.push_back(finding::name_of(exposure));
  return list;
}

Json stamp_json(const finding::Stamp& stamp) {
  Json json;
  json["name"] = to_valid_utf8(stamp.name);
  json["email"] = to_valid_utf8(stamp.email);
  json["date"] = iso_time(stamp);
  return json;
}

Json occurrence_json(const finding::Occurrence& place) {
  const bool has_line = place.position.line > 0;
  const bool has_author = !place.commit.is_null() || place.kind == finding::PlaceKind::kTagMessage;
  Json json;
  json["kind"] = finding::name_of(place.kind);
  if (place.path.empty()) {
    json["path"] = nullptr;
  } else {
    put_bytes(json, "path", place.path);
  }
  json["line"] = has_line ? Json(place.position.line) : Json(nullptr);
  json["column"] = has_line ? Json(place.position.column) : Json(nullptr);
  json["decoded"] = texts(place.decoded);
  json["object"] = oid_or_null(place.object);
  json["commit"] = oid_or_null(place.commit);
  json["author"] = has_author ? stamp_json(place.author) : Json(nullptr);
  json["summary"] = text_or_null(place.summary);
  json["at_boundary"] = place.at_boundary;
  json["exposures"] = exposures_json(place.exposure);
  if (place.mcp) {
    json["mcp"] = {{"client", text_or_null(place.mcp->client)},
                   {"server", text_or_null(place.mcp->server)},
                   {"field", to_valid_utf8(place.mcp->field)}};
  }
  return json;
}

Json removal_json(const finding::Removal& removal) {
  Json json;
  json["ref"] = to_valid_utf8(removal.ref);
  json["commit"] = oid_or_null(removal.commit);
  json["author"] = stamp_json(removal.author);
  json["summary"] = text_or_null(removal.summary);
  return json;
}

Json period_json(const finding::HeadPeriod& period) {
  const auto end_of = [](const Oid& commit, std::int64_t time) {
    return Json{{"commit", oid_or_null(commit)}, {"date", iso_time({"", "", time, 0})}};
  };
  Json json;
  json["from"] = end_of(period.from, period.from_time);
  json["to"] = period.to.is_null() ? Json(nullptr) : end_of(period.to, period.to_time);
  return json;
}

Json facts_json(const std::optional<RepositoryFacts>& facts) {
  if (!facts) return nullptr;
  Json json;
  json["bare"] = facts->bare;
  json["head"] = text_or_null(facts->head);
  json["remotes"] = texts(facts->remotes);
  json["gone_upstreams"] = texts(facts->gone_upstreams);
  return json;
}

Json refs_json(const finding::Leak& leak) {
  Json json;
  const auto put = [&](const char* key, const std::vector<std::string>& names, std::size_t total) {
    json[key] = {{"names", texts(names)}, {"total", std::max(total, names.size())}};
  };
  put("branches", leak.branches, leak.branches_total);
  put("remotes", leak.remotes, leak.remotes_total);
  put("tags", leak.tags, leak.tags_total);
  put("stashes", leak.stashes, leak.stashes_total);
  put("reflogs", leak.reflogs, leak.reflogs_total);
  put("other", leak.other_refs, leak.other_refs_total);
  return json;
}

Json standing_json(const finding::Standing& standing) {
  if (!standing.is_known()) return nullptr;
  Json json;
  json["reason"] = text_or_null(standing.reason);
  json["owner"] = text_or_null(standing.owner);
  json["rotated"] = text_or_null(standing.date);
  json["expires"] = text_or_null(standing.expires);
  json["reopened"] = text_or_null(standing.reopened);
  return json;
}

Json secret_json(const finding::Leak& leak, std::optional<std::uint64_t> group, const WriteOptions& options) {
  Json json;
  json["redacted"] = leak.secret.redacted();
  json["size_bytes"] = leak.secret.size_bytes();
  json["group"] = group ? Json(*group) : Json(nullptr);
  if (options.show_secrets) put_bytes(json, "value", leak.secret.reveal());
  return json;
}

}  // namespace

void put_bytes(Json& object, const std::string& key, std::string_view bytes) {
  std::string text = to_valid_utf8(bytes);
  const bool changed = text != bytes;
  object[key] = std::move(text);
  if (changed) object[key + "_bytes_hex"] = hex_of(bytes);
}

void put_leak(Json& json, const RunReport& run, const finding::Leak& leak, const SecretGroups& groups,
              const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  const auto exposure = furthest_of(leak);
  json["fingerprint"] = leak.fingerprint;
  json["aliases"] = texts(leak.aliases);
  json["rule"] = {{"id", to_valid_utf8(rule.id)},
                  {"description", to_valid_utf8(rule.description)},
                  {"service", text_or_null(rule.service)},
                  {"kind", to_valid_utf8(rule.kind)}};
  json["severity"] = rules::name_of(rule.severity);
  json["confidence"] = rules::name_of(finding::confidence_of(leak, rule));
  json["exposure"] = exposure ? Json(finding::name_of(*exposure)) : Json(nullptr);
  json["exposures"] = exposures_json(leak.exposure);
  json["advice"] = advice_for(exposure);
  json["state"] = finding::name_of(leak.standing.state);
  json["standing"] = standing_json(leak.standing);
  json["secret"] = secret_json(leak, groups.group_of(run, leak), options);
  json["note"] = text_or_null(leak.note);
  json["occurrences"] = Json::array();
  for (const finding::Occurrence& place : leak.occurrences) json["occurrences"].push_back(occurrence_json(place));
  json["removals"] = Json::array();
  for (const finding::Removal& removal : leak.removals) json["removals"].push_back(removal_json(removal));
  json["refs"] = refs_json(leak);
  json["head_paths"] = Json::array();
  for (const std::string& path : leak.head_paths) {
    Json entry;
    put_bytes(entry, "path", path);
    json["head_paths"].push_back(std::move(entry));
  }
  json["head_periods"] = Json::array();
  for (const finding::HeadPeriod& period : leak.head_periods) json["head_periods"].push_back(period_json(period));
  json["objects"] = leak.objects;
}

Json scan_json(const ScanReport& scan) {
  Json json;
  put_bytes(json, "target", scan.target);
  json["sources"] = texts(scan.sources);
  json["complete"] = scan.complete;
  json["interrupted"] = scan.interrupted;
  json["repository"] = facts_json(scan.repository);
  json["baseline"] = scan.has_baseline;
  json["scanned"] = {{"blobs", scan.blobs}, {"commits", scan.commits}, {"tags", scan.tags},
                     {"trees", scan.trees}, {"files", scan.files},     {"bytes", scan.bytes}};
  json["allowed"] = scan.allowed;
  json["skipped_total"] = std::max<std::uint64_t>(scan.skipped_total, scan.skipped.size());
  json["skipped"] = Json::array();
  for (const finding::Skip& skip : scan.skipped) {
    json["skipped"].push_back({{"what", to_valid_utf8(skip.what)}, {"reason", to_valid_utf8(skip.reason)}});
  }
  json["notes"] = texts(scan.notes);
  return json;
}

Json summary_json(const RunReport& run) {
  const Tally sum = tally(run);
  Json json;
  json["leaks"] = sum.leaks;
  json["accepted"] = sum.accepted;
  json["rotated"] = sum.rotated;
  json["by_severity"] = Json::object();
  for (const auto severity :
       {rules::Severity::kCritical, rules::Severity::kHigh, rules::Severity::kMedium, rules::Severity::kLow}) {
    json["by_severity"][rules::name_of(severity)] = sum.by_severity[static_cast<std::size_t>(severity)];
  }
  json["by_exposure"] = Json::object();
  for (std::size_t i = 0; i < finding::kExposures; ++i) {
    json["by_exposure"][finding::name_of(static_cast<finding::Exposure>(i))] = sum.by_exposure[i];
  }
  json["complete"] = sum.complete;
  json["interrupted"] = sum.interrupted;
  json["skipped"] = sum.skipped;
  json["allowed"] = sum.allowed;
  json["scanned"] = {{"blobs", sum.blobs}, {"commits", sum.commits}, {"tags", sum.tags},
                     {"trees", sum.trees}, {"files", sum.files},     {"bytes", sum.bytes}};
  return json;
}

Json tool_json(const RunReport& run) { return {{"name", "leaksieve"}, {"version", to_valid_utf8(run.tool_version)}}; }

std::string dump(const Json& json, int indent) { return json.dump(indent, ' ', false, Json::error_handler_t::replace); }

}  // namespace leaksieve::report
