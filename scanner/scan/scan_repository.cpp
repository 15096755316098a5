// A repository's scan, step by step: choose objects; read blobs, commits and tags; read index and worktree; read trees
// (for their names, for what is missing, and to learn where the findings' blobs lie); attribute; build the leaks.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "scanner/attribution/attribute.h"
#include "scanner/attribution/build.h"
#include "scanner/git/remotes.h"
#include "scanner/git/store_check.h"
#include "scanner/git/upstreams.h"
#include "scanner/scan/file_scan.h"
#include "scanner/scan/leak_builder.h"
#include "scanner/scan/missing.h"
#include "scanner/scan/novel_sink.h"
#include "scanner/scan/object_sinks.h"
#include "scanner/scan/progress_ticker.h"
#include "scanner/scan/scan.h"
#include "scanner/scan/scan_staged.h"
#include "scanner/scan/selection.h"

namespace leaksieve::scan {
namespace {

using attribution::HistoryIndex;

class RepositoryScan {
 public:
  RepositoryScan(const git::Repository& repository, const ScanOptions& options, const JobContext& context,
                 const IgnoreList& ignored, Sieve sieve)
      : repository_(repository),
        options_(options),
        context_(context),
        ignored_(ignored),
        sieve_(std::move(sieve)),
        ticker_(context.progress) {}

  Result<report::ScanReport> run() {
    if (Status status = read_roots(); !status) return status.error();
    if (Status status = choose_objects(); !status) return status.error();
    if (Status status = read_texts(); !status) return status.error();
    if (Status status = read_files(); !status) return status.error();
    Findings found = sieve_.take_findings();
    if (Status status = read_trees(found); !status) return status.error();
    if (Status status = tell_missing(); !status) return status.error();
    if (Status status = build(std::move(found)); !status) return status.error();
    finish();
    return std::move(report_);
  }

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

  Status read_roots() {
    Result<git::Roots> roots = git::read_roots(repository_);
    if (!roots) return roots.error();
    roots_ = std::move(*roots);
    for (const git::Unreadable& lost : roots_.unreadable) sieve_.skips().add(lost.what, lost.reason);
    git::StoreCheck store = git::check_store(repository_);
    for (git::Unreadable& lost : store.lost) sieve_.skips().add(std::move(lost.what), std::move(lost.reason));
    std::ranges::move(store.notes, std::back_inserter(report_.notes));
    return {};
  }

  Status choose_objects() {
    ticker_.begin("listing objects");
    if (reads_objects() && needs_walk(options_)) {
      Result<Selection> selection =
          select_objects(repository_, roots_, options_, context_.stop, [this] { return join_history(); });
      if (!selection) return selection.error();
      add_missing(repository_, selection->reached.missing, sieve_.skips(), report_.notes);
      selected_ = std::move(selection->reached);
      selected_names_ = std::move(selection->names);
    }
    for (const git::IndexEntry& entry : roots_.index) {
      index_blobs_.insert(entry.id);
      if (!reads_index() || !selects_path(options_, entry.path)) continue;
      staged_[entry.id].push_back(entry.path);
    }
    return {};
  }

  git::StreamOptions stream_options() {
    git::StreamOptions stream;
    stream.threads = sieve_.workers();
    stream.max_memory_bytes = options_.max_memory_bytes;
    stream.stop = context_.stop;
    stream.progress = ticker_.counters();
    stream.verify_objects = options_.verify_objects;
    stream.rescue_log = &rescue_log_;
    return stream;
  }

  Status open_history() {
    Result<git::StoreIds> listed = git::StoreIds::list(repository_);
    if (!listed) return listed.error();
    store_ = std::make_shared<const git::StoreIds>(std::move(*listed));
    history_.emplace(sieve_.workers(), store_);
    return {};
  }

  // Reads commits and trees of the whole store, where the scan itself does not.
  Status read_history(bool trees) {
    if (Status status = open_history(); !status) return status;
    return attribution::read_history(repository_, trees, sieve_.workers(), context_.stop, *history_, history_skips_);
  }

