#include "scanner/report/formats.h"
#include "scanner/report/json_model.h"

namespace leaksieve::report {

std::string write_json(const RunReport& run, const WriteOptions& options) {
  Json document;
  document["version"] = kJsonVersion;
  document["tool"] = tool_json(run);
  document["summary"] = summary_json(run);
  document["scans"] = Json::array();
  const SecretGroups groups(run);
  for (const ScanReport& scan : run.scans) {
    Json entry = scan_json(scan);
    entry["leaks"] = Json::array();
    for (const finding::Leak& leak : scan.leaks)
      put_leak(entry["leaks"].emplace_back(Json::object()), run, leak, groups, options);
    entry["settled"] = Json::array();
    for (const finding::Leak& leak : scan.settled)
      put_leak(entry["settled"].emplace_back(Json::object()), run, leak, groups, options);
    document["scans"].push_back(std::move(entry));
  }
  return dump(document, 2) + "\n";
}

}  // namespace leaksieve::report
