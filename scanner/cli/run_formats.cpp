#include "scanner/cli/run_formats.h"

#include <algorithm>
#include <ctime>
#include <vector>

#include "scanner/rotation/make_plan.h"
#include "scanner/rotation/plan_format.h"
#include "scanner/rotation/scan_reader.h"

namespace leaksieve::cli {
namespace {

// Of the redacted JSON, as `leaksieve report` does it: whole secrets never come into a page. Both steps before the last
// read what this program wrote itself; if one of them fails, the page says so instead of looking like one without
// secrets.
std::string write_page(const report::RunReport& run, const report::WriteOptions& options) {
  const std::string json = report::find_format("json")->write(run, {});
  const Result<rotation::ScannedRun> scanned = rotation::read_scan(json, "the scan");
  if (!scanned) return "The page could not be made: " + scanned.error().message + "\n";
  const Result<rotation::Guidebook>& book = rotation::builtin_guidebook();
  if (!book) return "The page could not be made: " + book.error().message + "\n";
  const rotation::Plan plan = rotation::make_plan({*scanned}, *book, rotation::moment_at(std::time(nullptr)));
  return rotation::find_plan_format("html")->write(plan, options);
}

const std::vector<report::Format>& table() {
  static const std::vector<report::Format> kFormats = [] {
    const auto formats = report::all_formats();
    std::vector<report::Format> all(formats.begin(), formats.end());
    all.push_back({"html", "the page of `leaksieve report`; secrets are masked in it", ".html", write_page});
    return all;
  }();
  return kFormats;
}

}  // namespace

std::span<const report::Format> run_formats() { return table(); }

const report::Format* find_run_format(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &report::Format::name);
  return found == table().end() ? nullptr : &*found;
}

}  // namespace leaksieve::cli
