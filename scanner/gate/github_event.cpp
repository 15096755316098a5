#include "scanner/gate/github_event.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/quote.h"

namespace leaksieve::gate {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t kMostBytes = std::uintmax_t{64} << 20;  // GitHub's own limit for a payload is 25 MB

Error broken(const std::string& file, const std::string& why) {
  return {ErrorKind::kUsage,
          fmt::format("GITHUB_EVENT_PATH: '{}' {}: the change cannot be told; --base and --head can name it",
                      quote_path(file), why)};
}

// Keys, from the outside in. Null when one is not there.
const Json* find(const Json& event, std::initializer_list<const char*> keys) {
  const Json* at = &event;
  for (const char* key : keys) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(key);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::string text(const Json& event, std::initializer_list<const char*> keys) {
  const Json* found = find(event, keys);
  return found != nullptr && found->is_string() ? found->get<std::string>() : "";
}

std::string number(const Json& event, std::initializer_list<const char*> keys) {
  const Json* found = find(event, keys);
  return found != nullptr && found->is_number_unsigned() ? std::to_string(found->get<std::uint64_t>()) : "";
}

bool is_id(const std::string& value) {
  constexpr std::size_t kSha1 = 40, kSha256 = 64;
  return (value.size() == kSha1 || value.size() == kSha256) &&
         value.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_zero(const std::string& id) { return id.find_first_not_of('0') == std::string::npos; }

std::string without(std::string_view prefix, const std::string& ref) {
  return ref.starts_with(prefix) ? ref.substr(prefix.size()) : "";
}

Result<Json> read_event(const std::string& file) {
  std::error_code code;
  if (file.empty()) {
    return Error{ErrorKind::kUsage,
                 "GITHUB_EVENT_PATH is not set: the change cannot be told; --base and --head can name it"};
  }
  const std::uintmax_t size = std::filesystem::file_size(file, code);
  if (code) return broken(file, "cannot be read");
  if (size > kMostBytes) return broken(file, "is over 64 MiB");
  std::ifstream in(file, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad()) return broken(file, "cannot be read");
  Json event = Json::parse(content, nullptr, false);
  if (event.is_discarded() || !event.is_object()) return broken(file, "is not a JSON object");
  return event;
}

Result<Told> read_request(const Json& event, const std::string& file, const Environment& environment, Told told) {
  const std::string base = text(event, {"pull_request", "base", "sha"});
  const std::string head = text(event, {"pull_request", "head", "sha"});
  std::string id = number(event, {"pull_request", "number"});
  if (id.empty()) id = number(event, {"number"});
  if (!is_id(base) || is_zero(base)) return broken(file, "has no pull_request.base.sha");
  if (!is_id(head) || is_zero(head)) return broken(file, "has no pull_request.head.sha");
  told.scope = Scope::kRequest;
  told.subject = id.empty() ? "pull request" : "pull request " + id;
  told.is_head_checked_out = told.event != "pull_request_target";
  told.target = text(event, {"pull_request", "base", "ref"});
  told.heads = {{Name::Kind::kId, head}};
  told.bases = {{Name::Kind::kId, base}};
  const std::string merge = environment.get("GITHUB_SHA");
  if (told.event == "pull_request" && is_id(merge)) told.bases.push_back({Name::Kind::kMergeParent, merge});
  if (!told.target.empty()) told.bases.push_back({Name::Kind::kBranch, told.target});
  if (!id.empty()) told.fetch_head = fmt::format("git fetch --no-tags origin +refs/pull/{}/head", id);
  return told;
}

// A runner that writes no event file: what is checked out, a merge, against the target's branch.
Told request_without_file(const Environment& environment, Told told) {
  told.scope = Scope::kRequest;
  told.subject = "pull request";
  told.target = environment.get("GITHUB_BASE_REF");
  if (is_id(environment.get("GITHUB_SHA"))) told.heads = {{Name::Kind::kId, environment.get("GITHUB_SHA")}};
  told.bases = {{Name::Kind::kBranch, told.target}};
  return told;
}

Result<Told> read_merge_group(const Json& event, const std::string& file, Told told) {
  const std::string base = text(event, {"merge_group", "base_sha"});
  const std::string head = text(event, {"merge_group", "head_sha"});
  if (!is_id(base) || is_zero(base)) return broken(file, "has no merge_group.base_sha");
  if (!is_id(head) || is_zero(head)) return broken(file, "has no merge_group.head_sha");
  told.scope = Scope::kRequest;
  told.subject = "merge group";
  told.target = without("refs/heads/", text(event, {"merge_group", "base_ref"}));
  told.heads = {{Name::Kind::kId, head}};
  told.bases = {{Name::Kind::kId, base}};
  return told;
}

Result<Told> read_push(const Json& event, const std::string& file, Told told) {
  const std::string before = text(event, {"before"}), after = text(event, {"after"}), ref = text(event, {"ref"});
  if (!is_id(before)) return broken(file, "has no 'before'");
  if (!is_id(after)) return broken(file, "has no 'after'");
  told.own_branch = without("refs/heads/", ref);
  told.tag = without("refs/tags/", ref);
  told.subject = "push to " + (told.own_branch.empty() ? ref : told.own_branch);
  told.scope = is_zero(after) ? Scope::kNothing : Scope::kPush;
  told.heads = {{Name::Kind::kId, after}};
  if (!is_zero(before)) told.bases = {{Name::Kind::kId, before}};
  return told;
}

}  // namespace

Result<Told> read_github_event(const Environment& environment) {
  Told told;
  told.event = environment.get("GITHUB_EVENT_NAME");
  if (told.event.empty()) {
    return Error{ErrorKind::kUsage,
                 "GITHUB_EVENT_NAME is not set: the change cannot be told; --base and --head can name it"};
  }
  const std::string file = environment.get("GITHUB_EVENT_PATH");
  const bool is_request = told.event == "pull_request" || told.event == "pull_request_target" ||
                          told.event == "pull_request_review" || told.event == "pull_request_review_comment";
  if (!is_request && told.event != "push" && told.event != "merge_group") {
    told.subject = told.event;
    return told;  // schedule, workflow_dispatch, release and the like bring no change
  }
  if (file.empty() && told.event == "pull_request" && environment.has("GITHUB_BASE_REF")) {
    return request_without_file(environment, std::move(told));
  }
  const Result<Json> event = read_event(file);
  if (!event) return event.error();
  told.default_branch = text(*event, {"repository", "default_branch"});
  if (is_request) return read_request(*event, file, environment, std::move(told));
  if (told.event == "merge_group") return read_merge_group(*event, file, std::move(told));
  return read_push(*event, file, std::move(told));
}

}  // namespace leaksieve::gate
