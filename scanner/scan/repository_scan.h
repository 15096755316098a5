// A repository's scan, step by step: choose objects; read blobs, commits and tags; read index and worktree; read trees
// (for their names, for what is missing, and to learn where the findings' blobs lie); attribute; build the leaks. What
// the cache knows of an unchanged store is not read again (scan/scan_memory.h). Inner header of the scan layer.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/attribution/history_index.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"
#include "scanner/git/store_ids.h"
#include "scanner/scan/decisions.h"
#include "scanner/scan/known_packs.h"
#include "scanner/scan/leak_builder.h"
#include "scanner/scan/missing.h"
#include "scanner/scan/progress_ticker.h"
#include "scanner/scan/scan.h"
#include "scanner/scan/scan_memory.h"
#include "scanner/scan/selection.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {

// One use. Borrows all but the sieve.
class RepositoryScan {
 public:
  // `recalls` false: the cache is written, not read.
  RepositoryScan(const git::Repository& repository, const ScanOptions& options, const JobContext& context,
                 const Decisions& decisions, Sieve sieve, bool recalls)
      : repository_(repository),
        options_(options),
        context_(context),
        decisions_(decisions),
        sieve_(std::move(sieve)),
        recalls_(recalls),
        ticker_(context.progress) {}

  // nullopt: what the cache knows does not fit; scan again without recalling.
  Result<std::optional<report::ScanReport>> run();

 private:
  [[nodiscard]] bool stopped() const { return context_.stop.stop_requested(); }
  [[nodiscard]] bool reads_objects() const {
    const Sources& s = options_.sources;
    return s.history || s.reflog || s.stash || s.unreachable;
  }
  // A range or a branch is about commits, not about what lies around them; so are dates.
  [[nodiscard]] bool reads_surroundings() const {
    return !names_commits(options_) && options_.branches.empty() && !options_.since && !options_.until;
  }
  [[nodiscard]] bool reads_index() const { return options_.sources.index && reads_surroundings(); }
  [[nodiscard]] bool whole_store() const { return reads_objects() && !needs_walk(options_); }

  // scan_repository.cpp
  Status read_roots();
  Status choose_objects();
  git::StreamOptions stream_options();
  Status open_history();
  Status read_history(bool trees);
  Result<const attribution::HistoryIndex*> join_history();
  Status read_texts();
  Status recall_texts();
  Status scan_again(const std::vector<Oid>& objects, git::ObjectReader& reader);
  void count_texts(const ObjectCounts& counts);
  Status read_files();
  Status read_trees(Findings& found);
  Status read_all_trees(const git::StreamOptions& stream, Findings& found);
  void note_names(const std::vector<std::string>& telling, std::uint64_t trees, Findings& found);
  [[nodiscard]] bool lacks_tips() const;
  [[nodiscard]] std::future<void> give_pages_back() const;
  void look_for_missing();
  Status tell_missing();
  [[nodiscard]] report::RepositoryFacts repository_facts() const;
  void finish();

  // repository_leaks.cpp
  Status build(Findings found);
  Status attribute(const std::vector<attribution::LeakPlaces>& places);
  Status recall_attributions(const std::vector<attribution::LeakPlaces>& places);
  Result<std::vector<attribution::Attribution>> attribute_from(const git::Roots& roots,
                                                               const std::vector<attribution::LeakPlaces>& places);
  Status learn_history(const std::vector<attribution::LeakPlaces>& places);
  [[nodiscard]] bool in_scope(const PlacesOfLeak& leak, const attribution::Attribution& told,
                              const attribution::Attribution& scope) const;
  Status settle();

  const git::Repository& repository_;
  const ScanOptions& options_;
  const JobContext& context_;
  const Decisions& decisions_;
  Sieve sieve_;
  bool recalls_;
  ProgressTicker ticker_;
  git::Roots roots_;
  git::Reached selected_;
  std::optional<std::vector<std::string>> selected_names_;  // of its trees' entries, where they are known already
  std::vector<finding::Skip> history_skips_;                // of what the scan itself does not read
  git::RescueLog rescue_log_;
  StagedPaths staged_;
  OidSet index_blobs_;
  std::optional<attribution::HistoryIndex> history_;
  std::shared_ptr<const git::StoreIds> store_;
  bool lacks_objects_ = false;
  ScanMemory memory_;
  KnownPacks known_packs_;
  bool misremembers_ = false;                           // what the cache knows does not fit
  std::vector<std::optional<Secret>> secrets_;          // of what the cache knows, by leak; read again
  std::uint64_t bytes_recalled_ = 0;                    // scanned again for their findings
  std::vector<attribution::Attribution> told_, scope_;  // by leak; from all roots, from those of the wanted sources
  report::ScanReport report_;
  std::future<void> found_gone_;              // a hundred thousand findings take 30 ms to be forgotten
  std::future<Result<MissingTold>> missing_;  // last: it borrows what is above
};

}  // namespace leaksieve::scan
