// Errors as values. A function that can fail returns Result<T> or Status; dropping one does not compile
// without a warning. No exception crosses a layer (shared STYLE, "Errors").
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace leaksieve {

enum class ErrorKind {
  kUsage,        // a flag, a file or a configuration that the user gave is wrong (exit 2)
  kNotFound,     // the named thing does not exist
  kUnreadable,   // it exists but cannot be read (permission, I/O)
  kCorrupt,      // its bytes are broken
  kUnsupported,  // a format or feature that this build does not know
  kLimit,        // over a size or memory limit
  kInternal,     // a defect of ours, or a library's unexpected answer
};

// A failure. `message` names the file, object or flag and says what to do; it never holds scanned content.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;
};

// A value of type T or an Error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRED: ok().
  [[nodiscard]] T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRED: !ok().
  [[nodiscard]] const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

// Success, or an Error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const {
    assert(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace leaksieve