  Result<const HistoryIndex*> join_history() {
    if (Status status = read_history(true); !status) return status.error();
    history_->join();
    return stopped() || !history_skips_.empty() ? nullptr : &*history_;
  }

  Status read_texts() {
    ticker_.begin("reading objects");
    git::StreamOptions stream = stream_options();
    stream.trees = false;
    if (whole_store()) {
      if (Status status = open_history(); !status) return status;
    }
    TextSink sink(sieve_, whole_store() ? &*history_ : nullptr);
    Status status;
    if (whole_store() && options_.full_blobs) {
      status = git::stream_all_objects(repository_, stream, sink);
    } else if (whole_store()) {
      NovelSink novel(sink);
      status = git::stream_all_objects(repository_, stream, novel);
    } else {
      std::vector<Oid> ids = selected_.blobs;
      for (const auto& [id, paths] : staged_) ids.push_back(id);
      if (options_.paths.empty()) {  // a message has no path
        ids.insert(ids.end(), selected_.commits.begin(), selected_.commits.end());
        ids.insert(ids.end(), selected_.tags.begin(), selected_.tags.end());
      }
      std::ranges::sort(ids);
      status = git::stream_objects(repository_, ids, stream, sink);
    }
    const ObjectCounts counts = sink.counts();
    report_.blobs = counts.blobs;
    report_.commits = counts.commits;
    report_.tags = counts.tags;
    if (counts.lfs_pointers > 0) {
      report_.notes.push_back(fmt::format("{} Git LFS pointer{}: the files themselves are not in the repository",
                                          counts.lfs_pointers, counts.lfs_pointers == 1 ? "" : "s"));
    }
    return status;
  }

  Status read_files() {
    if (!options_.sources.worktree || !reads_surroundings() || !repository_.worktree() || stopped()) return {};
    ticker_.begin("reading files");
    const Result<git::FileList> files = git::list_worktree(repository_);
    if (!files) return files.error();
    Result<git::ObjectReader> reader = git::ObjectReader::open(repository_);
    if (!reader) return reader.error();
    std::map<std::string_view, Oid> index;  // of this worktree
    for (const git::IndexEntry& entry : roots_.index) {
      if (entry.stage == 0 && entry.worktree.empty()) index.emplace(entry.path, entry.id);
    }
    const bool index_is_scanned = reads_index();
    report_.files = scan_files(
        *files, sieve_,
        [&](const git::WorktreeFile& file) {
          if (!selects_path(options_, file.path)) return false;
          if (!file.matches_index || !index_is_scanned) return true;
          const auto entry = index.find(file.path);
          if (entry == index.end()) return true;
          // The same bytes as its staged blob, which is scanned as an object; unless git converts the file.
          const Result<git::ObjectHeader> header = reader->read_header(entry->second);
          return !header || header->size_bytes != file.size_bytes;
        },
        context_.stop, ticker_.counters());
    return {};
  }

  // Trees give names, tell what is missing, and say where findings lie.
  Status read_trees(Findings& found) {
    if (stopped() || !reads_objects()) return {};
    ticker_.begin("reading trees");
    git::StreamOptions stream = stream_options();
    stream.blobs = stream.commits = stream.tags = false;
    if (selected_names_) {
      NameLook look(sieve_);
      for (const std::string& name : *selected_names_) look.look_at(name, 0);
      note_names(look.telling_names(), selected_.trees.size(), found);
      return {};
    }
    if (!whole_store()) {
      NameTreeSink sink(sieve_);
      const Status status = git::stream_objects(repository_, selected_.trees, stream, sink);
      note_names(sink.telling_names(), sink.trees(), found);
      return status;
    }
    HistoryTreeSink sink(sieve_, *history_);
    if (Status status = git::stream_all_objects(repository_, stream, sink); !status) return status;
    attribution::Targets targets;
    targets.names = sink.telling_names();
    note_names(targets.names, sink.trees(), found);
    for (const Placed& place : found.placed) {
      if (place.origin == Origin::kBlob) targets.blobs.insert(place.object);
    }
    history_->finish(targets);
    lacks_objects_ = history_->lacks_objects() || lacks_tips();
    return {};
  }

