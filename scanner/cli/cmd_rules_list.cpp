// leaksieve rules list: the rules of a scan here, for people (text), programs (json) and pages (markdown:
// docs/rules.md).
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/quote.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/rules_here.h"
#include "scanner/cli/terminal.h"

namespace leaksieve::cli {
namespace {

constexpr std::size_t kLongest = 400;  // bytes of a text in one line

std::string as_text(const rules::RuleSet& set) {
  std::size_t width = 0;
  for (const rules::Rule& rule : set.rules) width = std::max(width, rule.id.size());
  std::string out;
  for (const rules::Rule& rule : set.rules) {
    out += fmt::format("{:<{}}  {:<8}  {:<6}  {}\n", clean_line(rule.id), width, rules::name_of(rule.severity),
                       rules::name_of(rule.confidence), clean_line(rule.description));
  }
  return out;
}

std::string as_json(const rules::RuleSet& set) {
  nlohmann::ordered_json document = {{"rules", nlohmann::ordered_json::array()}};
  for (const rules::Rule& rule : set.rules) {
    document["rules"].push_back({{"id", rule.id},
                                 {"description", rule.description},
                                 {"service", rule.service},
                                 {"kind", rule.kind},
                                 {"severity", rules::name_of(rule.severity)},
                                 {"confidence", rules::name_of(rule.confidence)},
                                 {"checks", rule.checks},
                                 {"references", rule.references},
                                 {"source", rule.source}});
  }
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// One line of a table's cell, with what Markdown would read as its own marks escaped.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : clean_line(text, kLongest)) {
    if (std::string_view("\\|`*_<>[]").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

// A link when it is an address that cannot end the link early.
std::string link(const std::vector<std::string>& references) {
  if (references.empty()) return "";
  const std::string& address = references.front();
  const bool safe = address.starts_with("https://") || address.starts_with("http://");
  if (!safe || address.find_first_of(" <>|()\n\r\t\\") != std::string::npos) return cell(address);
  return fmt::format("[page]({})", clean_line(address, kLongest));
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return text;
}

// By service, those without one behind; within a service by id.
std::vector<const rules::Rule*> by_service(const rules::RuleSet& set) {
  std::vector<const rules::Rule*> order;
  for (const rules::Rule& rule : set.rules) order.push_back(&rule);
  std::ranges::stable_sort(
      order, {}, [](const rules::Rule* rule) { return std::pair(rule->service.empty(), lower(rule->service)); });
  return order;
}

std::string as_markdown(const rules::RuleSet& set) {
  std::set<std::string> services;
  for (const rules::Rule& rule : set.rules) {
    if (!rule.service.empty()) services.insert(rule.service);
  }
  std::string out = fmt::format(
      "# Rules\n\n"
      "{} rules for {} services. Made by `leaksieve rules list --format markdown`; `leaksieve rules show github-pat` "
      "shows one in full.\n\n"
      "Confidence: high, the format alone proves it; medium, the vendor's word is near; low, generic. Severity: what a "
      "stranger can do with it.\n\n"
      "| service | rule | what | confidence | severity | documented |\n"
      "| --- | --- | --- | --- | --- | --- |\n",
      set.rules.size(), services.size());
  for (const rules::Rule* rule : by_service(set)) {
    out +=
        fmt::format("| {} | {} | {} | {} | {} | {} |\n", cell(rule->service), cell(rule->id), cell(rule->description),
                    rules::name_of(rule->confidence), rules::name_of(rule->severity), link(rule->references));
  }
  return out;
}

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace

int run_rules_list(const Invocation& invocation) {
  const std::string format = invocation.text("format", "text");
  if (format != "text" && format != "json" && format != "markdown") {
    return fail({ErrorKind::kUsage,
                 fmt::format("--format: '{}' is neither text nor json nor markdown", clean_line(format, 80))});
  }
  const Result<rules::RuleSet> set = rules_here(invocation);
  if (!set) return fail(set.error());
  const Status status =
      write_stdout(format == "json" ? as_json(*set) : (format == "markdown" ? as_markdown(*set) : as_text(*set)));
  return status ? kExitClean : fail(status.error());
}

}  // namespace leaksieve::cli
