#include "scanner/mcp/url_parts.h"

#include <algorithm>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/unwrap.h"

namespace leaksieve::mcp {
namespace {

void cut_query(const MappedText& text, std::vector<UrlParts::Parameter>& out) {
  const Bytes bytes = text.text();
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find_first_of("&;", begin), bytes.size());
    const std::size_t equals = std::min(bytes.find('=', begin), end);
    const MappedText name = percent_decoded(text.slice(begin, equals), Plus::kKept);
    out.push_back({std::string(name.text()), text.slice(std::min(equals + 1, end), end)});
    begin = end + 1;
  }
}

}  // namespace

std::optional<UrlParts> parse_url(const MappedText& text) {
  const Bytes bytes = text.text();
  const std::size_t colon = bytes.find("://");
  if (colon == Bytes::npos || colon == 0 || colon > 32) return std::nullopt;
  UrlParts url;
  url.scheme = lower_case(bytes.substr(0, colon));
  const auto in_scheme = [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.' || c == ':'; };
  if (!std::all_of(url.scheme.begin(), url.scheme.end(), in_scheme)) return std::nullopt;
  const std::size_t begin = colon + 3;
  // A password may hold '/' unescaped: the authority then ends behind the last '@' before the query.
  const std::size_t query = std::min(bytes.find('?', begin), bytes.size());
  std::size_t path = std::min(bytes.find('/', begin), query);
  std::size_t at = bytes.substr(0, path).rfind('@');
  if ((at == Bytes::npos || at < begin) && bytes.substr(begin, path - begin).find(':') != Bytes::npos &&
      url.scheme.substr(0, 4) != "http") {
    const std::size_t late = bytes.substr(0, query).rfind('@');
    if (late != Bytes::npos && late > begin) {
      at = late;
      path = std::min(bytes.find('/', late), query);
    }
  }
  std::size_t host = begin;
  if (at != Bytes::npos && at >= begin) {
    const std::size_t separator = std::min(bytes.find(':', begin), at);
    url.user = text.slice(begin, separator);
    url.has_password = separator < at;
    if (url.has_password) url.password = text.slice(separator + 1, at);
    host = at + 1;
  }
  std::size_t host_end = std::min(bytes.find_first_of(":,", host), path);
  if (host < path && bytes[host] == '[') host_end = std::min(bytes.find(']', host), path);
  url.host = lower_case(bytes.substr(host, host_end - host));
  for (std::size_t i = path; i < query;) {
    const std::size_t next = std::min(bytes.find('/', i + 1), query);
    if (next > i + 1) url.segments.push_back(text.slice(i + 1, next));
    i = next;
  }
  if (query < bytes.size()) {
    const std::size_t hash = std::min(bytes.find('#', query), bytes.size());
    cut_query(text.slice(query + 1, hash), url.query);
    if (hash < bytes.size()) cut_query(text.slice(hash + 1, bytes.size()), url.query);
  }
  return url;
}

bool is_local_host(const std::string& host) {
  if (host.empty() || host == "::1" || host == "[::1" || host == "0.0.0.0") return true;
  for (const std::string_view start : {"127.", "10.", "192.168.", "172.17.", "172.18.", "169.254."}) {
    if (host.starts_with(start)) return true;
  }
  for (const std::string_view end : {"localhost", ".local", ".internal", ".lan", ".test", ".localdomain"}) {
    if (host.ends_with(end)) return true;
  }
  return host.find('.') == std::string::npos && host.find(':') == std::string::npos;
}

}  // namespace leaksieve::mcp
