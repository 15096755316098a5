#include "scanner/rotation/json_fields.h"

#include <fmt/format.h>

namespace leaksieve::rotation {
namespace {

const nlohmann::json& empty_object() {
  static const nlohmann::json kEmpty = nlohmann::json::object();
  return kEmpty;
}

}  // namespace

void JsonContext::fail(const std::string& place, const std::string& what) {
  if (!error) error = Error{ErrorKind::kUsage, fmt::format("{}: {}: {}", name, place, what)};
}

JsonFields::JsonFields(const nlohmann::json& json, std::string place, JsonContext& context)
    : json_(&json), place_(std::move(place)), context_(&context) {
  if (json.is_object()) return;
  context_->fail(place_.empty() ? "the document" : place_, "has to be an object");
  json_ = &empty_object();
}

std::string JsonFields::place_of(const char* key) const { return place_.empty() ? key : place_ + "." + key; }

void JsonFields::fail(const char* key, const std::string& what) const { context_->fail(place_of(key), what); }

const nlohmann::json* JsonFields::find(const char* key) const {
  const auto found = json_->find(key);
  return found == json_->end() || found->is_null() ? nullptr : &*found;
}

const nlohmann::json* JsonFields::demand(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) fail(key, "is missing");
  return value;
}

bool JsonFields::has(const char* key) const { return find(key) != nullptr; }

std::string JsonFields::text(const char* key) const {
  const nlohmann::json* value = demand(key);
  return value == nullptr ? std::string() : text_or_empty(key);
}

std::string JsonFields::text_or_empty(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  fail(key, "has to be a string");
  return {};
}

bool JsonFields::flag(const char* key) const { return demand(key) != nullptr && flag_or(key, false); }

bool JsonFields::flag_or(const char* key, bool otherwise) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return otherwise;
  if (value->is_boolean()) return value->get<bool>();
  fail(key, "has to be true or false");
  return otherwise;
}

std::uint64_t JsonFields::count(const char* key) const {
  return demand(key) == nullptr ? 0 : count_or_null(key).value_or(0);
}

std::optional<std::uint64_t> JsonFields::count_or_null(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_unsigned()) return value->get<std::uint64_t>();
  fail(key, "has to be a whole number that is not negative");
  return std::nullopt;
}

std::vector<std::string> JsonFields::texts(const char* key) const {
  std::vector<std::string> out;
  const nlohmann::json* value = demand(key);
  if (value == nullptr) return out;
  if (!value->is_array()) fail(key, "has to be a list of strings");
  if (!value->is_array()) return out;
  for (const nlohmann::json& item : *value) {
    if (item.is_string()) {
      out.push_back(item.get<std::string>());
    } else {
      fail(key, "has to be a list of strings");
    }
  }
  return out;
}

JsonFields JsonFields::object(const char* key) const {
  const nlohmann::json* value = demand(key);
  return {value == nullptr ? empty_object() : *value, place_of(key), *context_};
}

std::vector<JsonFields> JsonFields::objects(const char* key) const {
  return demand(key) == nullptr ? std::vector<JsonFields>() : objects_or_none(key);
}

std::vector<JsonFields> JsonFields::objects_or_none(const char* key) const {
  std::vector<JsonFields> out;
  const nlohmann::json* value = find(key);
  if (value == nullptr) return out;
  if (!value->is_array()) fail(key, "has to be a list");
  if (!value->is_array()) return out;
  for (std::size_t i = 0; i < value->size(); ++i) {
    out.emplace_back((*value)[i], fmt::format("{}[{}]", place_of(key), i), *context_);
  }
  return out;
}

}  // namespace leaksieve::rotation
