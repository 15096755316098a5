// An agent's own hook configuration: leaksieve's entries are put in and taken out, everything else stays.
#pragma once

#include <filesystem>
#include <string>

#include "scanner/base/result.h"
#include "scanner/hook/agents.h"

namespace leaksieve::hook {

struct AgentInstall {
  const Agent* agent = nullptr;
  std::filesystem::path root;  // of the worktree
  std::string program;         // absolute path of leaksieve
  bool prompts = false;        // check prompts and files that are read too
};

// Both give lines for people. Errors (kUsage): a configuration that is no JSON object (it is left as it is).
[[nodiscard]] Result<std::string> install_agent(const AgentInstall& install);
[[nodiscard]] Result<std::string> uninstall_agent(const AgentInstall& install);

}  // namespace leaksieve::hook
