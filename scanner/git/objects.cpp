// One libgit2 object database a reader, made of the packs and the loose folder of every object directory. The list of
// directories is ours (repository.h), so that GIT_OBJECT_DIRECTORY and its kin count here as they do for git.
#include "scanner/git/objects.h"

#include <git2/sys/odb_backend.h>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/handle.h"
#include "scanner/git/library.h"

namespace leaksieve::git {
namespace fs = std::filesystem;

struct ObjectReader::Impl {
  OdbHandle all;
  std::vector<fs::path> directories;
  std::vector<OdbHandle> copies;  // each pack and each loose folder on its own; opened when an object is broken
  bool copies_opened = false;
};

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
  git_odb_backend* backend = nullptr;
  const int made = git_odb_backend_loose(&backend, directory.c_str(), -1, 0, 0, 0);
  return add_backend(odb, made, backend, kLoosePriority, directory);
}

Status add_packs(git_odb* odb, const fs::path& directory) {
  git_odb_backend* backend = nullptr;
  const int made = git_odb_backend_pack(&backend, directory.c_str());
  return add_backend(odb, made, backend, kPackPriority, directory);
}

// Every pack and loose folder as a database of its own: where one copy of an object is broken another may be whole.
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

Error read_error(int rc, const Oid& id) {
  if (rc == GIT_ENOTFOUND) return {ErrorKind::kNotFound, fmt::format("object '{}' is missing", id.hex())};
  return from_git(rc, fmt::format("cannot read object '{}'", id.hex()));
}

}  // namespace

ObjectReader::ObjectReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ObjectReader::ObjectReader(ObjectReader&&) noexcept = default;
ObjectReader& ObjectReader::operator=(ObjectReader&&) noexcept = default;
ObjectReader::~ObjectReader() = default;

Result<ObjectReader> ObjectReader::open(const Repository& repository) {
  Result<OdbHandle> odb = new_odb();
  if (!odb) return odb.error();
  auto impl = std::make_unique<Impl>();
  impl->directories = repository.object_directories();
  for (const fs::path& directory : impl->directories) {
    if (std::error_code error; !fs::is_directory(directory, error)) continue;  // told by check_store()
    if (Status status = add_packs(odb->get(), directory); !status) return status.error();
    if (Status status = add_loose(odb->get(), directory); !status) return status.error();
  }
  impl->all = std::move(*odb);
  return ObjectReader(std::move(impl));
}

Result<Object> ObjectReader::read(const Oid& id) {
  if (id.size() != Oid::kSha1Bytes || id.is_null()) return read_error(GIT_ENOTFOUND, id);
  const git_oid raw_id = to_raw(id);
  git_odb_object* raw = nullptr;
  int rc = git_odb_read(&raw, impl_->all.get(), &raw_id);
  if (rc < 0 && rc != GIT_ENOTFOUND) {
    const Error error = read_error(rc, id);
    if (!impl_->copies_opened) impl_->copies = open_copies(impl_->directories);
    impl_->copies_opened = true;
    for (std::size_t i = 0; i < impl_->copies.size() && rc < 0; ++i) {
      rc = git_odb_read(&raw, impl_->copies[i].get(), &raw_id);
    }
    if (rc < 0) return error;
  }
  if (rc < 0) return read_error(rc, id);
  const OdbObjectHandle object(raw);
  const auto type = git_odb_object_type(raw);
  if (type < GIT_OBJECT_COMMIT || type > GIT_OBJECT_TAG) {
    return Error{ErrorKind::kCorrupt, fmt::format("cannot read object '{}': it is of no known type", id.hex())};
  }
  const auto* data = static_cast<const char*>(git_odb_object_data(raw));
  return Object{static_cast<ObjectType>(type), std::string(data, git_odb_object_size(raw))};
}

Result<ObjectHeader> ObjectReader::read_header(const Oid& id) {
  if (id.size() != Oid::kSha1Bytes || id.is_null()) return read_error(GIT_ENOTFOUND, id);
  const git_oid raw_id = to_raw(id);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (const int rc = git_odb_read_header(&size, &type, impl_->all.get(), &raw_id); rc < 0) return read_error(rc, id);
  if (type < GIT_OBJECT_COMMIT || type > GIT_OBJECT_TAG) {
    return Error{ErrorKind::kCorrupt, fmt::format("cannot read object '{}': it is of no known type", id.hex())};
  }
  return ObjectHeader{static_cast<ObjectType>(type), size};
}

bool ObjectReader::exists(const Oid& id) {
  if (id.size() != Oid::kSha1Bytes || id.is_null()) return false;
  const git_oid raw_id = to_raw(id);
  return git_odb_exists(impl_->all.get(), &raw_id) == 1;
}

Status ObjectReader::for_each_id(const std::function<bool(const Oid&)>& take) {
  const int rc = git_odb_foreach(
      impl_->all.get(),
      [](const git_oid* id, void* payload) {
        const auto& sink = *static_cast<const std::function<bool(const Oid&)>*>(payload);
        return sink(from_raw(*id)) ? 0 : GIT_EUSER;
      },
      const_cast<std::function<bool(const Oid&)>*>(&take));  // NOLINT(cppcoreguidelines-pro-type-const-cast): C API
  if (rc < 0 && rc != GIT_EUSER) return from_git(rc, "cannot list the objects");
  return {};
}

}  // namespace leaksieve::git
