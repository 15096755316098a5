#include "scanner/mcp/judge_documents.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "scanner/filter/entropy.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/names.h"
#include "scanner/mcp/servers.h"
#include "scanner/mcp/services.h"
#include "scanner/mcp/url_parts.h"
#include "scanner/mcp/value_judge.h"
#include "scanner/mcp/word_places.h"

namespace leaksieve::mcp {
namespace {

// Bytes. Linux passes no program a longer variable or argument (execve(2), MAX_ARG_STRLEN): what is longer is the rest
// of a broken document.
constexpr std::size_t kLongestValue = std::size_t{128} << 10;

// Does any value of the server name a host that is not this machine?
bool is_local_server(const Server& server) {
  for (const ServerValue& value : server.values) {
    if (const auto url = parse_url(value.value.trimmed())) {
      const bool database = url->scheme.substr(0, 4) != "http";
      if ((database || value.kind == PlaceKind::kUrl || value.kind == PlaceKind::kEnv) && !is_local_host(url->host))
        return false;
      continue;
    }
    const std::vector<std::string> words = words_of(value.name);
    const bool host = !words.empty() && (words.back() == "host" || words.back() == "hostname" ||
                                         words.back() == "server" || words.back() == "address");
    if (host && !value.value.empty() &&
        !is_local_host(std::string(value.value.text().substr(0, value.value.text().find(':')))))
      return false;
  }
  return true;
}

std::string reason_of(const JudgedValue& value, const std::string& why) {
  const std::string place =
      fmt::format("`{}`{}", value.field, value.server.empty() ? "" : fmt::format(" of server `{}`", value.server));
  if (value.judgement != Judgement::kSecret) return fmt::format("{}: {}", place, why);
  const char* commented = value.is_commented ? ", commented out" : "";
  return fmt::format("value of {}, {} characters, {:.1f} bits each ({}{})", place, value.value.size(),
                     filter::shannon_entropy(value.value), why, commented);
}

JudgedValue judged_value(const Server& server, const ServerValue& value, const JudgedPart& part) {
  JudgedValue judged;
  judged.judgement = part.judgement;
  judged.kind = value.kind;
  judged.span = part.part.span();
  judged.value = std::string(part.part.text());
  judged.server = server.name;
  judged.field = value.field;
  judged.name = part.name.empty() ? value.name : part.name;
  const bool nested = !part.name.empty() && value.kind != PlaceKind::kUrl && part.part.size() < value.value.size() &&
                      (value.value.text().find('{') != Bytes::npos);
  if (nested) judged.field += "." + part.name;
  judged.service = part.service;
  if (judged.service.empty() && part.judgement >= Judgement::kPublic) {
    judged.service = builtin_services().of(judged.name + " " + value.name, server.name);
  }
  judged.is_commented = value.is_commented;
  judged.reason = reason_of(judged, part.why);
  return judged;
}

// Without the client.
std::vector<JudgedValue> judge_server(const Server& server) {
  std::vector<JudgedValue> values;
  const bool local = is_local_server(server);
  for (const ServerValue& value : server.values) {
    if (value.value.size() > kLongestValue) continue;
    const ValueContext context{value.name, value.kind, value.is_expression, value.is_sensitive, local};
    for (const JudgedPart& part : judge_value(value.value, context))
      values.push_back(judged_value(server, value, part));
  }
  return values;
}

// A tree takes up to 250 times its text, so a large text is read in parts: each tells the values that begin in its own
// bytes, and reads some on either side, so that a server is read whole wherever a part ends.
constexpr std::size_t kPart = std::size_t{1} << 20;
constexpr std::size_t kContext = std::size_t{64} << 10;

// A place that two documents share (the sides of a conflict) is told once; a secret before anything else.
void settle_places(std::vector<JudgedValue>& values) {
  std::stable_sort(values.begin(), values.end(), [](const JudgedValue& a, const JudgedValue& b) {
    if (a.span != b.span) return a.span < b.span;
    return a.judgement > b.judgement;
  });
  const auto same = [](const JudgedValue& a, const JudgedValue& b) { return a.span == b.span; };
  values.erase(std::unique(values.begin(), values.end(), same), values.end());
}

bool holds_secret(const std::vector<JudgedValue>& values) {
  return std::ranges::any_of(values, [](const JudgedValue& value) { return value.judgement == Judgement::kSecret; });
}

}  // namespace

std::string client_at(Bytes path) {
  if (path.empty()) return {};
  const Client* client = builtin_clients().at_path(path);
  return client == nullptr ? std::string() : client->name;
}

std::vector<JudgedValue> judge_documents(Bytes text, Bytes path) {
  return DocumentJudge().judge(text, path, find_word_places(text));
}

std::vector<JudgedValue> DocumentJudge::judge(Bytes text, Bytes path, const std::vector<std::size_t>& places,
                                              Wanted wanted) {
  struct Part {
    ByteSpan own;
    std::size_t begin = 0;  // of what was read
    std::vector<JudgedServer> servers;
  };
  const std::string client = client_at(path);
  std::vector<Part> parts;
  for (ByteSpan own{0, 0}; own.begin < text.size(); own.begin = own.end) {
    own.end = std::min(text.size(), own.begin + kPart);
    const std::size_t begin = begin_of_line(text, own.begin - std::min(own.begin, kContext), kContext);
    const std::size_t end = std::min(text.size(), own.end + kContext);
    std::vector<std::size_t> near(std::ranges::lower_bound(places, begin), std::ranges::lower_bound(places, end));
    if (near.empty()) continue;
    for (std::size_t& place : near) place -= begin;
    parts.push_back({own, begin, judge_part(text.substr(begin, end - begin), client, near)});
  }
  std::vector<JudgedValue> values;
  const auto has_secret = [](const JudgedServer& server) { return holds_secret(*server.values); };
  const auto part_has_secret = [&](const Part& part) { return std::ranges::any_of(part.servers, has_secret); };
  if (wanted == Wanted::kAllIfSecret && std::ranges::none_of(parts, part_has_secret)) return values;
  for (const Part& part : parts) {
    std::vector<JudgedValue> of_part;
    for (const JudgedServer& server : part.servers) {
      for (const JudgedValue& value : *server.values) {
        const std::size_t begin = value.span.begin + server.begin + part.begin;
        if (begin < part.own.begin || begin >= part.own.end) continue;
        of_part.push_back(value);
        of_part.back().span = {begin, begin + value.span.size()};
        of_part.back().client = server.client;
      }
    }
    settle_places(of_part);
    std::ranges::move(of_part, std::back_inserter(values));
  }
  return values;
}

std::vector<DocumentJudge::JudgedServer> DocumentJudge::judge_part(Bytes text, const std::string& client,
                                                                   const std::vector<std::size_t>& places) {
  std::vector<JudgedServer> judged;
  for (const Server& server : find_servers(text, places)) {
    JudgedServer one;
    one.values = known_.find(server);
    if (one.values != nullptr) {
      one.begin = first_value_begin(server);
    } else {
      const auto values = std::make_shared<std::vector<JudgedValue>>(judge_server(server));
      known_.learn(server, *values);
      one.values = values;
    }
    const bool by_content = client.empty() || (client == "mcp" && !server.client.empty());
    one.client = by_content ? server.client : client;
    judged.push_back(std::move(one));
  }
  return judged;
}

}  // namespace leaksieve::mcp
