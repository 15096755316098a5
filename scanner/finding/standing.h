// What people have decided about a leak: accepted as debt (baseline.h), rotated (ledger.h), or nothing yet.
#pragma once

#include <cstdint>
#include <string>

namespace leaksieve::finding {

enum class State : std::uint8_t {
  kOpen,      // counts: it decides the exit status
  kAccepted,  // a baseline accepts it
  kRotated,   // the ledger says that the secret is dead
};
[[nodiscard]] const char* name_of(State state);  // "open", "accepted", "rotated"

// The entry's texts are there for an open leak too, when one knows it and does not hold: then `reopened` says why.
struct Standing {
  State state = State::kOpen;
  std::string reason;    // why it is accepted, or the note of the rotation; "" = none was given
  std::string owner;     // of the accepted debt, or who recorded the rotation
  std::string date;      // of the rotation: a day or a moment in UTC (base/day.h)
  std::string expires;   // the last day on which a baseline accepts it; "" = no end
  std::string reopened;  // one sentence without its stop: "its baseline entry expired on 2026-01-31"

  // False when neither a baseline nor the ledger knows the leak.
  [[nodiscard]] bool is_known() const { return state != State::kOpen || !reopened.empty(); }
};

}  // namespace leaksieve::finding
