#include "scanner/git/objects.h"

#include <fmt/format.h>

#include "scanner/git/library.h"
#include "scanner/git/odb.h"

namespace leaksieve::git {

struct ObjectReader::Impl {
  OdbHandle all;
  std::vector<ObjectFolder> folders;
  std::vector<OdbHandle> copies;  // each pack and each loose folder on its own; opened when an object is broken
  bool copies_opened = false;
};

namespace {

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
  Result<OdbHandle> odb = open_odb(repository.object_folders());
  if (!odb) return odb.error();
  auto impl = std::make_unique<Impl>();
  impl->folders = repository.object_folders();
  impl->all = std::move(*odb);
  return ObjectReader(std::move(impl));
}

void ObjectReader::open_all_copies() {
  if (!impl_->copies_opened) impl_->copies = open_copies(impl_->folders);
  impl_->copies_opened = true;
}

Result<Object> ObjectReader::read(const Oid& id) {
  if (id.size() != Oid::kSha1Bytes || id.is_null()) return read_error(GIT_ENOTFOUND, id);
  const git_oid raw_id = to_raw(id);
  git_odb_object* raw = nullptr;
  int rc = git_odb_read(&raw, impl_->all.get(), &raw_id);
  if (rc < 0 && rc != GIT_ENOTFOUND) {
    const Error error = read_error(rc, id);
    open_all_copies();
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

}  // namespace leaksieve::git
