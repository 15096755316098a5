#include "scanner/cli/mcp_files.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/git/repository.h"
#include "scanner/git/worktree_files.h"
#include "scanner/mcp/judge_documents.h"

namespace leaksieve::cli {
namespace {

Error failed(const std::string& shown, int code) {
  return {code == ENOENT || code == ENOTDIR ? ErrorKind::kNotFound : ErrorKind::kUnreadable,
          fmt::format("cannot read '{}': {}", quote_path(shown), std::strerror(code))};
}

Result<std::string> read_all(int descriptor, const std::string& shown) {
  std::string content;
  char buffer[64 * 1024];
  while (true) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(shown, errno);
    if (count == 0) return content;
    content.append(buffer, static_cast<std::size_t>(count));
    if (content.size() > kLargestMcpFile)
      return Error{ErrorKind::kLimit, fmt::format("'{}' is too large for a config", quote_path(shown))};
  }
}

}  // namespace

Result<McpFile> read_mcp_file(const std::filesystem::path& path, const std::string& shown) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0 && errno == ELOOP)
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' is a symbolic link; name the file it leads to", quote_path(shown))};
  if (descriptor < 0) return failed(shown, errno);
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(descriptor);
    return Error{ErrorKind::kUsage, fmt::format("'{}' is no regular file", quote_path(shown))};
  }
  Result<std::string> content = read_all(descriptor, shown);
  ::close(descriptor);
  if (!content) return content.error();
  return McpFile{shown,
                 path,
                 std::move(*content),
                 static_cast<unsigned>(info.st_mode & 0777U),
                 static_cast<std::uint64_t>(info.st_size),
                 static_cast<std::uint64_t>(info.st_ino),
                 info.st_mtim.tv_sec,
                 info.st_mtim.tv_nsec};
}

bool has_changed(const McpFile& file) {
  const Result<McpFile> now = read_mcp_file(file.path, file.shown);
  return !now || now->inode != file.inode || now->changed_seconds != file.changed_seconds ||
         now->changed_nanoseconds != file.changed_nanoseconds || now->content != file.content;
}

Result<McpPaths> find_mcp_files(const std::filesystem::path& folder, bool use_environment) {
  McpPaths found;
  Result<git::FileList> list = git::FileList{};
  const Result<git::Repository> repository = git::Repository::open(folder, {true, use_environment});
  if (repository) {
    if (!repository->worktree()) return found;
    found.root = *repository->worktree();
    list = git::list_worktree(*repository);
  } else {
    found.root = folder;
    list = git::list_folder(folder);
  }
  if (!list) return list.error();
  for (const git::WorktreeFile& file : list->files) {
    if (!file.is_symlink && !mcp::client_at(file.path).empty()) found.paths.push_back(file.path);
  }
  for (const git::Unreadable& place : list->unreadable) found.unreadable.push_back(place.what + ": " + place.reason);
  return found;
}

}  // namespace leaksieve::cli
