// One leak a line, so that grep, jq and log collectors can take them one by one; the last line sums up, and its absence
// tells that the output was cut.
#include "scanner/report/formats.h"
#include "scanner/report/json_model.h"

namespace leaksieve::report {

std::string write_jsonl(const RunReport& run, const WriteOptions& options) {
  std::string out;
  const SecretGroups groups(run);
  const auto write = [&](const char* type, const ScanReport& scan, const finding::Leak& leak) {
    Json line;
    line["type"] = type;
    put_bytes(line, "target", scan.target);
    put_leak(line, run, leak, groups, options);
    out += dump(line, -1) + "\n";
  };
  for (const ScanReport& scan : run.scans) {
    for (const finding::Leak& leak : scan.leaks) write("leak", scan, leak);
    for (const finding::Leak& leak : scan.settled) write("settled", scan, leak);
  }
  Json last;
  last["type"] = "summary";
  last["version"] = kJsonVersion;
  last["tool"] = tool_json(run);
  last["summary"] = summary_json(run);
  last["scans"] = Json::array();
  for (const ScanReport& scan : run.scans) last["scans"].push_back(scan_json(scan));
  return out + dump(last, -1) + "\n";
}

}  // namespace leaksieve::report
