// leaksieve rules: list, show, check and test them.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/installed_patterns.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/rules_here.h"
#include "scanner/cli/terminal.h"
#include "scanner/finding/rule_test.h"
#include "scanner/match/check_costs.h"
#include "scanner/rules/check.h"
#include "scanner/rules/load.h"

namespace leaksieve::cli {
namespace {

constexpr int kExitProblems = 1;

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

int print(const std::string& text, int exit) {
  const Status status = write_stdout(text);
  return status ? exit : fail(status.error());
}

void append_texts(std::string& out, std::string_view label, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out += fmt::format("  {:<12}", label);
  for (std::size_t i = 0; i < texts.size(); ++i) out += (i == 0 ? "" : ", ") + clean_line(texts[i], 400);
  out += "\n";
}

std::string details(const rules::Rule& rule) {
  std::string out = fmt::format("{}: {}\n", clean_line(rule.id, 200), clean_line(rule.description, 400));
  const auto row = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) out += fmt::format("  {:<12}{}\n", label, text);
  };
  row("service", clean_line(rule.service));
  row("kind", clean_line(rule.kind));
  row("severity", rules::name_of(rule.severity));
  row("confidence", rules::name_of(rule.confidence));
  row("regex", clean_line(rule.regex, 4000));
  row("trigger", clean_line(rule.trigger, 4000));
  row("value", clean_line(rule.value, 4000));
  row("name", clean_line(rule.name, 4000));
  append_texts(out, rule.near_in_name ? "near in name" : "near", rule.near);
  if (rule.quoted) row("quoted", "yes");
  append_texts(out, "parts", rule.parts);
  if (rule.has_parts()) row("within", fmt::format("{} lines", rule.within_lines));
  if (!rule.alone) row("alone", "no: told only as a part");
  row("path", clean_line(rule.path, 4000));
  if (rule.secret_group > 0) row("group", std::to_string(rule.secret_group));
  if (rule.entropy > 0) row("entropy", fmt::format("at least {} bits a byte", rule.entropy));
  append_texts(out, "keywords", rule.keywords);
  append_texts(out, "checks", rule.checks);
  if (rule.on_failed_check == rules::FailedCheck::kLower) row("failed check", "lowers the confidence");
  append_texts(out, "stop words", rule.stopwords);
  if (!rule.allowlists.empty()) row("allowlists", std::to_string(rule.allowlists.size()));
  row("slow because", clean_line(rule.slow_because, 400));
  append_texts(out, "references", rule.references);
  const bool has_examples = !rule.positives.empty() || !rule.negatives.empty();  // built-in ones stay in the source
  if (has_examples)
    row("examples", fmt::format("{} positive, {} negative", rule.positives.size(), rule.negatives.size()));
  row("from", rule.line > 0 && rule.source != "built-in" ? fmt::format("{}:{}", clean_line(rule.source), rule.line)
                                                         : clean_line(rule.source));
  return out;
}

// The file's rules and, when it extends the built-in ones, those: what a scan with it would use.
rules::RuleSet merged(const rules::RuleFile& file) {
  return rules::merge(file.extend_default ? rules::builtin_rules() : rules::RuleSet{}, file);
}

// A set for each of the user's files.
Result<std::vector<rules::RuleSet>> sets_of(const std::vector<std::string>& paths) {
  std::vector<rules::RuleSet> sets;
  for (const std::string& path : paths) {
    const Result<rules::RuleFile> file = rules::load_rule_file(path);
    if (!file) return file.error();
    for (const std::string& warning : file->warnings) print_warning(warning);
    sets.push_back(merged(*file));
  }
  return sets;
}

// One set: the built-in rules are one database.
Result<std::vector<rules::RuleSet>> builtin_set_with_examples() {
  const Result<std::vector<std::filesystem::path>> paths = installed_patterns();
  if (!paths) return paths.error();
  rules::RuleSet set;
  for (const std::filesystem::path& path : *paths) {
    const Result<rules::RuleFile> file = rules::load_rule_file(path);
    if (!file) return file.error();
    set = rules::merge(set, *file);
  }
  return std::vector<rules::RuleSet>{std::move(set)};
}

// What `rules check` has found in its files. Reminders are told too, but do not change the exit status.
class Problems {
 public:
  void check(const rules::RuleFile& file, const std::string& path) {
    const std::size_t before = errors_;
    for (const std::string& warning : file.warnings) text_ += fmt::format("{} (warning)\n", clean_line(warning, 400));
    for (const rules::Problem& problem : rules::check_rules(file.set, rules::Strictness::kUser)) {
      const bool error = problem.kind == rules::ProblemKind::kError;
      if (error) ++errors_;
      add(problem.source, problem.line, problem.rule, problem.message + (error ? "" : " (warning)"));
    }
    // The examples also prove that the engines compile every rule together with those that it will run beside.
    const auto failed = finding::test_examples(merged(file));
    if (!failed) {
      ++errors_;
      text_ += clean_line(failed.error().message, 1000) + "\n";
    } else {
      for (const finding::ExampleFailure& each : *failed) {
        ++errors_;
        add(each.source, each.line, each.rule, each.message);
      }
    }
    if (errors_ == before) check_costs(merged(file), file.set);
    text_ += fmt::format("{}: {} rules, {}\n", quote_path(path), file.set.rules.size(),
                         errors_ == before ? "no errors" : fmt::format("{} errors", errors_ - before));
  }

