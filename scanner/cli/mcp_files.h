// Files that are MCP configs: which ones, and reading them so that a change meanwhile is seen.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scanner/base/result.h"

namespace leaksieve::cli {

struct McpFile {
  std::string shown;  // as the user named it, or relative to the repository
  std::filesystem::path path;
  std::string content;
  unsigned mode = 0;  // permission bits
  std::uint64_t size = 0, inode = 0;
  std::int64_t changed_seconds = 0, changed_nanoseconds = 0;
};

inline constexpr std::uint64_t kLargestMcpFile = std::uint64_t{32} << 20;

// Errors: kUsage for a link or what is no file, kLimit over kLargestMcpFile, kUnreadable, kNotFound.
[[nodiscard]] Result<McpFile> read_mcp_file(const std::filesystem::path& path, const std::string& shown);

// True: the file is not what was read.
[[nodiscard]] bool has_changed(const McpFile& file);

// Paths of files below `root` (a repository's worktree, else a folder) whose path is that of a client's config; sorted,
// relative to `root`. Links are left out.
struct McpPaths {
  std::filesystem::path root;
  std::vector<std::string> paths;
  std::vector<std::string> unreadable;
};
[[nodiscard]] Result<McpPaths> find_mcp_files(const std::filesystem::path& folder, bool use_environment);

}  // namespace leaksieve::cli
