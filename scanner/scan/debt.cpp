#include "scanner/scan/debt.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <sys/stat.h>

#include "scanner/base/day.h"
#include "scanner/base/quote.h"

namespace leaksieve::scan {
namespace {

namespace fs = std::filesystem;

using finding::Exposure;
using finding::Leak;
using finding::Occurrence;
using finding::State;

Result<std::string> read_text(const fs::path& file) {
  std::error_code error;
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad() || fs::is_directory(file, error))
    return Error{ErrorKind::kUsage, fmt::format("cannot read '{}'", quote_path(file.string()))};
  return text;
}

Status add_baseline(const fs::path& file, finding::Baseline& to) {
  const Result<std::string> text = read_text(file);
  if (!text) return text.error();
  const Result<finding::Baseline> baseline = finding::Baseline::parse(*text, file.string());
  if (!baseline) return baseline.error();
  to.add(*baseline);
  return {};
}

std::string place_words(const Occurrence& place) {
  const std::string where = place.path.empty() ? "" : fmt::format("'{}'", quote_path(place.path));
  if (place.commit.is_null()) return where.empty() ? "in the text" : "in " + where;
  return fmt::format("in commit {}{}", place.commit.short_hex(), where.empty() ? "" : ", " + where);
}

class Judge {
 public:
  Judge(const Debt& debt, Judged judged, const IsOldPlace& is_old, std::string_view today)
      : debt_(debt), judged_(judged), is_old_(is_old), today_(today) {}

  [[nodiscard]] finding::Standing judge(const Leak& leak) const {
    if (const finding::Rotation* rotation = debt_.ledger.find(leak)) return by_ledger(leak, *rotation);
    if (const finding::BaselineEntry* entry = debt_.baseline.find(leak)) return by_baseline(leak, *entry);
    if (!debt_.baseline.has_places_of(leak)) return {};
    return by_baseline(leak, {});
  }

 private:
  [[nodiscard]] finding::Standing by_ledger(const Leak& leak, const finding::Rotation& rotation) const {
    finding::Standing standing{State::kRotated, rotation.note, rotation.by, rotation.date, "", ""};
    const std::int64_t dead_since = last_second_of(rotation.date).value_or(0);
    const auto came_back = [&](const Occurrence& place) {
      if (judged_ == Judged::kChange) return is_new(leak, place);
      if (!place.commit.is_null()) return place.author.time > dead_since;
      return judged_ == Judged::kState &&
             (place.exposure.has(Exposure::kStaged) || place.exposure.has(Exposure::kWorktree));
    };
    const auto back = std::ranges::find_if(leak.occurrences, came_back);
    if (back == leak.occurrences.end()) return standing;
    standing.state = State::kOpen;
    standing.reopened =
        fmt::format("it was rotated on {} and came back {}", rotation.date.substr(0, 10), place_words(*back));
    return standing;
  }

  [[nodiscard]] finding::Standing by_baseline(const Leak& leak, const finding::BaselineEntry& entry) const {
    finding::Standing standing{State::kAccepted, entry.reason, entry.owner, "", entry.expires, ""};
    const auto is_added = [&](const Occurrence& place) { return judged_ == Judged::kChange && is_new(leak, place); };
    if (entry.is_expired(today_)) {
      standing.reopened = fmt::format("its baseline entry expired on {}", entry.expires);
    } else if (const auto added = std::ranges::find_if(leak.occurrences, is_added); added != leak.occurrences.end()) {
      standing.reopened = fmt::format("the baseline accepts it where it was, but it is added {}", place_words(*added));
    }
    if (!standing.reopened.empty()) standing.state = State::kOpen;
    return standing;
  }

  [[nodiscard]] bool is_new(const Leak& leak, const Occurrence& place) const {
    return !is_old_ || !is_old_(leak, place);
  }

  const Debt& debt_;
  Judged judged_;
  const IsOldPlace& is_old_;
  std::string_view today_;
};

}  // namespace

Result<finding::Ledger> load_ledger(const fs::path& folder) {
  std::error_code error;
  const fs::path file = folder / finding::kLedgerName;
  if (folder.empty() || !fs::exists(file, error)) return finding::Ledger{};
  const Result<std::string> text = read_text(file);
  if (!text) return text.error();
  return finding::Ledger::parse(*text, file.string());
}

Result<Debt> load_debt(const fs::path& folder, const std::vector<std::string>& baselines) {
  Debt debt;
  std::error_code error;
  if (const fs::path file = folder / finding::kBaselineName; !folder.empty() && fs::exists(file, error)) {
    if (const Status status = add_baseline(file, debt.baseline); !status) return status.error();
  }
  for (const std::string& file : baselines) {
    if (const Status status = add_baseline(file, debt.baseline); !status) return status.error();
  }
  Result<finding::Ledger> ledger = load_ledger(folder);
  if (!ledger) return ledger.error();
  debt.ledger = std::move(*ledger);
  return debt;
}

Status write_shared_file(const std::string& file, std::string_view bytes) {
  std::error_code error;
  const bool is_new = !fs::exists(file, error);
  if (const Status status = report::write_file_atomically(file, bytes); !status || !is_new) return status;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  fs::permissions(file, static_cast<fs::perms>(0666U & ~mask), error);  // what it has already is enough to go on
  return {};
}

void settle_leaks(const Debt& debt, Judged judged, std::string_view today, report::ScanReport& report,
                  const IsOldPlace& is_old) {
  report.has_baseline = report.has_baseline || !debt.baseline.empty();
  if (debt.empty()) return;
  const Judge judge(debt, judged, is_old, today);
  for (Leak& leak : report.leaks) leak.standing = judge.judge(leak);
  const auto is_open = [](const Leak& leak) { return leak.standing.state == State::kOpen; };
  const auto settled = std::stable_partition(report.leaks.begin(), report.leaks.end(), is_open);
  std::move(settled, report.leaks.end(), std::back_inserter(report.settled));
  report.leaks.erase(settled, report.leaks.end());
}

}  // namespace leaksieve::scan
