#include "scanner/scan/remembered.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace leaksieve::scan {
namespace {

constexpr std::size_t kLeastBytes = 8;  // of anything in a list

// Nothing but the secret and the place decide what it says.
bool is_plain(const finding::Finding& finding) {
  return finding.decoded.empty() && finding.inner_path.empty() && !finding.mcp && !finding.allowed_inline &&
         finding.pending.empty() && finding.outranked_by.empty();
}

// It stands in its object as it is, and nothing has to be told of it but what a snapshot may hold.
bool is_bare(const finding::Finding& finding) {
  return is_plain(finding) && finding.note.empty() && !finding.span.empty() &&
         finding.span.size() == finding.secret.size_bytes();
}

// Those of one secret by one rule, in the order of `placed`.
using Groups = std::map<LeakKey, std::vector<const Placed*>>;

Groups groups_of(const PlacedList& placed) {
  Groups groups;
  for (const Placed& place : placed) groups[key_of(place.finding)].push_back(&place);
  return groups;
}

void write(const LineColumn& position, ByteWriter& out) {
  out.number(position.line);
  out.number(position.column);
}
LineColumn read_position(ByteReader& in) {
  LineColumn position;
  position.line = in.number<std::uint32_t>();
  position.column = in.number<std::uint32_t>();
  return position;
}

void write(const ByteSpan& span, ByteWriter& out) {
  out.number(std::uint64_t{span.begin});
  out.number(std::uint64_t{span.end});
}
ByteSpan read_span(ByteReader& in) {
  ByteSpan span;
  span.begin = in.number<std::uint64_t>();
  span.end = in.number<std::uint64_t>();
  return span;
}

}  // namespace

Remembered remember(const Findings& found) {
  OidSet again(found.read_again.begin(), found.read_again.end());
  for (const Placed& place : found.placed) {
    if (!is_plain(place.finding)) again.insert(place.object);
  }
  const Groups groups = groups_of(found.placed);
  std::vector<const Placed*> tellers;  // by group
  for (const auto& [key, places] : groups) {
    const auto is_read = [&](const Placed* place) { return again.contains(place->object); };
    const auto is_told = [&](const Placed* place) { return is_bare(place->finding) || is_read(place); };
    const auto teller = std::ranges::find_if(places, is_told);
    tellers.push_back(teller == places.end() ? places.front() : *teller);
    if (!is_bare(tellers.back()->finding)) again.insert(tellers.back()->object);
    for (const Placed* place : places) {  // a note may tell of what stands around
      if (place->finding.note != tellers.back()->finding.note) again.insert(place->object);
    }
  }
  Remembered known;
  std::uint32_t number = 0;
  for (const auto& [key, places] : groups) {
    const Placed& teller = *tellers[number++];
    known.leaks.push_back({key.rule, teller.object, teller.finding.position, teller.finding.fingerprint,
                           is_bare(teller.finding) ? teller.finding.span : ByteSpan{}, teller.finding.is_lowered});
    for (const Placed* place : places) {
      if (again.contains(place->object)) continue;
      const finding::Finding& finding = place->finding;
      const bool is_same = finding.fingerprint == teller.finding.fingerprint;
      known.places.push_back({number - 1, place->origin, place->object, finding.whole, finding.span, finding.position,
                              is_same ? "" : finding.fingerprint});
    }
  }
  known.objects.assign(again.begin(), again.end());
  std::ranges::sort(known.objects);
  return known;
}

std::vector<Oid> sources_of(const Remembered& known) {
  std::vector<Oid> sources;
  for (const Remembered::Leak& leak : known.leaks) {
    if (!leak.secret.empty()) sources.push_back(leak.object);
  }
  std::ranges::sort(sources);
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return sources;
}

void take_secrets(const Remembered& known, const Oid& object, Bytes content,
                  std::vector<std::optional<Secret>>& secrets) {
  for (std::size_t i = 0; i < known.leaks.size(); ++i) {
    const Remembered::Leak& leak = known.leaks[i];
    if (leak.object != object || leak.secret.empty() || leak.secret.end > content.size()) continue;
    secrets[i] = Secret(std::string(leak.secret.of(content)));
  }
}

