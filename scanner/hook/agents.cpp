#include "scanner/hook/agents.h"

#include <algorithm>
#include <array>

namespace leaksieve::hook {
namespace {

constexpr std::array<AgentEvent, 3> kClaudeEvents = {{
    {"PreToolUse", "Bash|Write|Edit|MultiEdit|NotebookEdit|mcp__.*"},
    {"PreToolUse", "Read", true},
    {"UserPromptSubmit", "", true},
}};
constexpr std::array<AgentEvent, 2> kCodexEvents = {{
    {"PreToolUse", "Bash|apply_patch|mcp__.*"},
    {"UserPromptSubmit", "", true},
}};
constexpr std::array<AgentEvent, 3> kGeminiEvents = {{
    {"BeforeTool", "run_shell_command|write_file|replace|mcp_.*"},
    {"BeforeTool", "read_file|read_many_files", true},
    {"BeforeAgent", "", true},
}};
constexpr std::array<AgentEvent, 5> kCursorEvents = {{
    {"beforeShellExecution", ""},
    {"beforeMCPExecution", ""},
    {"preToolUse", "Write|Edit"},
    {"beforeReadFile", "", true},
    {"beforeSubmitPrompt", "", true},
}};
constexpr std::array<AgentEvent, 1> kCopilotEvents = {{{"preToolUse", ""}}};
constexpr std::array<AgentEvent, 5> kWindsurfEvents = {{
    {"pre_write_code", ""},
    {"pre_run_command", ""},
    {"pre_mcp_tool_use", ""},
    {"pre_read_code", "", true},
    {"pre_user_prompt", "", true},
}};

constexpr std::array<Agent, 6> kAgents = {{
    {"claude-code", ".claude/settings.json", false, ConfigShape::kMatchers, Answer::kClaude, kClaudeEvents,
     "https://docs.anthropic.com/en/docs/claude-code/hooks"},
    {"cursor", ".cursor/hooks.json", true, ConfigShape::kCommands, Answer::kCursor, kCursorEvents,
     "https://cursor.com/docs/agent/hooks"},
    {"codex", ".codex/hooks.json", false, ConfigShape::kMatchers, Answer::kClaude, kCodexEvents,
     "https://developers.openai.com/codex/hooks"},
    {"gemini", ".gemini/settings.json", false, ConfigShape::kMatchers, Answer::kGemini, kGeminiEvents,
     "https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/reference.md"},
    {"copilot", ".github/hooks/leaksieve.json", true, ConfigShape::kShells, Answer::kCopilot, kCopilotEvents,
     "https://docs.github.com/en/copilot/concepts/agents/coding-agent/about-hooks"},
    {"windsurf", ".windsurf/hooks.json", false, ConfigShape::kCommands, Answer::kExitStatus, kWindsurfEvents,
     "https://docs.windsurf.com/windsurf/cascade/hooks"},
}};

}  // namespace

std::span<const Agent> all_agents() { return kAgents; }

const Agent* find_agent(std::string_view name) {
  const auto found = std::ranges::find(kAgents, name, &Agent::name);
  return found == kAgents.end() ? nullptr : &*found;
}

}  // namespace leaksieve::hook
