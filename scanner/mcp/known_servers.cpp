#include "scanner/mcp/known_servers.h"

#include <algorithm>
#include <string>

#include "scanner/base/hash.h"
#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kLargest = std::size_t{16} << 10;  // bytes of a server's values

// Values that were unescaped or decoded stand in the text in ways that their own bytes do not tell.
bool can_be_known(const Server& server) {
  std::size_t size = 0;
  for (const ServerValue& value : server.values) {
    size += value.value.size();
    if (!value.value.is_plain() || size > kLargest) return false;
  }
  return !server.values.empty();
}

std::size_t begin_of(const Server& server) { return server.values.front().value.offset(0); }

void append_number(std::size_t number, std::string& to) {
  to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append_text(Bytes text, std::string& to) {
  append_number(text.size(), to);
  to.append(text);
}

// All that the judgement of a server's values can depend on.
std::string description_of(const Server& server) {
  std::string text;
  append_text(server.name, text);
  for (const ServerValue& value : server.values) {
    append_number(value.value.offset(0) - begin_of(server), text);
    append_text(value.value.text(), text);
    append_text(value.field, text);
    append_text(value.name, text);
    for (const bool flag : {value.is_expression, value.is_sensitive, value.is_commented}) text.push_back(flag ? 1 : 0);
    text.push_back(static_cast<char>(value.kind));
  }
  return text;
}

void move_spans(std::vector<JudgedValue>& values, std::size_t first, std::size_t by) {
  for (std::size_t i = first; i < values.size(); ++i)
    values[i].span = {values[i].span.begin + by, values[i].span.end + by};
}

}  // namespace

bool KnownServers::append(const Server& server, std::vector<JudgedValue>& values) {
  if (!can_be_known(server)) return false;
  last_ = sha256(description_of(server));
  const auto known = known_.find(last_);
  if (known == known_.end()) return false;
  const std::size_t first = values.size();
  values.insert(values.end(), known->second.begin(), known->second.end());
  move_spans(values, first, begin_of(server));
  return true;
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
  std::vector<JudgedValue> kept = values;
  move_spans(kept, 0, std::size_t{0} - begin_of(server));  // modulo the word's size
  known_.emplace(last_, std::move(kept));
}

}  // namespace leaksieve::mcp