bool recall(const Remembered& known, const std::vector<std::optional<Secret>>& secrets, const IgnoreList& ignored,
            Findings& found) {
  using Key = std::tuple<Oid, std::uint32_t, LineColumn, std::string_view>;
  std::map<Key, const finding::Finding*> by_place;
  for (const Placed& place : found.placed) {
    const finding::Finding& finding = place.finding;
    by_place.emplace(Key{place.object, finding.rule, finding.position, finding.fingerprint}, &finding);
  }
  std::vector<finding::Finding> tellers;
  for (std::size_t i = 0; i < known.leaks.size(); ++i) {
    const Remembered::Leak& leak = known.leaks[i];
    finding::Finding& copy = tellers.emplace_back();
    copy.rule = leak.rule;
    copy.fingerprint = leak.fingerprint;
    copy.is_lowered = leak.is_lowered;
    if (!leak.secret.empty()) {
      if (!secrets[i]) return false;
      copy.secret = *secrets[i];
      continue;
    }
    const auto teller = by_place.find(Key{leak.object, leak.rule, leak.position, leak.fingerprint});
    if (teller == by_place.end()) return false;
    copy.secret = teller->second->secret;
    copy.note = teller->second->note;
  }
  for (const Remembered::Place& place : known.places) {
    finding::Finding finding = tellers[place.leak];
    finding.whole = place.whole;
    finding.span = place.span;
    finding.position = place.position;
    if (!place.fingerprint.empty()) finding.fingerprint = place.fingerprint;
    if (ignored.has_fingerprint(finding.fingerprint)) {
      found.allowed.insert(key_of(finding));
    } else {
      found.placed.push_back({place.origin, place.object, "", std::move(finding)});
    }
  }
  return true;
}

void write(const Remembered& known, ByteWriter& out) {
  out.number(std::uint64_t{known.objects.size()});
  for (const Oid& id : known.objects) out.id(id);
  out.number(std::uint64_t{known.leaks.size()});
  for (const Remembered::Leak& leak : known.leaks) {
    out.number(leak.rule);
    out.id(leak.object);
    write(leak.position, out);
    out.text(leak.fingerprint);
    write(leak.secret, out);
    out.number(static_cast<std::uint8_t>(leak.is_lowered));
  }
  out.number(std::uint64_t{known.places.size()});
  for (const Remembered::Place& place : known.places) {
    out.number(place.leak);
    out.number(static_cast<std::uint8_t>(place.origin));
    out.id(place.object);
    write(place.whole, out);
    write(place.span, out);
    write(place.position, out);
    out.text(place.fingerprint);
  }
}

std::optional<Remembered> read_remembered(ByteReader& in) {
  Remembered known;
  known.objects.resize(in.count(kLeastBytes));
  for (Oid& id : known.objects) id = in.id();
  known.leaks.resize(in.count(kLeastBytes));
  for (Remembered::Leak& leak : known.leaks) {
    leak.rule = in.number<std::uint32_t>();
    leak.object = in.id();
    leak.position = read_position(in);
    leak.fingerprint = in.text();
    leak.secret = read_span(in);
    leak.is_lowered = in.number<std::uint8_t>() != 0;
    if (leak.secret.begin > leak.secret.end) return std::nullopt;
  }
  known.places.resize(in.count(kLeastBytes));
  for (Remembered::Place& place : known.places) {
    place.leak = in.number<std::uint32_t>();
    const auto origin = in.number<std::uint8_t>();
    if (place.leak >= known.leaks.size() || origin > static_cast<std::uint8_t>(Origin::kTag)) return std::nullopt;
    place.origin = static_cast<Origin>(origin);
    place.object = in.id();
    place.whole = read_span(in);
    place.span = read_span(in);
    place.position = read_position(in);
    place.fingerprint = in.text();
  }
  return in.ok() ? std::optional(std::move(known)) : std::nullopt;
}

}  // namespace leaksieve::scan
