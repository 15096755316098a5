// The sample report with everything that a repository could put into it to break a format, or to drive who reads it.
#pragma once

#include <string>

#include "tests/unit/report/sample_report.h"

namespace leaksieve::test {

// Ends every construct of XML, CSV, Markdown and HTML that a format could have put it into.
inline const std::string& hostile_text() {
  static const std::string kText =
      "a<b>\"'&amp;]]>--><!--|x|\\|y``z`\n# h\r\n\t- l <script>alert(1)</script> ![i](http://e.example/i) @root #1 "
      "www.e.example \x01\x1b[31m\x7f\xff\xfe \xEF\xBF\xBE \xE2\x80\xAE </code></details></failure></testsuite>";
  return kText;
}

inline report::RunReport hostile_run() {
  report::RunReport run = sample_run();
  report::ScanReport& scan = run.scans[0];
  scan.target = "/srv/=1+1" + hostile_text();
  scan.notes = {hostile_text()};
  scan.skipped[0] = {hostile_text(), hostile_text()};
  finding::Leak& leak = scan.leaks[0];
  leak.note = hostile_text();
  leak.remotes = {"refs/remotes/" + hostile_text()};
  leak.removals[0].author.name = hostile_text();
  leak.removals[0].ref = "refs/heads/" + hostile_text();
  finding::Occurrence& place = leak.occurrences[0];
  place.path = "=cmd|'/c calc'!A0/" + hostile_text();
  place.author.name = "@SUM(1)" + hostile_text();
  place.author.email = "-1" + hostile_text();
  place.summary = "+1" + hostile_text();
  place.decoded = {hostile_text()};
  scan.leaks[1].occurrences[0].path =
      "\xEF\xBC\x9D"
      "1";  // full-width '='
  scan.leaks[1].occurrences[0].author.name = "\tx";
  return run;
}

}  // namespace leaksieve::test
