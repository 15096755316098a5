// Agents name the parts of a tool call differently, and new tools come every month. So every string in the call is
// looked at, but those under names that say where, not what.
#include "scanner/hook/agent_call.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <regex>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/quote.h"
#include "scanner/hook/script.h"

namespace leaksieve::hook {
namespace {

using Json = nlohmann::json;

// Not looked at: what the call replaces, and what describes the session.
constexpr std::array<std::string_view, 24> kPassedOver = {
    "session_id",    "sessionId",       "transcript_path",   "cwd",           "hook_event_name", "old_string",
    "old_str",       "oldString",       "conversation_id",   "generation_id", "workspace_roots", "tool_use_id",
    "trajectory_id", "execution_id",    "timestamp",         "model",         "cursor_version",  "user_email",
    "turn_id",       "permission_mode", "agent_action_name", "tool_name",     "toolName",        "description"};
constexpr std::array<std::string_view, 7> kPathNames = {"file_path",     "filePath", "path",       "absolute_path",
                                                        "notebook_path", "filename", "target_file"};
constexpr std::array<std::string_view, 3> kCommandNames = {"command", "command_line", "cmd"};
constexpr std::array<std::string_view, 3> kPromptNames = {"prompt", "user_prompt", "userPrompt"};
constexpr int kDeepest = 40;

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string text_at(const Json& json, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (json.contains(name) && json[name].is_string()) return json[name].get<std::string>();
  }
  return "";
}

std::string path_in(const Json& object) {
  for (const std::string_view name : kPathNames) {
    const auto found = object.find(std::string(name));
    if (found != object.end() && found->is_string()) return found->get<std::string>();
  }
  return "";
}

void add_command(const std::string& text, GitCommand& git) {
  static const std::regex kCommit(R"(\bgit\b[^;&|\n]*\bcommit\b)");
  GitCommand read = read_git_command(text);
  // Where it is hidden from a reader of shell (another language, a wrapper), what is staged is looked at all the same.
  if (!read.commits && std::regex_search(text.substr(0, 10'000), kCommit)) read.directories.emplace_back();
  git.commits = git.commits || !read.directories.empty();
  std::ranges::move(read.directories, std::back_inserter(git.directories));
  std::ranges::move(read.taken, std::back_inserter(git.taken));
}

// A text for a shell, or a list of words, of which one may be such a text ("bash", "-lc", "...").
void read_command(const Json& value, AgentCall& call) {
  if (value.is_string()) return add_command(value.get<std::string>(), call.git);
  if (!value.is_array()) return;
  std::string words;
  for (const Json& word : value) {
    if (word.is_string()) words += (words.empty() ? "" : " ") + shell_word(word.get<std::string>());
  }
  add_command(words, call.git);
}

void collect(const Json& json, const std::string& path, int depth, AgentCall& call);

void collect_member(const std::string& name, const Json& value, const std::string& path, int depth, AgentCall& call) {
  if (is_one_of(kPassedOver, name) || is_one_of(kPathNames, name)) return;
  if (is_one_of(kPromptNames, name)) call.is_prompt = true;
  if (is_one_of(kCommandNames, name)) read_command(value, call);
  collect(value, path, depth + 1, call);
}

void collect(const Json& json, const std::string& path, int depth, AgentCall& call) {
  if (depth > kDeepest) return;
  if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    const bool may_be_json = text.starts_with('{') || text.starts_with('[');
    const Json inner = may_be_json ? Json::parse(text, nullptr, false) : Json();
    if (inner.is_structured()) return collect(inner, path, depth + 1, call);
    call.texts.push_back({path, text});
  } else if (json.is_object()) {
    const std::string own = path_in(json);
    for (const auto& [name, value] : json.items()) collect_member(name, value, own.empty() ? path : own, depth, call);
  } else if (json.is_array()) {
    for (const Json& value : json) collect(value, path, depth + 1, call);
  }
}

bool reads_a_file(const Json& json, const std::string& event) {
  const std::string tool = text_at(json, {"tool_name", "toolName"});
  return tool == "Read" || tool.starts_with("read_") || tool == "view" || event == "pre_read_code" ||
         event == "beforeReadFile";
}

// What an agent is about to read, where the call does not hold it.
void add_file(const Json& json, AgentCall& call) {
  for (const char* name : {"tool_input", "tool_info", "toolArgs"}) {
    if (!json.contains(name)) continue;
    Json part = json[name];
    if (part.is_string()) part = Json::parse(part.get<std::string>(), nullptr, false);
    const std::string path = part.is_object() ? path_in(part) : "";
    if (!path.empty()) call.texts.push_back({path, read_text(path)});
  }
}

}  // namespace

Result<AgentCall> parse_agent_call(std::string_view input) {
  const Json json = Json::parse(input, nullptr, false);
  if (!json.is_object())
    return Error{ErrorKind::kUsage, "standard input is no JSON object, as an agent's hook gets it"};
  AgentCall call;
  call.event = text_at(json, {"hook_event_name", "agent_action_name"});
  if (json.contains("cwd") && json["cwd"].is_string()) call.directory = json["cwd"].get<std::string>();
  collect(json, "", 0, call);
  if (reads_a_file(json, call.event)) add_file(json, call);
  return call;
}

AgentAnswer answer_agent(const Agent& agent, const AgentCall& call, const Outcome& outcome) {
  if (!outcome.refused) return {};
  const std::string reason = to_valid_utf8(outcome.text);
  Json answer;
  switch (agent.answer) {
    case Answer::kClaude:
      if (call.event == "UserPromptSubmit") {
        answer = {{"decision", "block"}, {"reason", reason}};
      } else {
        answer["hookSpecificOutput"] = {
            {"hookEventName", "PreToolUse"}, {"permissionDecision", "deny"}, {"permissionDecisionReason", reason}};
      }
      break;
    case Answer::kGemini:
      answer = {{"decision", "deny"}, {"reason", reason}};
      break;
    case Answer::kCursor:
      if (call.event == "beforeSubmitPrompt") {
        answer = {{"continue", false}, {"user_message", reason}};
      } else {
        answer = {{"permission", "deny"}, {"user_message", reason}, {"agent_message", reason}};
      }
      break;
    case Answer::kCopilot:
      answer = {{"permissionDecision", "deny"}, {"permissionDecisionReason", reason}};
      break;
    case Answer::kExitStatus:
      return {"", reason, 2};
  }
  return {answer.dump() + "\n", "", 0};
}

}  // namespace leaksieve::hook
