#include "scanner/git/odb.h"

#include <fmt/format.h>
#include <git2/sys/odb_backend.h>

#include "scanner/base/quote.h"
#include "scanner/git/library.h"
#include "scanner/git/loose_backend.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr int kPackPriority = 2, kLoosePriority = 1;

// Takes `backend`, also when it fails.
Status add_backend(git_odb* odb, int made, git_odb_backend* backend, int priority, const fs::path& where) {
  const std::string what = fmt::format("cannot read the objects in '{}'", quote_path(where.string()));
  if (made < 0) return from_git(made, what);
  if (const int rc = git_odb_add_backend(odb, backend, priority); rc < 0) {
    backend->free(backend);
    return from_git(rc, what);
  }
  return {};
}

Result<OdbHandle> new_odb() {
  git_odb* raw = nullptr;
  if (const int rc = git_odb_new(&raw); rc < 0) return from_git(rc, "cannot make an object database");
  return OdbHandle(raw);
}

Status add_loose(git_odb* odb, const fs::path& directory) {
  return add_backend(odb, 0, make_loose_backend(directory), kLoosePriority, directory);
}

Status add_packs(git_odb* odb, const fs::path& directory) {
  git_odb_backend* backend = nullptr;
  const int made = git_odb_backend_pack(&backend, directory.c_str());
  return add_backend(odb, made, backend, kPackPriority, directory);
}

}  // namespace

Result<OdbHandle> open_odb(const std::vector<fs::path>& directories) {
  Result<OdbHandle> odb = new_odb();
  if (!odb) return odb;
  for (const fs::path& directory : directories) {
    if (std::error_code error; !fs::is_directory(directory, error)) continue;
    if (Status status = add_packs(odb->get(), directory); !status) return status.error();
    if (Status status = add_loose(odb->get(), directory); !status) return status.error();
  }
  return odb;
}

std::vector<OdbHandle> open_copies(const std::vector<fs::path>& directories) {
  std::vector<OdbHandle> copies;
  const auto keep = [&copies](Result<OdbHandle> odb, const Status& filled) {
    if (odb && filled) copies.push_back(std::move(*odb));
  };
  for (const fs::path& directory : directories) {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(directory / "pack", error)) {
      if (file.path().extension() != ".idx") continue;
      Result<OdbHandle> odb = new_odb();
      if (!odb) continue;
      git_odb_backend* backend = nullptr;
      const int made = git_odb_backend_one_pack(&backend, file.path().c_str());
      const Status status = add_backend(odb->get(), made, backend, kPackPriority, file.path());
      keep(std::move(odb), status);
    }
    Result<OdbHandle> odb = new_odb();
    if (!odb) continue;
    const Status status = add_loose(odb->get(), directory);
    keep(std::move(odb), status);
  }
  return copies;
}

}  // namespace leaksieve::git
