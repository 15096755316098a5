// Puts what people decided about leaks (baselines, the ledger) into a report: what they settled no longer counts, what
// comes back does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/finding/baseline.h"
#include "scanner/finding/ledger.h"
#include "scanner/report/report.h"

namespace leaksieve::scan {

struct Debt {
  finding::Baseline baseline;
  finding::Ledger ledger;

  [[nodiscard]] bool empty() const { return baseline.empty() && ledger.empty(); }
};

// `folder`/.leaksieve-baseline.jsonl and .leaksieve-rotated.jsonl where they are (an empty folder: none), and
// `baselines`, which have to be there. Errors (kUsage): a file that cannot be read or understood.
[[nodiscard]] Result<Debt> load_debt(const std::filesystem::path& folder, const std::vector<std::string>& baselines);

// The ledger of `folder` alone; empty when there is none.
[[nodiscard]] Result<finding::Ledger> load_ledger(const std::filesystem::path& folder);

// Writes a file that is to be committed: whole or not at all; a new one may be read by everybody whom the umask lets.
[[nodiscard]] Status write_shared_file(const std::string& file, std::string_view bytes);

// What a report is about, which decides what in it is new.
enum class Judged : std::uint8_t {
  kState,  // all that is there: accepted wherever it stands; rotated unless it stands in a commit whose author time is
           // later than the rotation, or where no commit holds it yet (index, worktree)
  kCommitted,  // files of HEAD in the index: as kState, but they are committed
  kChange,     // what somebody adds now: no decision of the past excuses it
};
// Says that a place of a change holds what was there before it (a line beside it changed, a file moved): it is no news.
using IsOldPlace = std::function<bool(const finding::Leak&, const finding::Occurrence&)>;

// Sets the standing of each leak and moves those that are accepted or rotated from report.leaks to report.settled. A
// leak that an entry knows stays open when the entry expired, or when one of its places is new; standing.reopened says
// so. `today` is a day in UTC. `is_old` may be empty; it is asked only about leaks that an entry knows.
void settle_leaks(const Debt& debt, Judged judged, std::string_view today, report::ScanReport& report,
                  const IsOldPlace& is_old = {});

}  // namespace leaksieve::scan
