// Two stages: Hyperscan reports the ends of matches (match/end_finder.h), RE2 searches around them (match/confirmer.h).
#include "scanner/match/matcher.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "scanner/match/assignment_triggers.h"
#include "scanner/match/confirmer.h"
#include "scanner/match/end_finder.h"
#include "scanner/match/pattern_db_impl.h"

namespace leaksieve::match {

struct Matcher::Impl {
  Status confirm_all(Bytes text, Bytes path, std::vector<Match>& out) {
    const std::size_t first = out.size();
    values_at.clear();  // a text before may have ended with an error
    Collector& collector = finder->collector();
    for (const std::uint32_t id : collector.touched()) {
      if (id >= finder->expressions()) continue;
      const Reach& reach = inner.reaches[id];
      if (reach.is_for_values()) {
        note_values(collector.runs(id));
        continue;
      }
      const CompiledRule& compiled = inner.compiled.rule(reach.rule);
      if (!compiled.path.empty() && !path.empty() && !compiled.path.found_in(path)) continue;
      Confirmer confirmer(inner.set.rules[reach.rule], compiled, windows, text);
      if (Status status = confirmer.confirm(collector.runs(id), reach, out); !status) return status;
    }
    match_values(text, path, out);
    // By all of them, so that the order does not depend on how the ends were found.
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), [](const Match& a, const Match& b) {
      return std::tie(a.whole.begin, a.rule, a.whole.end, a.secret) <
             std::tie(b.whole.begin, b.rule, b.whole.end, b.secret);
    });
    return {};
  }

  void note_values(std::vector<Run>& runs) {
    for (Run& run : runs) {
      if (run.in_vain) continue;
      run.in_vain = true;  // so far
      for (std::size_t end = run.first; end <= run.last; ++end) values_at.push_back({end - kTriggerValueBytes, &run});
    }
  }

  void match_values(Bytes text, Bytes path, std::vector<Match>& out) {
    std::ranges::sort(values_at, {}, &ValueAt::begin);
    bool leads_on = false;
    for (std::size_t i = 0; i < values_at.size(); ++i) {
      const bool is_new = i == 0 || values_at[i].begin != values_at[i - 1].begin;  // several triggers may end there
      if (is_new) leads_on = values.match(text, path, values_at[i].begin, out);
      if (leads_on) values_at[i].run->in_vain = false;
    }
  }

  struct ValueAt {
    std::size_t begin = 0;  // in the text
    Run* run = nullptr;     // of the end that tells it
  };

  std::shared_ptr<const PatternDb> db;
  const PatternDb::Impl& inner;
  std::unique_ptr<EndFinder> finder;  // null: there is no expression
  ValueMatcher values;
  ConfirmedWindows windows{};
  std::vector<ValueAt> values_at{};  // of the text at hand; kept for their memory
  std::vector<Spot> spots{};
};

Result<Matcher> Matcher::make(std::shared_ptr<const PatternDb> db) {
  const PatternDb::Impl& inner = *db->impl_;
  std::unique_ptr<EndFinder> finder;
  if (inner.database.db != nullptr) {
    Result<std::unique_ptr<EndFinder>> made = EndFinder::make(inner.database, inner.reaches, inner.known_lines);
    if (!made) return made.error();
    finder = std::move(*made);
  }
  return Matcher(std::make_unique<Impl>(
      Impl{std::move(db), inner, std::move(finder), ValueMatcher(inner.set, inner.compiled, inner.value_rules)}));
}

Matcher::Matcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

void Matcher::look_for_spots(bool wanted) {
  if (impl_->finder != nullptr) impl_->finder->look_for_spots(wanted);
}

const std::vector<Spot>& Matcher::spots() const { return impl_->spots; }

Status Matcher::scan(Bytes text, Bytes path, std::vector<Match>& out) {
  return scan(text, path, nullptr, nullptr, out);
}

Status Matcher::scan(Bytes text, Bytes path, const Edit* edit, Trace* keep, std::vector<Match>& out) {
  if (text.size() > kMaxScanBytes) return Error{ErrorKind::kLimit, fmt::format("{} bytes are too many", text.size())};
  Impl& impl = *impl_;
  impl.spots.clear();
  if (!path.empty()) {
    for (const std::uint32_t rule : impl.inner.path_rules) {
      if (impl.inner.compiled.rule(rule).path.found_in(path)) out.push_back({rule, {}, {}});
    }
  }
  if (impl.finder == nullptr || text.empty()) return {};
  Status status = impl.finder->find(text, edit, keep != nullptr);
  if (status.ok() && !impl.finder->collector().touched().empty()) {
    status = impl.confirm_all(text, path, out);
    impl.finder->append_spots(impl.spots);
  }
  if (status.ok() && keep != nullptr) impl.finder->move_ends_to(*keep);
  impl.finder->collector().clear();
  return status;
}

}  // namespace leaksieve::match
