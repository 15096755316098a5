// Opening: find the folder, read its configuration file for what this build cannot read, let libgit2 open it, and point
// it at the parts that the environment names elsewhere.
#include "scanner/git/repository.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <git2/sys/repository.h>

#include "scanner/base/quote.h"
#include "scanner/git/environment.h"
#include "scanner/git/handle.h"
#include "scanner/git/library.h"
#include "scanner/git/odb.h"
#include "scanner/git/pack/pack_store.h"

namespace leaksieve::git {
namespace fs = std::filesystem;

struct Repository::Impl {
  RepositoryHandle raw;
  ConfigHandle config;
  fs::path git_dir, common_dir, index_file;
  std::optional<fs::path> worktree;
  std::vector<fs::path> object_directories;
  std::vector<ObjectFolder> object_folders;
  std::mutex packs_mutex;
  std::shared_ptr<const pack::PackStore> packs;
};

namespace {

constexpr const char* kHint = "name a repository, or use --dir to scan a folder without git";

fs::path without_slash(const char* text) {
  fs::path path(text == nullptr ? "" : text);
  return path.has_filename() ? path : path.parent_path();
}

fs::path common_dir_of(const fs::path& git_dir) {
  std::ifstream file(git_dir / "commondir");
  std::string line;
  if (!std::getline(file, line) || line.empty()) return git_dir;
  return (fs::path(line).is_absolute() ? fs::path(line) : git_dir / line).lexically_normal();
}

// Calls `take` for each setting whose name begins and ends so. (git_config_foreach_match() leaks its matches.)
template <class Take>
void for_each_setting(git_config* config, std::string_view begin, std::string_view end, Take take) {
  const std::function<void(const git_config_entry&)> filter = [&](const git_config_entry& entry) {
    const std::string_view name = entry.name;
    if (name.starts_with(begin) && name.ends_with(end)) take(name, entry.value == nullptr ? "true" : entry.value);
  };
  git_config_foreach(
      config,
      [](const git_config_entry* entry, void* payload) {
        (*static_cast<const std::function<void(const git_config_entry&)>*>(payload))(*entry);
        return 0;
      },
      const_cast<void*>(static_cast<const void*>(&filter)));  // NOLINT(cppcoreguidelines-pro-type-const-cast): C API
}

// What the repository's own configuration file demands of its reader.
struct Demands {
  std::vector<std::string> extensions;
  std::string object_format = "sha1", ref_storage = "files";
};

Status check_demands(const fs::path& git_dir) {
  const std::string file = common_dir_of(git_dir) / "config";
  git_config* raw = nullptr;
  Demands demands;
  if (fs::exists(file)) {
    if (const int rc = git_config_open_ondisk(&raw, file.c_str()); rc < 0) {
      return from_git(rc, fmt::format("cannot read '{}'", quote_path(file)));
    }
    const ConfigHandle config(raw);
    constexpr std::string_view kPrefix = "extensions.";
    for_each_setting(config.get(), kPrefix, "", [&](std::string_view name, const char* value) {
      demands.extensions.emplace_back(name.substr(kPrefix.size()));
      if (name == "extensions.objectformat") demands.object_format = value;
      if (name == "extensions.refstorage") demands.ref_storage = value;
    });
  }
  const std::string where = quote_path(git_dir.string());
  if (demands.object_format != "sha1") {
    return Error{
        ErrorKind::kUnsupported,
        fmt::format("'{}' names its objects by {}: libgit2 {} reads SHA-1 repositories only. Scan its files with "
                    "--dir, or a SHA-1 clone",
                    where, demands.object_format == "sha256" ? "SHA-256" : demands.object_format, libgit2_version())};
  }
  if (demands.ref_storage != "files") {
    return Error{
        ErrorKind::kUnsupported,
        fmt::format("'{}' keeps its refs as '{}': libgit2 {} reads loose and packed refs only. Scan a clone made "
                    "with `git clone --ref-format=files --mirror`",
                    where, demands.ref_storage, libgit2_version())};
  }
  // What is left says how a repository is written, not how it is read.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::vector<const char*> names;
  for (const std::string& name : demands.extensions) names.push_back(name.c_str());
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names.data(), names.size());
  return {};
}

Error not_found(const fs::path& path, const OpenOptions& options) {
  const std::string where = quote_path(path.string());
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    const bool denied = error == std::errc::permission_denied;
    return {denied ? ErrorKind::kUnreadable : ErrorKind::kNotFound,
            fmt::format("cannot open '{}': {}", where, denied ? "permission denied" : "no such file or directory")};
  }
  return {ErrorKind::kNotFound,
          fmt::format("no git repository at '{}'{}: {}", where, options.discover ? " or above it" : "", kHint)};
}

