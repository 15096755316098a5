#include "scanner/finding/baseline.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/day.h"
#include "scanner/base/quote.h"
#include "scanner/finding/entry_lines.h"
#include "scanner/finding/fingerprint.h"

namespace leaksieve::finding {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "leaksieve-baseline";
constexpr std::array<EntryKey, 7> kKeys = {
    {{"fingerprint"}, {"aliases", true}, {"rule"}, {"path"}, {"owner"}, {"reason"}, {"expires"}}};

Error usage(const std::string& text) { return {ErrorKind::kUsage, text}; }

Result<BaselineEntry> entry_of(const EntryFields& fields) {
  BaselineEntry entry;
  entry.fingerprint = text_of(fields, "fingerprint");
  if (const auto aliases = fields.find("aliases"); aliases != fields.end()) entry.aliases = aliases->second;
  entry.rule = text_of(fields, "rule");
  entry.path = text_of(fields, "path");
  entry.owner = text_of(fields, "owner");
  entry.reason = text_of(fields, "reason");
  entry.expires = text_of(fields, "expires");
  std::vector<std::string> names = entry.aliases;
  names.push_back(entry.fingerprint);
  for (const std::string& name : names) {
    if (!is_fingerprint(name)) {
      return usage(fmt::format("'{}' is no fingerprint: 's' or 'w' and 20 hex digits", clean_line(name, 60)));
    }
  }
  if (!entry.expires.empty() && !is_day(entry.expires))
    return usage(fmt::format("expires: '{}' is no day like 2030-01-31", clean_line(entry.expires, 40)));
  return entry;
}

EntryFields fields_of(const BaselineEntry& entry) {
  return {{"fingerprint", {entry.fingerprint}},
          {"aliases", entry.aliases},
          {"rule", {entry.rule}},
          {"path", {entry.path}},
          {"owner", {entry.owner}},
          {"reason", {entry.reason}},
          {"expires", {entry.expires}}};
}

// True when `a` accepts for a shorter time.
bool ends_before(const BaselineEntry& a, const BaselineEntry& b) {
  if (a.expires.empty() || b.expires.empty()) return !a.expires.empty() && b.expires.empty();
  return a.expires < b.expires;
}

// A whole number from 1 in gitleaks' finding; 0 when there is none.
std::uint32_t line_of(const Json& finding, const char* key) {
  const auto found = finding.find(key);
  if (found == finding.end() || !found->is_number_integer()) return 0;
  const auto number = found->get<std::int64_t>();
  return number > 0 && number <= UINT32_MAX ? static_cast<std::uint32_t>(number) : 0;
}

std::string text_at(const Json& finding, const char* key) {
  const auto found = finding.find(key);
  return found == finding.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

}  // namespace

Result<Baseline> Baseline::parse(std::string_view text, const std::string& name) {
  Baseline baseline;
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (begin != std::string_view::npos && text[begin] == '[') {
    const Status status = baseline.read_gitleaks(text.substr(begin), name);
    return status ? Result<Baseline>(std::move(baseline)) : status.error();
  }
  const Status status = read_entries(text, name, kFormat, kKeys, [&](const EntryFields& fields) -> Status {
    Result<BaselineEntry> entry = entry_of(fields);
    if (!entry) return entry.error();
    baseline.add(std::move(*entry));
    return {};
  });
  return status ? Result<Baseline>(std::move(baseline)) : status.error();
}

Status Baseline::read_gitleaks(std::string_view text, const std::string& name) {
  const Json report = Json::parse(text, nullptr, false);
  if (!report.is_array()) return usage(fmt::format("{}: broken JSON: no report of gitleaks", quote_path(name)));
  std::size_t number = 0;
  for (const Json& finding : report) {
    ++number;
    const bool is_object = finding.is_object();
    const std::uint32_t first = is_object ? line_of(finding, "StartLine") : 0;
    const std::string path = is_object ? text_at(finding, "File") : std::string();
    if (first == 0 || path.empty()) {
      return usage(
          fmt::format("{}: finding {} has no File or StartLine: no report of gitleaks", quote_path(name), number));
    }
    places_.insert({{text_at(finding, "Commit"), path}, {first, std::max(first, line_of(finding, "EndLine"))}});
  }
  return {};
}

std::string Baseline::text() const {
  std::string out = header_line(kFormat) + "\n";
  for (const auto& [fingerprint, entry] : entries_) out += entry_line(fields_of(entry), kKeys) + "\n";
  return out;
}

const BaselineEntry* Baseline::find(const Leak& leak) const {
  const BaselineEntry* best = nullptr;
  const auto take = [&](const BaselineEntry& entry) {
    if (best == nullptr || ends_before(entry, *best)) best = &entry;
  };
  const auto look_up = [&](const std::string& name) {
    if (const auto found = entries_.find(name); found != entries_.end()) take(found->second);
    const auto [begin, end] = by_alias_.equal_range(name);
    for (auto at = begin; at != end; ++at) take(entries_.at(at->second));
  };
  look_up(leak.fingerprint);
  for (const std::string& alias : leak.aliases) look_up(alias);
  return best;
}

bool Baseline::has_places_of(const Leak& leak) const {
  if (places_.empty() || leak.occurrences.empty()) return false;
  return std::ranges::all_of(leak.occurrences, [this](const Occurrence& place) {
    for (const std::string& commit : {place.commit.is_null() ? std::string() : place.commit.hex(), std::string()}) {
      const auto [begin, end] = places_.equal_range({commit, place.path});
      for (auto at = begin; at != end; ++at) {
        if (at->second.first <= place.position.line && place.position.line <= at->second.last) return true;
      }
    }
    return false;
  });
}

void Baseline::add(BaselineEntry entry) {
  std::ranges::sort(entry.aliases);
  entry.aliases.erase(std::unique(entry.aliases.begin(), entry.aliases.end()), entry.aliases.end());
  const auto [place, is_new] = entries_.try_emplace(entry.fingerprint, entry);
  if (!is_new) {
    std::vector<std::string> aliases = place->second.aliases;
    if (ends_before(entry, place->second)) place->second = entry;
    aliases.insert(aliases.end(), entry.aliases.begin(), entry.aliases.end());
    std::ranges::sort(aliases);
    aliases.erase(std::unique(aliases.begin(), aliases.end()), aliases.end());
    place->second.aliases = std::move(aliases);
  }
  for (const std::string& alias : entry.aliases) by_alias_.emplace(alias, entry.fingerprint);
}

void Baseline::add(const Baseline& other) {
  for (const auto& [fingerprint, entry] : other.entries_) add(entry);
  places_.insert(other.places_.begin(), other.places_.end());
}

}  // namespace leaksieve::finding
