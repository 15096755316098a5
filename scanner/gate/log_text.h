// Lines for a job's log, where the system obeys some of them.
//
// What GitHub's runner obeys: a line that begins with "::" after blanks, and "##[" anywhere in it. Azure's agent:
// "##vso[" and "##[" anywhere. TeamCity, should a job print for it: "##teamcity[". Sources:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, actions/runner's
// ActionCommand.cs; https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands, the agent's
// Command.cs.
#pragma once

#include <string>
#include <string_view>

namespace leaksieve::gate {

// `text` with a blank where a log would take a command out of it: ": :", "# #". Lines of ours hold nothing of that
// kind.
[[nodiscard]] std::string harmless_in_log(std::string_view text);
// The same for JSON, which stays the same document: "\u0023#".
[[nodiscard]] std::string harmless_json_in_log(std::string_view json);

// Values of GitHub's commands, by its documented rules: a message; a property, which ends at ',' and ':'.
[[nodiscard]] std::string github_message(std::string_view text);
[[nodiscard]] std::string github_property(std::string_view text);
// A value of Azure's commands: ';', ']', line ends and '%' as it documents them.
[[nodiscard]] std::string azure_value(std::string_view text);

}  // namespace leaksieve::gate
