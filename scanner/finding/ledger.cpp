#include "scanner/finding/ledger.h"

#include <array>

#include <fmt/format.h>

#include "scanner/base/day.h"
#include "scanner/base/quote.h"
#include "scanner/finding/entry_lines.h"
#include "scanner/finding/fingerprint.h"

namespace leaksieve::finding {
namespace {

constexpr std::string_view kFormat = "leaksieve-rotated";
constexpr std::array<EntryKey, 4> kKeys = {{{"fingerprint"}, {"date"}, {"by"}, {"note"}}};

Result<Rotation> rotation_of(const EntryFields& fields) {
  Rotation rotation{text_of(fields, "fingerprint"), text_of(fields, "date"), text_of(fields, "by"),
                    text_of(fields, "note")};
  if (!is_fingerprint(rotation.fingerprint)) {
    return Error{ErrorKind::kUsage, fmt::format("'{}' is no fingerprint: 's' or 'w' and 20 hex digits",
                                                clean_line(rotation.fingerprint, 60))};
  }
  if (!last_second_of(rotation.date)) {
    return Error{ErrorKind::kUsage,
                 fmt::format("date: '{}' is neither a day like 2030-01-31 nor a moment like 2030-01-31T10:20:30Z",
                             clean_line(rotation.date, 40))};
  }
  return rotation;
}

}  // namespace

Result<Ledger> Ledger::parse(std::string_view text, const std::string& name) {
  Ledger ledger;
  const Status status = read_entries(text, name, kFormat, kKeys, [&](const EntryFields& fields) -> Status {
    const Result<Rotation> rotation = rotation_of(fields);
    if (!rotation) return rotation.error();
    ledger.add(*rotation);
    return {};
  });
  return status ? Result<Ledger>(std::move(ledger)) : status.error();
}

std::string Ledger::text() const {
  std::string out = header_line(kFormat) + "\n";
  for (const auto& [fingerprint, each] : rotations_) {
    out += entry_line({{"fingerprint", {fingerprint}}, {"date", {each.date}}, {"by", {each.by}}, {"note", {each.note}}},
                      kKeys) +
           "\n";
  }
  return out;
}

const Rotation* Ledger::find(const Leak& leak) const {
  const Rotation* best = nullptr;
  const auto look_up = [&](const std::string& name) {
    const auto found = rotations_.find(name);
    if (found == rotations_.end()) return;
    if (best == nullptr || last_second_of(found->second.date) < last_second_of(best->date)) best = &found->second;
  };
  look_up(leak.fingerprint);
  for (const std::string& alias : leak.aliases) look_up(alias);
  return best;
}

void Ledger::add(const Rotation& rotation) {
  const auto [place, is_new] = rotations_.try_emplace(rotation.fingerprint, rotation);
  if (!is_new && last_second_of(rotation.date) < last_second_of(place->second.date)) place->second = rotation;
}

}  // namespace leaksieve::finding
