// Owners for libgit2's objects. Inner header of the git layer.
#pragma once

#include <cstring>
#include <memory>

#include <git2.h>

#include "scanner/base/oid.h"

namespace leaksieve::git {

template <class T, void (*Free)(T*)>
struct Freer {
  void operator()(T* object) const { Free(object); }
};
template <class T, void (*Free)(T*)>
using Handle = std::unique_ptr<T, Freer<T, Free>>;

using RepositoryHandle = Handle<::git_repository, git_repository_free>;
using OdbHandle = Handle<git_odb, git_odb_free>;
using ConfigHandle = Handle<git_config, git_config_free>;
using OdbObjectHandle = Handle<git_odb_object, git_odb_object_free>;
using ObjectHandle = Handle<git_object, git_object_free>;

// A libgit2 text buffer.
struct Buffer {
  git_buf raw = GIT_BUF_INIT;
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { git_buf_dispose(&raw); }
  [[nodiscard]] std::string text() const { return raw.ptr == nullptr ? std::string() : std::string(raw.ptr, raw.size); }
};

[[nodiscard]] inline Oid from_raw(const git_oid& id) { return Oid::from_raw(id.id, Oid::kSha1Bytes); }
[[nodiscard]] inline git_oid to_raw(const Oid& id) {
  git_oid raw;
  std::memcpy(raw.id, id.data(), Oid::kSha1Bytes);
  return raw;
}

}  // namespace leaksieve::git
