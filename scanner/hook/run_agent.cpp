// What an agent is about to do: write, run, send, read, commit.
#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/hook/agent_call.h"
#include "scanner/report/mask.h"
#include "scanner/report/words.h"
#include "scanner/scan/scan.h"
#include "scanner/scan/scan_unstaged.h"

namespace leaksieve::hook {
namespace {

constexpr std::size_t kMostTold = 5;

std::string_view advice_for(const AgentCall& call) {
  if (call.is_prompt) return "Take the secret out of the prompt; name the variable or the file that holds it.";
  return "Do not write the value itself. Refer to an environment variable or a secret store, and ask the user to put "
         "the secret "
         "there. If this is a false alarm, ask the user; do not work around it.";
}

std::string tell(const report::RunReport& run, const std::vector<std::string>& places, const AgentCall& call) {
  const auto& leaks = run.scans.front().leaks;
  std::string text = fmt::format("leaksieve: stopped, it holds {}:\n", report::counted(leaks.size(), "secret"));
  for (std::size_t i = 0; i < leaks.size() && i < kMostTold; ++i) {
    const rules::Rule& rule = report::rule_of(run, leaks[i]);
    text += fmt::format("  {}: {} ({}), {}\n", places[i], rule.description, rule.id,
                        clean_line(leaks[i].secret.redacted(), 40));
  }
  return text + std::string(advice_for(call)) + "\n";
}

// Where a command of the call runs.
std::string folder_of(const AgentCall& call, const std::string& folder) {
  const std::filesystem::path base = call.directory.empty() ? "." : call.directory;
  return folder.empty() ? base.string() : (base / folder).string();
}

}  // namespace

Result<Outcome> run_agent_call(const AgentCall& call, const Context& context) {
  report::RunReport run;
  run.rules = &context.db->rule_set();
  report::ScanReport& all = run.scans.emplace_back();
  std::vector<std::string> places;
  const auto take = [&](report::ScanReport part, std::string_view where) {
    for (finding::Leak& leak : part.leaks) {
      const LineColumn at = leak.occurrences.empty() ? LineColumn{} : leak.occurrences.front().position;
      const std::string path = leak.occurrences.empty() ? "" : quote_path(leak.occurrences.front().path);
      places.push_back(fmt::format("{}, line {}", where.empty() ? std::string_view(path) : where, at.line));
      all.leaks.push_back(std::move(leak));
    }
    all.complete = all.complete && part.complete;
  };
  for (const CallText& text : call.texts) {
    Result<report::ScanReport> part =
        scan::scan_text(text.text, text.path, context.options, {context.db, context.stop, {}});
    if (!part) return part.error();
    take(std::move(*part), text.path.empty() ? "the call" : quote_path(text.path));
  }
  // Outside of a repository git itself refuses.
  for (const std::string& folder : call.git.directories) {
    scan::ScanOptions options = context.options;
    options.staged = true;
    Result<report::ScanReport> part =
        scan::scan_repository(folder_of(call, folder), false, options, {context.db, context.stop, {}});
    if (part) take(std::move(*part), "what is staged");
  }
  for (const Taken& taken : call.git.taken) {
    if (!call.git.commits) break;  // `git add` alone is looked at when it is committed
    Result<report::ScanReport> part =
        scan::scan_unstaged(folder_of(call, taken.directory), {taken.tracked, taken.everything, taken.paths},
                            context.options, {context.db, context.stop, {}});
    if (part) take(std::move(*part), "");
  }
  if (all.leaks.empty()) return Outcome{};
  return Outcome{true, tell(report::mask_secrets(run), places, call)};
}

}  // namespace leaksieve::hook
