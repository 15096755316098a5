// Scans standard input with the installed library and prints how many leaks it holds.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

#include "scanner/match/matcher.h"
#include "scanner/rules/load.h"
#include "scanner/scan/scan.h"

int main() {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  auto db = leaksieve::match::PatternDb::compile(leaksieve::rules::builtin_rules(), {});
  if (!db) {
    std::fprintf(stderr, "%s\n", db.error().message.c_str());
    return 2;
  }
  leaksieve::scan::JobContext context;
  context.db = *db;
  const auto report = leaksieve::scan::scan_text(text, "stdin", {}, context);
  if (!report) {
    std::fprintf(stderr, "%s\n", report.error().message.c_str());
    return 2;
  }
  std::printf("leaks: %zu\n", report->leaks.size());
  for (const auto& leak : report->leaks) {
    std::printf("%s %s\n", (*db)->rule_set().rules[leak.rule].id.c_str(), leak.secret.redacted().c_str());
  }
  return 0;
}
