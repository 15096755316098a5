// One function a format, for the table in report.cpp. They get a report whose texts are already masked (mask.h) and
// whose leaks point at a rule that exists; they never call Secret::reveal() unless WriteOptions::show_secrets is set.
#pragma once

#include <string>

#include "scanner/report/report.h"

namespace leaksieve::report {

[[nodiscard]] std::string write_text(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_json(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_jsonl(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_sarif(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_gitlab(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_gitlab_codequality(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_junit(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_checkstyle(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_csv(const RunReport& run, const WriteOptions& options);
[[nodiscard]] std::string write_markdown(const RunReport& run, const WriteOptions& options);

}  // namespace leaksieve::report
