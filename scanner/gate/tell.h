// A verdict in words: for the job's log, as the system's own annotations, as a summary page. Secrets are masked in all
// of them, and nothing of a repository can be taken for a command of the system (log_text.h).
#pragma once

#include <string>

#include "scanner/gate/verdict.h"
#include "scanner/report/report.h"

namespace leaksieve::gate {

// What the writers get: the verdict, and its report in the form that formats take, masked.
struct Telling {
  const Verdict& verdict;
  const report::RunReport& masked;  // one scan: verdict.report
};

// A dozen lines for one leak: what, where, whether it was taken back, what to do; then what was checked.
[[nodiscard]] std::string tell_text(const Telling& telling);
// Lines that the system turns into annotations; "" for systems without.
[[nodiscard]] std::string tell_annotations(const Telling& telling);
// Markdown, for GitHub's step summary and Azure's.
[[nodiscard]] std::string tell_summary(const Telling& telling);

// "this clone cannot show the change: ... Mend it: ...".
[[nodiscard]] std::string tell_obstacle(const Obstacle& obstacle, const System* system);
[[nodiscard]] std::string annotate_obstacle(const Obstacle& obstacle, const System* system);

// "pull request 7 (main): 3 commits".
[[nodiscard]] std::string subject_words(const Verdict& verdict);
// "reverted by 1234567890 \"...\", but ...", or why it still stands; one sentence.
[[nodiscard]] std::string fate_words(const Verdict& verdict, std::size_t leak, const finding::Leak& masked);

}  // namespace leaksieve::gate
