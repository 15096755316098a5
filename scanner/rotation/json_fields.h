// Reads a JSON document of unknown origin field by field and keeps the first thing that is wrong, with its place.
// Inner header of the rotation layer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "scanner/base/result.h"

namespace leaksieve::rotation {

// Shared by the fields of one document.
struct JsonContext {
  std::string name;  // the file's
  std::optional<Error> error;
  void fail(const std::string& place, const std::string& what);
};

// An object and where it stands in the document. A reader goes on after an error with empty values; the caller asks the
// context in the end.
class JsonFields {
 public:
  JsonFields(const nlohmann::json& json, std::string place, JsonContext& context);

  [[nodiscard]] bool has(const char* key) const;                   // and it is not null
  [[nodiscard]] std::string text(const char* key) const;           // demanded
  [[nodiscard]] std::string text_or_empty(const char* key) const;  // absent or null: ""
  [[nodiscard]] bool flag(const char* key) const;                  // demanded
  [[nodiscard]] bool flag_or(const char* key, bool otherwise) const;
  [[nodiscard]] std::uint64_t count(const char* key) const;  // demanded
  [[nodiscard]] std::optional<std::uint64_t> count_or_null(const char* key) const;
  [[nodiscard]] std::vector<std::string> texts(const char* key) const;   // demanded
  [[nodiscard]] JsonFields object(const char* key) const;                // demanded
  [[nodiscard]] std::vector<JsonFields> objects(const char* key) const;  // demanded
  [[nodiscard]] std::vector<JsonFields> objects_or_none(const char* key) const;

  void fail(const char* key, const std::string& what) const;
  [[nodiscard]] JsonContext& context() const { return *context_; }

 private:
  [[nodiscard]] const nlohmann::json* find(const char* key) const;
  [[nodiscard]] const nlohmann::json* demand(const char* key) const;
  [[nodiscard]] std::string place_of(const char* key) const;

  const nlohmann::json* json_;
  std::string place_;
  JsonContext* context_;
};

}  // namespace leaksieve::rotation