  void note_names(const std::vector<std::string>& telling, std::uint64_t trees, Findings& found) {
    report_.trees = trees;
    for (const std::string& name : telling) sieve_.scan_name(name, Origin::kName, name, 0);
    found.append(sieve_.take_findings());
  }

  // True when what a root names is not in the store.
  [[nodiscard]] bool lacks_tips() const {
    const auto lacks = [this](const Oid& id) { return !store_->contains(id); };
    return repository_.is_shallow() || repository_.is_partial() || std::ranges::any_of(tips_of(roots_), lacks);
  }

  // Only what a walk from the roots meets counts as missing: git prunes what nothing reaches bit by bit.
  Status tell_missing() {
    Status status;
    if (lacks_objects_ && !stopped()) {
      ticker_.begin("looking for missing objects");
      status = report_missing(repository_, roots_of_sources(roots_, options_.sources), {*history_, *store_},
                              context_.stop, sieve_.skips(), report_.notes);
    }
    return status;
  }

  Result<std::vector<attribution::Attribution>> attribute(const git::Roots& roots,
                                                          const std::vector<attribution::LeakPlaces>& places) {
    attribution::AttributeOptions attribute;
    attribute.stop = context_.stop;
    Result<attribution::AttributeResult> result =
        attribution::attribute(repository_, *history_, roots, places, attribute);
    if (!result) return result.error();
    for (finding::Skip& skip : result->skipped) {
      if (!skip.reason.starts_with("missing")) sieve_.skips().add(std::move(skip.what), std::move(skip.reason));
    }
    return std::move(result->leaks);
  }

  Status learn_history(const std::vector<attribution::LeakPlaces>& places) {
    if (whole_store()) return {};
    attribution::Targets targets;
    for (const attribution::LeakPlaces& leak : places) {
      for (const auto& blob : leak.blobs) targets.blobs.insert(blob.id);
      targets.names.insert(targets.names.end(), leak.names.begin(), leak.names.end());
    }
    std::ranges::sort(targets.names);
    targets.names.erase(std::unique(targets.names.begin(), targets.names.end()), targets.names.end());
    Status status;
    if (!history_) status = read_history(!targets.blobs.empty() || !targets.names.empty());
    if (!history_) return status;
    history_->finish(targets);
    for (finding::Skip& skip : history_skips_) sieve_.skips().add(std::move(skip.what), std::move(skip.reason));
    return status;
  }

  Status build(Findings found) {
    if (context_.placed != nullptr) *context_.placed = found.placed;
    const LeakPlacesList leaks = group_by_leak(std::move(found.placed));
    std::vector<attribution::LeakPlaces> places;
    places.reserve(leaks.size());
    for (const std::vector<Placed>& leak : leaks) places.push_back(object_places(leak));
    std::vector<attribution::Attribution> told, scope;
    if (!leaks.empty() && !stopped()) {
      ticker_.begin("attributing");
      if (Status status = learn_history(places); !status) return status;
      Result<std::vector<attribution::Attribution>> all = attribute(roots_, places);
      if (!all) return all.error();
      told = std::move(*all);
      if (whole_store() && !options_.sources.all()) {
        Result<std::vector<attribution::Attribution>> part =
            attribute(roots_of_sources(roots_, options_.sources), places);
        if (!part) return part.error();
        scope = std::move(*part);
      }
    }
    const BuildInput input{sieve_.db(), options_, ignored_, staged_, index_blobs_};
    std::set<LeakKey> allowed = std::move(found.allowed);
    for (std::size_t i = 0; i < leaks.size(); ++i) {
      if (!scope.empty() && !in_scope(leaks[i], told[i], scope[i])) continue;
      BuiltLeak built = build_leak(input, leaks[i], stopped() || told.empty() ? nullptr : &told[i]);
      if (built.kept) {
        allowed.erase(key_of(leaks[i].front().finding));
        report_.leaks.push_back(std::move(built.leak));
      } else if (built.allowed) {
        allowed.insert(key_of(leaks[i].front().finding));
      }
    }
    report_.allowed = allowed.size();
    sort_leaks(sieve_.db().rule_set(), report_.leaks);
    return {};
  }

