// Sentences about a row that several formats share. What comes from the repository is not cleaned yet.
#pragma once

#include <string>

#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

[[nodiscard]] std::string place_words(const Place& place);  // "config/.env:3", "commit message:2", "object 1234567890"
[[nodiscard]] std::string short_id(const std::string& id);  // its first 10 digits
[[nodiscard]] std::string date_of(const Moment& moment);    // "2024-01-31", "" when not known
[[nodiscard]] std::string in_head_words(const PlanLeak& leak);  // "for 2 years, still", "for 3 days, until 2024-03-01"
[[nodiscard]] std::string left_words(
    const PlanLeak& leak);  // "yes: refs/remotes/origin/main holds it; in release v1.2"
[[nodiscard]] std::string facts_words(const PlanLeak& leak);    // "account 123; expires 2030-01-01"
[[nodiscard]] std::string vendor_words(const Guide& guide);     // "yes: ..."
[[nodiscard]] std::string why_words(const Priority& priority);  // "critical 1.00 x pushed 1.00 x ..."
[[nodiscard]] std::string action_words(Action action);          // "rotate it", ...

}  // namespace leaksieve::rotation
