// One call of an agent's hook: what is about to happen, as JSON; whether it may, in the agent's own form.
#pragma once

#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/hook/agent_command.h"
#include "scanner/hook/agents.h"
#include "scanner/hook/run.h"

namespace leaksieve::hook {

// A text that the call would write, run, send or read.
struct CallText {
  std::string path;  // that the text goes to or comes from; "" for a command or a prompt
  std::string text;
};

struct AgentCall {
  std::string event;            // as the agent names it
  bool is_prompt = false;       // what a person typed
  GitCommand git;               // what its command commits
  std::string directory;        // that the agent works in; "" = unknown
  std::vector<CallText> texts;  // old text of an edit left out: it is there already
};

// Errors (kUsage): no JSON object.
[[nodiscard]] Result<AgentCall> parse_agent_call(std::string_view input);

struct AgentAnswer {
  std::string out;    // for standard output, "" = nothing
  std::string error;  // for standard error
  int exit = 0;       // 2 refuses, where the agent goes by that
};
[[nodiscard]] AgentAnswer answer_agent(const Agent& agent, const AgentCall& call, const Outcome& outcome);

// Scans the texts of the call, files that it reads, and when it commits what is staged and what the command itself
// would stage.
[[nodiscard]] Result<Outcome> run_agent_call(const AgentCall& call, const Context& context);

}  // namespace leaksieve::hook
