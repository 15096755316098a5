#include "scanner/gate/verdict.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "scanner/base/day.h"
#include "scanner/scan/debt.h"

namespace leaksieve::gate {
namespace {

void add_notes(Verdict& verdict, std::vector<std::string> notes) {
  std::ranges::move(notes, std::back_inserter(verdict.report.notes));
}

}  // namespace

Result<Verdict> judge_change(const git::Repository& repository, Verdict verdict, const GateOptions& options,
                             CommitFiles& base, const scan::JobContext& context) {
  const Result<scan::IgnoreList> ignored = read_ignored(base, options.scan.ignore_files);
  if (!ignored) return ignored.error();
  const Result<scan::Debt> debt = options.scan.settle_debt ? read_debt(base, options.scan.baselines) : scan::Debt{};
  if (!debt) return debt.error();
  const AddedOptions asked{options.scan, *ignored, verdict.system != nullptr};
  Result<Added> added = find_added_leaks(repository, verdict.change, asked, context);
  if (!added) return added.error();
  verdict.report = std::move(added->report);
  add_notes(verdict, verdict.change.notes);
  const Result<OwnAllowances> own =
      OwnAllowances::read(repository, verdict.change, options.wishes, options.scan.ignore_files, base);
  if (!own) return own.error();
  verdict.edited = own->edited();
  add_notes(verdict, own->notes());
  Result<std::vector<std::string>> reasons = own->reasons(repository, added->leaks, options.scan);
  if (!reasons) return reasons.error();
  for (std::size_t i = 0; i < added->leaks.size(); ++i) {
    if (!(*reasons)[i].empty() && options.trust_head) {
      ++verdict.trusted;
      continue;
    }
    verdict.blocked.push_back({added->leaks[i].is_in_head, std::move((*reasons)[i])});
    verdict.report.leaks.push_back(std::move(added->leaks[i].leak));
  }
  // What was settled in the past excuses nothing that is added now: it is told, and stays in its place.
  scan::settle_leaks(*debt, scan::Judged::kChange, today(), verdict.report);
  return verdict;
}

Result<Verdict> judge_everything(Verdict verdict, const GateOptions& options, const scan::JobContext& context) {
  Result<report::ScanReport> report = scan::scan_repository(".", true, options.scan, context);
  if (!report) return report.error();
  verdict.report = std::move(*report);
  add_notes(verdict, verdict.change.notes);
  return verdict;
}

}  // namespace leaksieve::gate
