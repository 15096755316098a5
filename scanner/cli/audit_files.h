// What the file system and git say about an MCP config: its mode, tracked or not, ignored or not; and what of it is
// still in the history.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/mcp_files.h"
#include "scanner/mcp/audit.h"

namespace leaksieve::cli {

// A repository's word about its files.
struct RepositoryFacts {
  std::filesystem::path root;     // canonical
  std::set<std::string> tracked;  // in the index
  std::set<std::string> visible;  // tracked, or neither tracked nor ignored
};
// nullptr when `folder` is in no repository that has a worktree.
[[nodiscard]] std::shared_ptr<const RepositoryFacts> facts_of(const std::filesystem::path& folder);

// Findings about the file itself, which holds `secrets` secrets; with the path as file.shown.
[[nodiscard]] std::vector<mcp::AuditFinding> audit_file(const McpFile& file, std::size_t secrets,
                                                        const RepositoryFacts* facts);

// What the repository's configs hold now.
struct ConfigsNow {
  std::set<std::string> paths;  // relative to its root
  std::set<std::string> secrets;
};

// Secrets of MCP configs that the repository at `path` still holds, and that its configs do not hold now.
struct HistoryAudit {
  std::vector<mcp::AuditFinding> findings;
  std::string incomplete;  // "" = everything was read
};
[[nodiscard]] Result<HistoryAudit> audit_history(const Invocation& invocation, const std::filesystem::path& path,
                                                 const ConfigsNow& now);

// Paths below `home` that some client has its config at; sorted, relative, links left out.
[[nodiscard]] std::vector<std::string> user_configs(const std::filesystem::path& home);
// Configs at `root` by the clients' paths without wildcards: also those that git ignores.
[[nodiscard]] std::set<std::string> project_configs(const std::filesystem::path& root);

}  // namespace leaksieve::cli
