#include "scanner/finding/entry_lines.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/quote.h"

namespace leaksieve::finding {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

class Reader {
 public:
  Reader(const std::string& name, std::string_view format, std::span<const EntryKey> keys)
      : name_(name), format_(format), keys_(keys) {}

  Status read(std::string_view text, const std::function<Status(const EntryFields&)>& take) {
    while (!text.empty()) {
      ++number_;
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
      Status status = has_header_ ? read_entry(line, take) : read_header(line);
      if (!status) return status;
    }
    if (!has_header_) return wrong(fmt::format("it is empty; its first line has to be {}", header_line(format_)));
    return {};
  }

 private:
  Error wrong(const std::string& text) const {
    return {ErrorKind::kUsage, fmt::format("{}:{}: {}", quote_path(name_), std::max<std::size_t>(number_, 1), text)};
  }

  static bool is_conflict(std::string_view line) {
    return line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>");
  }

  Status read_header(std::string_view line) {
    const Json header = Json::parse(line, nullptr, false);
    const auto of_format = [&] {
      return header.is_object() && header.value("format", Json()) == Json(std::string(format_)) &&
             header.contains("version");
    };
    if (!of_format())
      return wrong(fmt::format("not a {} file: its first line has to be {}", format_, header_line(format_)));
    if (header["version"] != Json(kVersion)) {
      return wrong(fmt::format("version {} of {} is not known here: a newer leaksieve wrote it",
                               clean_line(header["version"].dump(-1, ' ', true, Json::error_handler_t::replace), 20),
                               format_));
    }
    has_header_ = true;
    return {};
  }

  Status read_entry(std::string_view line, const std::function<Status(const EntryFields&)>& take) {
    if (is_conflict(line)) return wrong("a merge's conflict mark: keep the lines of both sides and take the marks out");
    const Json entry = Json::parse(line, nullptr, false);
    if (!entry.is_object()) return wrong("no entry: a line is one JSON object");
    EntryFields fields;
    for (const auto& [key, value] : entry.items()) {
      const auto known = std::ranges::find(keys_, key, &EntryKey::name);
      if (known == keys_.end())
        return wrong(fmt::format("unknown key '{}'; there are: {}", clean_line(key, 40), names()));
      if (Status status = read_value(*known, value, fields[key]); !status) return status;
    }
    if (const Status status = take(fields); !status) return wrong(status.error().message);
    return {};
  }

  Status read_value(const EntryKey& key, const Json& value, std::vector<std::string>& texts) const {
    if (!key.is_list && value.is_string()) {
      texts.push_back(value.get<std::string>());
      return {};
    }
    const bool fits =
        key.is_list && value.is_array() && std::ranges::all_of(value, [](const Json& v) { return v.is_string(); });
    if (!fits) return wrong(fmt::format("'{}' has to be a {}", key.name, key.is_list ? "list of texts" : "text"));
    for (const Json& each : value) texts.push_back(each.get<std::string>());
    return {};
  }

  std::string names() const {
    std::string all;
    for (const EntryKey& key : keys_) all += (all.empty() ? "" : ", ") + std::string(key.name);
    return all;
  }

  const std::string& name_;
  std::string_view format_;
  std::span<const EntryKey> keys_;
  std::size_t number_ = 0;
  bool has_header_ = false;
};

// With a blank behind each comma and colon, for people.
std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

Status read_entries(std::string_view text, const std::string& name, std::string_view format,
                    std::span<const EntryKey> keys, const std::function<Status(const EntryFields&)>& take) {
  return Reader(name, format, keys).read(text, take);
}

std::string header_line(std::string_view format) {
  return fmt::format("{{\"format\": \"{}\", \"version\": {}}}", format, kVersion);
}

std::string entry_line(const EntryFields& fields, std::span<const EntryKey> keys) {
  std::string line;
  for (const EntryKey& key : keys) {
    const auto field = fields.find(key.name);
    if (field == fields.end() || field->second.empty() || (!key.is_list && field->second.front().empty())) continue;
    std::string value;
    for (const std::string& text : field->second) {
      if (!value.empty()) value += ", ";
      value += dump(Json(to_valid_utf8(text)));
    }
    if (key.is_list) value = fmt::format("[{}]", value);
    line += fmt::format("{}\"{}\": {}", line.empty() ? "" : ", ", key.name, value);
  }
  return "{" + line + "}";
}

std::string text_of(const EntryFields& fields, std::string_view key) {
  const auto found = fields.find(key);
  return found == fields.end() || found->second.empty() ? std::string() : found->second.front();
}

}  // namespace leaksieve::finding