  // The whole store was read, but only some sources were asked for.
  [[nodiscard]] bool in_scope(const std::vector<Placed>& leak, const attribution::Attribution& told,
                              const attribution::Attribution& scope) const {
    const auto reached = scope.exposure.list();
    if (std::ranges::any_of(reached, [](auto e) { return e != finding::Exposure::kUnreachable; })) return true;
    if (options_.sources.unreachable && std::ranges::any_of(told.occurrences, [this](const finding::Occurrence& o) {
          return o.exposure.has(finding::Exposure::kUnreachable) && !index_blobs_.contains(o.object);
        })) {
      return true;
    }
    return std::ranges::any_of(leak, [this](const Placed& place) {
      return place.origin == Origin::kFile || (place.origin == Origin::kBlob && staged_.contains(place.object));
    });
  }

  [[nodiscard]] report::RepositoryFacts repository_facts() const {
    report::RepositoryFacts facts;
    facts.bare = !repository_.worktree().has_value();
    for (const git::Ref& ref : roots_.refs) {
      if (ref.name == "HEAD") facts.head = ref.symref;
    }
    if (const auto remotes = git::read_remotes(repository_)) {
      for (const git::Remote& remote : *remotes) facts.remotes.push_back(remote.name);
    }
    std::ranges::sort(facts.remotes);
    facts.gone_upstreams = git::branches_with_gone_upstream(repository_, roots_);
    return facts;
  }

  void finish() {
    report_.sources = source_names(options_);
    report_.repository = repository_facts();
    report_.bytes = sieve_.bytes();
    report_.interrupted = stopped();
    if (report_.interrupted) report_.complete = false;
    if (auto note = rescue_log_.note()) report_.notes.push_back(std::move(*note));
    sieve_.skips().move_to(report_);
  }

  const git::Repository& repository_;
  const ScanOptions& options_;
  const JobContext& context_;
  const IgnoreList& ignored_;
  Sieve sieve_;
  ProgressTicker ticker_;
  git::Roots roots_;
  git::Reached selected_;
  std::optional<std::vector<std::string>> selected_names_;  // of its trees' entries, where they are known already
  std::vector<finding::Skip> history_skips_;                // of what the scan itself does not read
  git::RescueLog rescue_log_;
  StagedPaths staged_;
  OidSet index_blobs_;
  std::optional<HistoryIndex> history_;
  std::shared_ptr<const git::StoreIds> store_;
  bool lacks_objects_ = false;
  report::ScanReport report_;
};

}  // namespace

Result<report::ScanReport> scan_repository(const std::string& path, bool use_environment, const ScanOptions& options,
                                           const JobContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  git::OpenOptions open;
  open.use_environment = use_environment;
  const Result<git::Repository> repository = git::Repository::open(path, open);
  if (!repository) return repository.error();
  const Result<IgnoreList> ignored =
      IgnoreList::load(repository->worktree().value_or(std::filesystem::path()), options.ignore_files);
  if (!ignored) return ignored.error();
  ScanOptions workers = options;
  if (options.staged) workers.threads = 1;  // a commit is small: another worker's tables cost more than they save
  Result<Sieve> sieve = Sieve::make(context.db, workers, *ignored);
  if (!sieve) return sieve.error();
  Result<report::ScanReport> report =
      options.staged ? scan_staged(*repository, options, context, *ignored, *sieve)
                     : RepositoryScan(*repository, options, context, *ignored, std::move(*sieve)).run();
  if (!report) return report;
  report->target = path;
  report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace leaksieve::scan