// The folder that holds HEAD.
Result<fs::path> find_git_dir(const fs::path& path, const OpenOptions& options) {
  Buffer found;
  const std::string ceilings = ceiling_directories();
  int rc = git_repository_discover(&found.raw, path.c_str(), 1, ceilings.c_str());
  if (rc == GIT_ENOTFOUND) return not_found(path, options);
  if (rc < 0) return from_git(rc, fmt::format("cannot open '{}'", quote_path(path.string())));
  return without_slash(found.raw.ptr);
}

bool has_setting(::git_repository* repository, const char* name) {
  git_config* raw = nullptr;
  if (git_repository_config(&raw, repository) != 0) return false;
  const ConfigHandle config(raw);
  Buffer ignored;
  return git_config_get_string_buf(&ignored.raw, config.get(), name) == 0;
}

// Without core.bare, git takes a folder that is itself the git directory for bare; libgit2 takes what is around it for
// the worktree.
bool is_bare_by_place(::git_repository* repository, const Environment& environment, const fs::path& git_dir) {
  const char* const folder = git_repository_workdir(repository);
  if (folder == nullptr || environment.git_dir || environment.work_tree || git_repository_is_worktree(repository) != 0)
    return false;
  std::error_code error;
  return git_dir.filename() != ".git" && !fs::exists(fs::path(folder) / ".git", error) &&
         !has_setting(repository, "core.bare") && !has_setting(repository, "core.worktree");
}

Status set_worktree(::git_repository* repository, const Environment& environment) {
  std::string folder;
  if (environment.work_tree) {
    folder = *environment.work_tree;
  } else if (environment.git_dir && git_repository_is_bare(repository) == 0 &&
             !has_setting(repository, "core.worktree")) {
    folder = ".";
  }
  if (folder.empty()) return {};
  const int rc = git_repository_set_workdir(repository, folder.c_str(), 0);
  return rc < 0 ? Status(from_git(rc, fmt::format("cannot use the worktree '{}'", quote_path(folder)))) : Status();
}

Status check_common_dir(const Environment& environment, const fs::path& common) {
  std::error_code error;
  if (!environment.common_dir || fs::equivalent(*environment.common_dir, common, error)) return {};
  return Error{ErrorKind::kUnsupported,
               fmt::format("GIT_COMMON_DIR is '{}', but the repository's common folder is '{}': unset it, or name the "
                           "repository",
                           quote_path(*environment.common_dir), quote_path(common.string()))};
}

Result<RepositoryHandle> open_raw(const fs::path& path, const OpenOptions& options, bool is_git_dir) {
  ::git_repository* raw = nullptr;
  unsigned flags = GIT_REPOSITORY_OPEN_CROSS_FS;
  if (is_git_dir || !options.discover) flags |= GIT_REPOSITORY_OPEN_NO_SEARCH;
  const std::string ceilings = ceiling_directories();
  const int rc = git_repository_open_ext(&raw, path.c_str(), flags, ceilings.c_str());
  if (rc == GIT_ENOTFOUND) return not_found(path, options);
  if (rc < 0) return from_git(rc, fmt::format("cannot open the repository at '{}'", quote_path(path.string())));
  return RepositoryHandle(raw);
}

}  // namespace

