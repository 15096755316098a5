// The CI systems that leaksieve knows. One entry of the table in systems.cpp is all that a system takes: how it is
// recognised, how it tells of a change, what its users change when the clone is too shallow, how it shows annotations.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scanner/base/result.h"
#include "scanner/gate/environment.h"
#include "scanner/gate/told.h"

namespace leaksieve::gate {

// What a system makes of lines in a job's log.
enum class LogCommands : std::uint8_t { kNone, kGithub, kAzure };

struct System {
  std::string_view name;   // for --system
  std::string_view title;  // for people
  bool (*recognises)(const Environment&);
  Result<Told> (*read)(const Environment&);
  std::string_view deepen;    // the line that gets the whole history
  std::string_view complete;  // the line that gets every blob, where the system makes partial clones
  LogCommands commands;
};

[[nodiscard]] std::span<const System> all_systems();
[[nodiscard]] const System* find_system(std::string_view name);
// The first of the table that recognises its variables: systems that set another one's too stand before it. Null: none.
[[nodiscard]] const System* recognise_system(const Environment& environment);

}  // namespace leaksieve::gate
