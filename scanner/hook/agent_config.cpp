#include "scanner/hook/agent_config.h"

#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/quote.h"
#include "scanner/hook/script.h"
#include "scanner/report/report.h"

namespace leaksieve::hook {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kCall = " hook run agent --agent ";  // what our entries hold

Result<Json> read_config(const fs::path& file) {
  const std::string text = read_text(file);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return Json::object();
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object() && (!json.contains("hooks") || json["hooks"].is_object())) return json;
  return Error{ErrorKind::kUsage,
               fmt::format("'{}' is not a JSON object with an object \"hooks\": mend it, and install again",
                           quote_path(file.string()))};
}

bool is_ours(const Json& entry) {
  if (entry.is_string()) return entry.get_ref<const std::string&>().find(kCall) != std::string::npos;
  if (!entry.is_structured()) return false;
  for (const Json& part : entry) {
    if (is_ours(part)) return true;
  }
  return false;
}

void take_out(Json& config) {
  if (!config.contains("hooks")) return;
  Json& hooks = config["hooks"];
  for (auto event = hooks.begin(); event != hooks.end();) {
    if (event->is_array()) {
      for (auto entry = event->begin(); entry != event->end();)
        entry = is_ours(*entry) ? event->erase(entry) : std::next(entry);
    }
    event = event->is_array() && event->empty() ? hooks.erase(event) : std::next(event);
  }
}

Json entry_of(const Agent& agent, const AgentEvent& event, const std::string& command) {
  Json entry = Json::object();
  if (!event.matcher.empty()) entry["matcher"] = event.matcher;
  switch (agent.shape) {
    case ConfigShape::kMatchers:
      entry["hooks"] = Json::array({{{"type", "command"}, {"command", command}}});
      break;
    case ConfigShape::kCommands:
      entry["command"] = command;
      break;
    case ConfigShape::kShells:
      entry["type"] = "command";
      entry["bash"] = command;
      entry["powershell"] = "leaksieve" + command.substr(command.find(kCall));
      break;
  }
  return entry;
}

Status write_config(const fs::path& file, const Json& config) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  return report::write_file_atomically(file.string(), config.dump(2) + "\n");
}

}  // namespace

Result<std::string> install_agent(const AgentInstall& install) {
  const fs::path file = install.root / install.agent->file;
  Result<Json> config = read_config(file);
  if (!config) return config.error();
  take_out(*config);
  if (install.agent->has_version && !config->contains("version")) (*config)["version"] = 1;
  const std::string command = fmt::format("{}{}{}", shell_word(install.program), kCall, install.agent->name);
  for (const AgentEvent& event : install.agent->events) {
    if (event.for_prompts && !install.prompts) continue;
    Json& list = (*config)["hooks"][std::string(event.name)];
    if (!list.is_null() && !list.is_array()) {
      return Error{ErrorKind::kUsage, fmt::format("hooks.{} in '{}' is no list: mend it, and install again", event.name,
                                                  quote_path(file.string()))};
    }
    list.push_back(entry_of(*install.agent, event, command));
  }
  if (Status status = write_config(file, *config); !status) return status.error();
  return fmt::format("{}: tool calls with secrets are stopped from now on, by {}\n", install.agent->name,
                     quote_path(file.string()));
}

Result<std::string> uninstall_agent(const AgentInstall& install) {
  const fs::path file = install.root / install.agent->file;
  std::error_code error;
  if (!fs::exists(file, error)) return fmt::format("{}: nothing of leaksieve's is there\n", install.agent->name);
  Result<Json> config = read_config(file);
  if (!config) return config.error();
  take_out(*config);
  const bool had_hooks = config->contains("hooks") && (*config)["hooks"].empty();
  if (had_hooks) config->erase("hooks");
  const bool is_empty =
      config->empty() || (config->size() == 1 && install.agent->has_version && config->contains("version"));
  if (is_empty) {
    fs::remove(file, error);
  } else if (Status status = write_config(file, *config); !status) {
    return status.error();
  }
  return fmt::format("{}: leaksieve's hooks are out of {}\n", install.agent->name, quote_path(file.string()));
}

}  // namespace leaksieve::hook
