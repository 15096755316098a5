// Coding agents that run a hook before they act. What differs between them is data: where their configuration is, its
// shape, which events matter, and how they want to be answered. Adding one is adding a row.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leaksieve::hook {

// How an event's list stands in the configuration.
enum class ConfigShape : std::uint8_t {
  kMatchers,  // "EVENT": [{"matcher": "...", "hooks": [{"type": "command", "command": "..."}]}]
  kCommands,  // "EVENT": [{"command": "..."}]
  kShells,    // "EVENT": [{"type": "command", "bash": "...", "powershell": "..."}]
};

// How a refusal is said, as JSON on standard output.
enum class Answer : std::uint8_t { kClaude, kGemini, kCursor, kCopilot, kExitStatus };

struct AgentEvent {
  std::string_view name;
  std::string_view matcher;  // "" = every tool, or the event has none
  bool for_prompts = false;  // what the user types, or a file that is read: only with --prompts
};

struct Agent {
  std::string_view name;     // as --agent names it
  std::string_view file;     // its configuration below the repository's root
  bool has_version = false;  // "version": 1 beside "hooks"
  ConfigShape shape = ConfigShape::kMatchers;
  Answer answer = Answer::kClaude;
  std::span<const AgentEvent> events;
  std::string_view source;  // its documentation
};

[[nodiscard]] std::span<const Agent> all_agents();
[[nodiscard]] const Agent* find_agent(std::string_view name);

}  // namespace leaksieve::hook