Repository::Repository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Result<Repository> Repository::open(const fs::path& path, const OpenOptions& options) {
  start_library();
  const Environment environment = options.use_environment ? read_environment() : Environment{};
  const fs::path start = environment.git_dir ? fs::path(*environment.git_dir) : path;
  OpenOptions used = options;
  if (environment.git_dir) used.discover = false;

  const Result<fs::path> git_dir = find_git_dir(start, used);
  if (!git_dir) return git_dir.error();
  if (const Status status = check_demands(*git_dir); !status) return status.error();
  Result<RepositoryHandle> raw = open_raw(start, used, environment.git_dir.has_value());
  if (!raw) return raw.error();

  auto impl = std::make_unique<Impl>();
  impl->raw = std::move(*raw);
  impl->git_dir = without_slash(git_repository_path(impl->raw.get()));
  impl->common_dir = without_slash(git_repository_commondir(impl->raw.get()));
  if (const Status status = check_common_dir(environment, impl->common_dir); !status) return status.error();
  if (const Status status = set_worktree(impl->raw.get(), environment); !status) return status.error();
  const char* const workdir = git_repository_workdir(impl->raw.get());
  if (workdir != nullptr && !is_bare_by_place(impl->raw.get(), environment, impl->git_dir)) {
    impl->worktree = without_slash(workdir);
  }
  impl->index_file = environment.index_file ? fs::absolute(*environment.index_file) : impl->git_dir / "index";
  impl->object_directories = with_alternates(
      environment.object_directory ? fs::absolute(*environment.object_directory) : impl->common_dir / "objects",
      environment.alternate_object_directories);
  for (const fs::path& folder : impl->object_directories) impl->object_folders.push_back(inspect_folder(folder));
  Result<OdbHandle> odb = open_odb(impl->object_folders);
  if (!odb) return odb.error();
  git_repository_set_odb(impl->raw.get(), odb->get());
  git_config* config = nullptr;
  if (git_repository_config_snapshot(&config, impl->raw.get()) == 0) impl->config.reset(config);
  return Repository(std::move(impl));
}

const fs::path& Repository::git_dir() const { return impl_->git_dir; }
const fs::path& Repository::common_dir() const { return impl_->common_dir; }
const std::optional<fs::path>& Repository::worktree() const { return impl_->worktree; }
fs::path Repository::index_file() const { return impl_->index_file; }
std::vector<fs::path> Repository::object_directories() const { return impl_->object_directories; }
const std::vector<ObjectFolder>& Repository::object_folders() const { return impl_->object_folders; }
Result<std::shared_ptr<const pack::PackStore>> Repository::packs() const {
  const std::lock_guard lock(impl_->packs_mutex);
  if (!impl_->packs) {
    Result<pack::PackStore> store = pack::PackStore::open(impl_->object_directories);
    if (!store) return store.error();
    impl_->packs = std::make_shared<const pack::PackStore>(std::move(*store));
  }
  return impl_->packs;
}

::git_repository* Repository::raw() const { return impl_->raw.get(); }
bool Repository::is_shallow() const { return !shallow_commits().empty(); }

OidSet Repository::shallow_commits() const {
  OidSet commits;
  std::ifstream file(common_dir() / "shallow");
  for (std::string line; std::getline(file, line);) {
    if (const auto id = Oid::from_hex(line)) commits.insert(*id);
  }
  return commits;
}

std::optional<std::string> Repository::config(const std::string& key) const {
  Buffer value;
  if (!impl_->config || git_config_get_string_buf(&value.raw, impl_->config.get(), key.c_str()) != 0) return {};
  return value.text();
}

bool Repository::is_partial() const {
  if (config("extensions.partialclone")) return true;
  bool promisor = false;
  if (!impl_->config) return promisor;
  for_each_setting(impl_->config.get(), "remote.", ".promisor", [&promisor](std::string_view, const char* value) {
    int on = 0;
    if (git_config_parse_bool(&on, value) == 0 && on != 0) promisor = true;
  });
  return promisor;
}

std::vector<std::string> Repository::tracking_patterns() const {
  std::vector<std::string> patterns{"refs/remotes/*"};
  if (!impl_->config) return patterns;
  for_each_setting(impl_->config.get(), "remote.", ".fetch", [&patterns](std::string_view, const char* value) {
    const std::string refspec = value;
    const std::size_t colon = refspec.find(':');
    if (refspec.starts_with('^') || colon == std::string::npos || colon + 1 == refspec.size()) return;
    const std::string destination = refspec.substr(colon + 1);
    if (std::find(patterns.begin(), patterns.end(), destination) == patterns.end()) patterns.push_back(destination);
  });
  return patterns;
}

}  // namespace leaksieve::git
