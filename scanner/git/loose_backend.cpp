#include "scanner/git/loose_backend.h"

#include <cstring>
#include <new>

#include "scanner/git/handle.h"
#include "scanner/git/loose_store.h"

namespace leaksieve::git {
namespace {

struct Backend : git_odb_backend {
  explicit Backend(std::filesystem::path objects) : git_odb_backend(), store(std::move(objects)) {}
  LooseStore store;
};

const LooseStore& store_of(git_odb_backend* backend) { return static_cast<Backend*>(backend)->store; }

int fail(const Error& error) noexcept {
  if (error.kind == ErrorKind::kNotFound) return GIT_ENOTFOUND;
  git_error_set_str(GIT_ERROR_ODB, error.message.c_str());
  return GIT_ERROR;
}

int out_of_memory() noexcept {
  git_error_set_oom();
  return GIT_ERROR;
}

int read(void** out, std::size_t* size, git_object_t* type, git_odb_backend* backend, const git_oid* id) noexcept try {
  const Result<Object> object = store_of(backend).read(from_raw(*id));
  if (!object) return fail(object.error());
  *out = git_odb_backend_data_alloc(backend, object->content.size() + 1);
  if (*out == nullptr) return out_of_memory();
  std::memcpy(*out, object->content.c_str(), object->content.size() + 1);
  *size = object->content.size();
  *type = static_cast<git_object_t>(object->type);
  return 0;
} catch (const std::exception&) {
  return out_of_memory();
}

int read_header(std::size_t* size, git_object_t* type, git_odb_backend* backend, const git_oid* id) noexcept try {
  const Result<ObjectHeader> header = store_of(backend).read_header(from_raw(*id));
  if (!header) return fail(header.error());
  *size = header->size_bytes;
  *type = static_cast<git_object_t>(header->type);
  return 0;
} catch (const std::exception&) {
  return out_of_memory();
}

int exists(git_odb_backend* backend, const git_oid* id) noexcept try {
  return store_of(backend).exists(from_raw(*id)) ? 1 : 0;
} catch (const std::exception&) {
  return 0;
}

int exists_prefix(git_oid* out, git_odb_backend* backend, const git_oid* prefix, std::size_t length) noexcept try {
  if (length < 2) return GIT_EAMBIGUOUS;
  const std::vector<Oid> found = store_of(backend).find_prefix(from_raw(*prefix).hex().substr(0, length));
  if (found.empty()) return GIT_ENOTFOUND;
  if (found.size() > 1) return GIT_EAMBIGUOUS;
  *out = to_raw(found.front());
  return 0;
} catch (const std::exception&) {
  return out_of_memory();
}

// NOLINTNEXTLINE(readability-function-size): libgit2's signature
int read_prefix(git_oid* full, void** out, std::size_t* size, git_object_t* type, git_odb_backend* backend,
                const git_oid* prefix, std::size_t length) noexcept {
  const int found = exists_prefix(full, backend, prefix, length);
  return found == 0 ? read(out, size, type, backend, full) : found;
}

int for_each(git_odb_backend* backend, git_odb_foreach_cb take, void* payload) noexcept try {
  int code = 0;
  store_of(backend).for_each_id([&](const Oid& id) {
    const git_oid raw = to_raw(id);
    code = take(&raw, payload);
    return code == 0;
  });
  return code;
} catch (const std::exception&) {
  return out_of_memory();
}

}  // namespace

git_odb_backend* make_loose_backend(const std::filesystem::path& objects) {
  auto* backend = new Backend(objects);  // freed by its own `free`
  git_odb_init_backend(backend, GIT_ODB_BACKEND_VERSION);
  backend->read = read;
  backend->read_header = read_header;
  backend->read_prefix = read_prefix;
  backend->exists = exists;
  backend->exists_prefix = exists_prefix;
  backend->foreach = for_each;
  backend->free = [](git_odb_backend* self) { delete static_cast<Backend*>(self); };
  return backend;
}

}  // namespace leaksieve::git
