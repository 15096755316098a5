#include "scanner/mcp/known_servers.h"

#include <algorithm>
#include <string>

#include "scanner/base/hash.h"
#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kLargest = std::size_t{16} << 10;  // bytes of a server's values

bool can_be_known(const Server& server) {
  std::size_t size = 0;
  for (const ServerValue& value : server.values) size += value.value.size();
  return !server.values.empty() && size <= kLargest;
}

void append_number(std::size_t number, std::string& to) {
  to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append_text(Bytes text, std::string& to) {
  append_number(text.size(), to);
  to.append(text);
}

// What was unescaped or decoded stands in the text in ways that its own bytes do not tell.
void append_places(const MappedText& text, std::size_t from, std::string& to) {
  to.push_back(text.is_plain() ? 1 : 0);
  for (std::size_t i = 0; i < text.size() && !text.is_plain(); ++i) {
    const ByteSpan place = text.span({i, i + 1});
    append_number(place.begin - from, to);
    append_number(place.size(), to);
  }
}

// All that the judgement of a server's values can depend on.
std::string description_of(const Server& server) {
  std::string text;
  append_text(server.name, text);
  for (const ServerValue& value : server.values) {
    append_number(value.value.offset(0) - first_value_begin(server), text);
    append_text(value.value.text(), text);
    append_places(value.value, first_value_begin(server), text);
    append_text(value.field, text);
    append_text(value.name, text);
    for (const bool flag : {value.is_expression, value.is_sensitive, value.is_commented}) text.push_back(flag ? 1 : 0);
    text.push_back(static_cast<char>(value.kind));
  }
  return text;
}

}  // namespace

std::size_t first_value_begin(const Server& server) { return server.values.front().value.offset(0); }

std::shared_ptr<const std::vector<JudgedValue>> KnownServers::find(const Server& server) {
  if (!can_be_known(server)) return nullptr;
  last_ = sha256(description_of(server));
  const auto known = known_.find(last_);
  return known == known_.end() ? nullptr : known->second;
}

void KnownServers::learn(const Server& server, const std::vector<JudgedValue>& values) {
  const auto is_secret = [](const JudgedValue& value) { return value.judgement == Judgement::kSecret; };
  if (!can_be_known(server) || std::ranges::any_of(values, is_secret)) return;
  const std::size_t size = values.size() + 1;  // a server takes memory too
  if (size > kMostValues) return;
  if (values_ + size > kMostValues) {
    known_.clear();
    values_ = 0;
  }
  values_ += size;
  auto kept = std::make_shared<std::vector<JudgedValue>>(values);
  const std::size_t begin = first_value_begin(server);
  for (JudgedValue& value : *kept)
    value.span = {value.span.begin - begin, value.span.end - begin};  // modulo the word's size
  known_.emplace(last_, std::move(kept));
}

}  // namespace leaksieve::mcp
