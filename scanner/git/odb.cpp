#include "scanner/git/odb.h"

#include <algorithm>

#include <fmt/format.h>
#include <git2/sys/odb_backend.h>

#include "scanner/base/quote.h"
#include "scanner/git/library.h"
#include "scanner/git/loose_backend.h"
#include "scanner/git/pack/mapped_file.h"
#include "scanner/git/pack/pack_index.h"

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

Status add_pack(git_odb* odb, const fs::path& index) {
  git_odb_backend* backend = nullptr;
  const int made = git_odb_backend_one_pack(&backend, index.c_str());
  return add_backend(odb, made, backend, kPackPriority, index);
}

Status add_packs(git_odb* odb, const ObjectFolder& folder) {
  if (folder.all_sound) {
    git_odb_backend* backend = nullptr;
    const int made = git_odb_backend_pack(&backend, folder.path.c_str());
    return add_backend(odb, made, backend, kPackPriority, folder.path);
  }
  for (const fs::path& index : folder.sound_indexes) {
    if (Status status = add_pack(odb, index); !status) return status;
  }
  return {};
}

bool is_sound(const fs::path& index) {
  fs::path pack = index;
  pack.replace_extension(".pack");
  std::error_code error;
  const std::uintmax_t size = fs::file_size(pack, error);
  const Result<pack::MappedFile> file = pack::MappedFile::open(index);
  return !error && file && pack::PackIndex::points_into(file->bytes(), Oid::kSha1Bytes, size);
}

}  // namespace

ObjectFolder inspect_folder(const fs::path& path) {
  ObjectFolder folder{path, true, {}};
  std::error_code error;
  for (const auto& file : fs::directory_iterator(path / "pack", error)) {
    if (file.path().extension() != ".idx") continue;
    if (is_sound(file.path())) {
      folder.sound_indexes.push_back(file.path());
    } else {
      folder.all_sound = false;
    }
  }
  std::ranges::sort(folder.sound_indexes);
  return folder;
}

Result<OdbHandle> open_odb(const std::vector<ObjectFolder>& folders) {
  Result<OdbHandle> odb = new_odb();
  if (!odb) return odb;
  for (const ObjectFolder& folder : folders) {
    if (std::error_code error; !fs::is_directory(folder.path, error)) continue;
    if (Status status = add_packs(odb->get(), folder); !status) return status.error();
    if (Status status = add_loose(odb->get(), folder.path); !status) return status.error();
  }
  return odb;
}

std::vector<OdbHandle> open_copies(const std::vector<ObjectFolder>& folders) {
  std::vector<OdbHandle> copies;
  const auto keep = [&copies](const fs::path& path, Status (*add)(git_odb*, const fs::path&)) {
    Result<OdbHandle> odb = new_odb();
    if (odb && add(odb->get(), path)) copies.push_back(std::move(*odb));
  };
  for (const ObjectFolder& folder : folders) {
    for (const fs::path& index : folder.sound_indexes) keep(index, add_pack);
    keep(folder.path, add_loose);
  }
  return copies;
}

}  // namespace leaksieve::git
