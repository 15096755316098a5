// leaksieve rules profile: what the rules cost on the user's own texts.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/quote.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/rules_here.h"
#include "scanner/cli/terminal.h"
#include "scanner/match/profile.h"

namespace leaksieve::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kMegabyte = 1e6;

Status add_file(const fs::path& path, std::vector<std::string>& texts) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return Error{ErrorKind::kUnreadable, fmt::format("cannot read {}", quote_path(path.string()))};
  texts.push_back(std::move(text));
  return {};
}

// Regular files only, by name; links are not followed.
Status add_folder(const fs::path& folder, std::vector<std::string>& texts) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->symlink_status(ignored).type() == fs::file_type::regular) files.push_back(at->path());
  }
  if (error) {
    return Error{ErrorKind::kUnreadable,
                 fmt::format("cannot read {}: {}", quote_path(folder.string()), error.message())};
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    if (Status status = add_file(file, texts); !status) return status;
  }
  return {};
}

Result<std::vector<std::string>> texts_of(const std::vector<std::string>& operands) {
  std::vector<std::string> texts;
  for (const std::string& operand : operands) {
    std::error_code error;
    Status status;
    if (operand == "-") {
      Result<std::string> text = read_stdin();
      if (!text) return text.error();
      texts.push_back(std::move(*text));
    } else if (fs::is_directory(operand, error)) {
      status = add_folder(operand, texts);
    } else {
      status = add_file(operand, texts);
    }
    if (!status) return status.error();
  }
  std::erase_if(texts, [](const std::string& text) { return text.empty(); });
  if (texts.empty()) return Error{ErrorKind::kUsage, "there is no text in what was named: nothing to measure"};
  return texts;
}

double bytes_per_second(const match::Profile& profile) {
  return profile.set_seconds > 0 ? static_cast<double>(profile.bytes) / profile.set_seconds : 0;
}

std::string as_table(const rules::RuleSet& set, const match::Profile& profile) {
  const double megabytes = static_cast<double>(profile.bytes) / kMegabyte;
  std::string out = fmt::format("{} rules, {:.1f} MB: {:.0f} MB/s on one core\n", set.rules.size(), megabytes,
                                bytes_per_second(profile) / kMegabyte);
  out +=
      fmt::format("share: what the set's time loses without the rule; two series of the set differed by {:.1f} %\n\n",
                  profile.noise * 100);
  out += fmt::format("{:>7} {:>9} {:>9} {:>10} {:>9} {:>9}  rule\n", "share", "ns/KB", "RE2 ns/KB", "ends/MB",
                     "RE2 calls", "matches");
  std::size_t rest = 0;
  for (const match::RuleCost& cost : profile.rules) {
    if (!cost.is_costly) {
      ++rest;
      continue;
    }
    out += fmt::format("{:>6.1f}% {:>9.1f} {:>9.1f} {:>10.1f} {:>9} {:>9}  {}\n", cost.share * 100,
                       cost.seconds * 1e6 / megabytes, cost.confirm_seconds * 1e6 / megabytes,
                       static_cast<double>(cost.ends) / megabytes, cost.calls, cost.matches,
                       clean_line(set.rules[cost.rule].id, 200));
  }
  out += fmt::format("{:>6.1f}% {:>9.1f}  the rest, together: {} rules and what any scan costs\n",
                     profile.rest_share * 100, profile.rest_share * profile.set_seconds * 1e6 / megabytes, rest);
  return out;
}

std::string as_json(const rules::RuleSet& set, const match::Profile& profile) {
  nlohmann::ordered_json document = {{"bytes", profile.bytes},          {"setSeconds", profile.set_seconds},
                                     {"noise", profile.noise},          {"bytesPerSecond", bytes_per_second(profile)},
                                     {"restShare", profile.rest_share}, {"rules", nlohmann::ordered_json::array()}};
  for (const match::RuleCost& cost : profile.rules) {
    nlohmann::ordered_json rule = {{"id", set.rules[cost.rule].id}};
    if (cost.is_costly) rule.update({{"share", cost.share}, {"seconds", cost.seconds}});
    rule.update({{"confirmSeconds", cost.confirm_seconds},
                 {"ends", cost.ends},
                 {"confirmCalls", cost.calls},
                 {"matches", cost.matches}});
    document["rules"].push_back(std::move(rule));
  }
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace

int run_rules_profile(const Invocation& invocation) {
  if (invocation.operands().empty()) {
    return fail({ErrorKind::kUsage, "name texts to measure with: `leaksieve rules profile FILE...`"});
  }
  const std::string format = invocation.text("format", "text");
  if (format != "text" && format != "json") {
    return fail({ErrorKind::kUsage, fmt::format("--format: '{}' is neither text nor json", clean_line(format, 80))});
  }
  const Result<rules::RuleSet> set = rules_here(invocation);
  if (!set) return fail(set.error());
  const Result<std::vector<std::string>> texts = texts_of(invocation.operands());
  if (!texts) return fail(texts.error());
  const Result<match::Profile> profile = match::profile_rules(*set, *texts, {});
  if (!profile) return fail(profile.error());
  const Status status = write_stdout(format == "json" ? as_json(*set, *profile) : as_table(*set, *profile));
  return status ? kExitClean : fail(status.error());
}

}  // namespace leaksieve::cli