  [[nodiscard]] bool found() const { return errors_ > 0; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  // Of the file's rules, beside those that they will run with.
  void check_costs(const rules::RuleSet& set, const rules::RuleSet& own) {
    std::vector<std::uint32_t> considered;
    for (std::uint32_t i = 0; i < set.rules.size(); ++i) {
      if (std::ranges::find(own.rules, set.rules[i].id, &rules::Rule::id) != own.rules.end()) considered.push_back(i);
    }
    const auto warnings = match::check_costs(set, considered);
    if (!warnings) {
      ++errors_;
      text_ += clean_line(warnings.error().message, 1000) + "\n";
      return;
    }
    for (const match::CostWarning& each : *warnings) {
      const rules::Rule& rule = set.rules[each.rule];
      add(rule.source, rule.line, rule.id, each.message + " (warning)");
    }
  }

  void add(const std::string& source, std::uint32_t line, const std::string& rule, const std::string& message) {
    text_ += fmt::format("{}:{}: {}{}{}\n", clean_line(source), line, clean_line(rule, 200), rule.empty() ? "" : ": ",
                         clean_line(message, 1000));
  }

  std::string text_;
  std::size_t errors_ = 0;
};

}  // namespace

int run_rules_list(const Invocation& invocation) {
  const Result<rules::RuleSet> set = rules_here(invocation);
  if (!set) return fail(set.error());
  std::size_t width = 0;
  for (const rules::Rule& rule : set->rules) width = std::max(width, rule.id.size());
  std::string out;
  for (const rules::Rule& rule : set->rules) {
    out += fmt::format("{:<{}}  {:<8}  {:<6}  {}\n", clean_line(rule.id, 200), width, rules::name_of(rule.severity),
                       rules::name_of(rule.confidence), clean_line(rule.description));
  }
  return print(out, kExitClean);
}

int run_rules_show(const Invocation& invocation) {
  if (invocation.operands().empty()) {
    return fail({ErrorKind::kUsage, "name a rule: `leaksieve rules show ID` (`leaksieve rules list` lists them)"});
  }
  const Result<rules::RuleSet> set = rules_here(invocation);
  if (!set) return fail(set.error());
  const std::string& id = invocation.operands().front();
  const auto rule = std::ranges::find(set->rules, id, &rules::Rule::id);
  if (rule == set->rules.end()) {
    return fail({ErrorKind::kUsage,
                 fmt::format("there is no rule '{}' (`leaksieve rules list` lists them)", clean_line(id, 80))});
  }
  return print(details(*rule), kExitClean);
}

int run_rules_check(const Invocation& invocation) {
  if (invocation.operands().empty()) {
    return fail({ErrorKind::kUsage, "name a rule file: `leaksieve rules check FILE...`"});
  }
  Problems problems;
  for (const std::string& path : invocation.operands()) {
    const Result<rules::RuleFile> file = rules::load_rule_file(path);
    if (!file) return fail(file.error());
    problems.check(*file, path);
  }
  return print(problems.text(), problems.found() ? kExitProblems : kExitClean);
}

int run_rules_test(const Invocation& invocation) {
  Result<std::vector<rules::RuleSet>> tested =
      invocation.operands().empty() ? builtin_set_with_examples() : sets_of(invocation.operands());
  if (!tested) return fail(tested.error());
  const std::vector<rules::RuleSet>& sets = *tested;
  std::string out;
  std::size_t failures = 0;
  for (const rules::RuleSet& set : sets) {
    const auto failed = finding::test_examples(set);
    if (!failed) return fail(failed.error());
    std::size_t examples = 0;
    for (const rules::Rule& rule : set.rules) examples += rule.positives.size() + rule.negatives.size();
    for (const finding::ExampleFailure& each : *failed) {
      out += fmt::format("{}:{}: {}: {}\n", clean_line(each.source), each.line, clean_line(each.rule, 200),
                         clean_line(each.message, 400));
    }
    failures += failed->size();
    out += fmt::format("{} rules, {} examples, {} failed\n", set.rules.size(), examples, failed->size());
  }
  return print(out, failures == 0 ? kExitClean : kExitProblems);
}

}  // namespace leaksieve::cli
