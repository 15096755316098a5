#include <algorithm>
#include <chrono>
#include <future>
#include <map>

#include <fmt/format.h>

#include "scanner/attribution/build.h"
#include "scanner/base/beside.h"
#include "scanner/git/pack/pack_store.h"
#include "scanner/git/remotes.h"
#include "scanner/git/store_check.h"
#include "scanner/git/upstreams.h"
#include "scanner/scan/file_scan.h"
#include "scanner/scan/known_trees.h"
#include "scanner/scan/missing.h"
#include "scanner/scan/novel_sink.h"
#include "scanner/scan/repository_scan.h"
#include "scanner/scan/scan.h"
#include "scanner/scan/scan_staged.h"

namespace leaksieve::scan {

Result<std::optional<report::ScanReport>> RepositoryScan::run() {
  if (Status status = read_roots(); !status) return status.error();
  if (Status status = choose_objects(); !status) return status.error();
  if (whole_store()) memory_.open(repository_, roots_, sieve_.db(), options_, recalls_);
  if (Status status = memory_.known() != nullptr ? recall_texts() : read_texts(); !status) return status.error();
  Findings found = sieve_.take_findings();
  if (const Snapshot* known = memory_.known()) {
    if (!recall(known->findings, secrets_, decisions_.ignored, found) && !stopped())
      return std::optional<report::ScanReport>();
  } else {
    memory_.learn_findings(found);
  }
  if (Status status = read_files(); !status) return status.error();
  found.append(sieve_.take_findings());
  if (Status status = read_trees(found); !status) return status.error();
  const std::future<void> pages_given_back = give_pages_back();
  look_for_missing();
  if (Status status = build(std::move(found)); !status) return status.error();
  if (misremembers_ && !stopped()) return std::optional<report::ScanReport>();
  finish();
  return std::optional(std::move(report_));
}

Status RepositoryScan::read_roots() {
  std::future<git::StoreCheck> checked = run_beside([this] { return git::check_store(repository_); });
  Result<git::Roots> roots = git::read_roots(repository_);
  if (!roots) return roots.error();
  roots_ = std::move(*roots);
  for (const git::Unreadable& lost : roots_.unreadable) sieve_.skips().add(lost.what, lost.reason);
  git::StoreCheck store = checked.get();
  for (git::Unreadable& lost : store.lost) sieve_.skips().add(std::move(lost.what), std::move(lost.reason));
  std::ranges::move(store.notes, std::back_inserter(report_.notes));
  return {};
}

Status RepositoryScan::choose_objects() {
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

git::StreamOptions RepositoryScan::stream_options() {
  git::StreamOptions stream;
  stream.threads = sieve_.workers();
  stream.max_memory_bytes = options_.max_memory_bytes;
  stream.stop = context_.stop;
  stream.progress = ticker_.counters();
  stream.verify_objects = options_.verify_objects;
  stream.rescue_log = &rescue_log_;
  return stream;
}

Status RepositoryScan::open_history() {
  Result<git::StoreIds> listed = git::StoreIds::list(repository_);
  if (!listed) return listed.error();
  store_ = std::make_shared<const git::StoreIds>(std::move(*listed));
  history_.emplace(sieve_.workers(), store_);
  return {};
}

// Reads commits and trees of the whole store, where the scan itself does not.
Status RepositoryScan::read_history(bool trees) {
  if (Status status = open_history(); !status) return status;
  return attribution::read_history(repository_, trees, sieve_.workers(), context_.stop, *history_, history_skips_);
}

Result<const attribution::HistoryIndex*> RepositoryScan::join_history() {
  if (Status status = read_history(true); !status) return status.error();
  history_->join();
  return stopped() || !history_skips_.empty() ? nullptr : &*history_;
}

Status RepositoryScan::read_texts() {
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
    known_packs_.open(repository_, sieve_.db(), options_);
    stream.known = &known_packs_;
    NovelSink novel(sink, &known_packs_);
    status = git::stream_all_objects(repository_, stream, novel);
    known_packs_.store();
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
  ObjectCounts counts = sink.counts();
  counts.blobs += known_packs_.blobs();
  count_texts(counts);
  memory_.learn_texts(sink, counts, sieve_.bytes() + known_packs_.bytes());
  return status;
}

// Only what the secrets stand in is read again, each once.
Status RepositoryScan::recall_texts() {
  ticker_.begin("reading objects");
  const Remembered& known = memory_.known()->findings;
  secrets_.assign(known.leaks.size(), std::nullopt);
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository_);
  if (!reader) return reader.error();
  for (const Oid& source : sources_of(known)) {
    if (stopped()) break;
    const Result<git::Object> object = reader->read(source);
    if (object) take_secrets(known, source, object->content, secrets_);  // one that is not taken is missed in recall()
  }
  const Status status = scan_again(known.objects, *reader);
  bytes_recalled_ = sieve_.bytes();
  count_texts(memory_.known()->counts);
  return status;
}

// Few are read one by one: the stream lays out whole packs first, which takes as long as reading this part of them.
Status RepositoryScan::scan_again(const std::vector<Oid>& objects, git::ObjectReader& reader) {
  constexpr std::size_t kPartOfStore = 2000;
  const auto packs = repository_.packs();
  if (!packs) return packs.error();
  std::size_t packed = 0;
  for (const git::pack::Pack& pack : (*packs)->packs()) packed += pack.index.count();
  TextSink sink(sieve_, nullptr);
  Status status;
  if (objects.size() <= packed / kPartOfStore) {
    for (const Oid& id : objects) {
      if (stopped()) break;
      const Result<git::Object> object = reader.read(id);
      if (object) sink.take({id, object->type, object->content}, 0);
      if (!object) misremembers_ = true;
    }
  } else if (!objects.empty()) {
    git::StreamOptions stream = stream_options();
    stream.trees = false;
    NovelSink novel(sink, nullptr);
    status = options_.full_blobs ? git::stream_objects(repository_, objects, stream, sink)
                                 : git::stream_objects(repository_, objects, stream, novel);
  }
  if (sink.has_losses()) misremembers_ = true;
  return status;
}

void RepositoryScan::count_texts(const ObjectCounts& counts) {
  report_.blobs = counts.blobs;
  report_.commits = counts.commits;
  report_.tags = counts.tags;
  if (counts.lfs_pointers > 0) {
    report_.notes.push_back(fmt::format("{} Git LFS pointer{}: the files themselves are not in the repository",
                                        counts.lfs_pointers, counts.lfs_pointers == 1 ? "" : "s"));
  }
}

Status RepositoryScan::read_files() {
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
Status RepositoryScan::read_trees(Findings& found) {
  if (stopped() || !reads_objects()) return {};
  ticker_.begin("reading trees");
  git::StreamOptions stream = stream_options();
  stream.blobs = stream.commits = stream.tags = false;
  if (selected_names_) {
    NameLook look(sieve_);
    for (const std::string& name : *selected_names_) look.look_at(name, Oid{}, 0);
    note_names(look.telling_names(), selected_.trees.size(), found);
    return {};
  }
  if (!whole_store()) {
    NameTreeSink sink(sieve_);
    const Status status = git::stream_objects(repository_, selected_.trees, stream, sink);
    note_names(sink.telling_names(), sink.trees(), found);
    return status;
  }
  return read_all_trees(stream, found);
}

Status RepositoryScan::read_all_trees(const git::StreamOptions& stream, Findings& found) {
  if (const Snapshot* known = memory_.known()) {
    std::vector<std::string> names;
    for (const auto& [name, place] : memory_.names()) names.push_back(name);
    note_names(names, known->counts.trees, found);
    return {};
  }
  HistoryTreeSink sink(sieve_, *history_);
  std::optional<KnownTrees> known;
  git::StreamOptions unknown = stream;
  if (!options_.full_blobs) {
    known.emplace(repository_, *store_, sieve_.db(), options_, *history_);
    unknown.known = &*known;
  }
  if (Status status = git::stream_all_objects(repository_, unknown, sink); !status) return status;
  const bool has_losses = sink.has_losses() || rescue_log_.note().has_value();
  const std::uint64_t trees = sink.trees() + (known ? known->trees() : 0);
  const std::vector<TellingName> telling = sink.telling();
  if (known && !has_losses && !stopped()) known->store(*history_, telling);
  attribution::Targets targets;
  for (const TellingName& each : telling) targets.names.push_back(each.name);
  note_names(targets.names, trees, found);
  for (const Placed& place : found.placed) {
    if (place.origin == Origin::kBlob) targets.blobs.insert(place.object);
  }
  history_->finish(targets);
  lacks_objects_ = history_->lacks_objects() || lacks_tips();
  memory_.learn_trees(telling, trees, has_losses);
  return {};
}

void RepositoryScan::note_names(const std::vector<std::string>& telling, std::uint64_t trees, Findings& found) {
  report_.trees = trees;
  for (const std::string& name : telling) sieve_.scan_name(name, Origin::kName, name, 0);
  found.append(sieve_.take_findings());
}

// True when what a root names is not in the store.
bool RepositoryScan::lacks_tips() const {
  const auto lacks = [this](const Oid& id) { return !store_->contains(id); };
  return repository_.is_shallow() || repository_.is_partial() || std::ranges::any_of(tips_of(roots_), lacks);
}

// Beside what one thread does alone. A scan that reads few objects has mapped few pages.
std::future<void> RepositoryScan::give_pages_back() const {
  const auto packs = repository_.packs();
  if (!packs || !whole_store()) return {};
  return run_beside([packs] { (*packs)->give_pages_back(); });
}

// Only what a walk from the roots meets counts as missing: git prunes what nothing reaches bit by bit. It is looked for
// beside attribution, which is one thread's work too.
void RepositoryScan::look_for_missing() {
  if (memory_.known() != nullptr || !lacks_objects_ || stopped()) return;
  missing_ = run_beside([this, roots = roots_of_sources(roots_, options_.sources), told = sieve_.skips().all()] {
    return find_missing(repository_, roots, {*history_, *store_}, context_.stop, told);
  });
}

Status RepositoryScan::tell_missing() {
  MissingTold told;
  if (const Snapshot* known = memory_.known()) {
    told = {known->missing, known->notes};
  } else if (missing_.valid()) {
    Result<MissingTold> found = missing_.get();
    if (!found) return found.error();
    told = std::move(*found);
    memory_.learn_missing(told.skips, told.notes);
  }
  for (finding::Skip& skip : told.skips) sieve_.skips().add(std::move(skip.what), std::move(skip.reason));
  std::ranges::move(told.notes, std::back_inserter(report_.notes));
  return {};
}

report::RepositoryFacts RepositoryScan::repository_facts() const {
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

void RepositoryScan::finish() {
  report_.sources = source_names(options_);
  report_.repository = repository_facts();
  report_.bytes = sieve_.bytes() - bytes_recalled_ + known_packs_.bytes();
  if (const Snapshot* known = memory_.known()) {
    report_.bytes += known->bytes;
    report_.is_recalled = true;
  }
  report_.interrupted = stopped();
  if (report_.interrupted) report_.complete = false;
  if (auto note = rescue_log_.note()) report_.notes.push_back(std::move(*note));
  sieve_.skips().move_to(report_);
}

namespace {

Result<report::ScanReport> scan_opened(const git::Repository& repository, const ScanOptions& options,
                                       const JobContext& context, const Decisions& decisions) {
  ScanOptions workers = options;
  if (options.staged) workers.threads = 1;  // a commit is small: another worker's tables cost more than they save
  for (const bool recalls : {true, false}) {
    Result<Sieve> sieve = Sieve::make(context.db, workers, decisions.ignored);
    if (!sieve) return sieve.error();
    if (options.staged) return scan_staged(repository, options, context, decisions, *sieve);
    auto report = RepositoryScan(repository, options, context, decisions, std::move(*sieve), recalls).run();
    if (!report) return report.error();
    if (*report) return std::move(**report);
  }
  return Error{ErrorKind::kInternal, "the scan recalled what it was told not to"};
}

}  // namespace

Result<report::ScanReport> scan_repository(const std::string& path, bool use_environment, const ScanOptions& options,
                                           const JobContext& context) {
  git::OpenOptions open;
  open.use_environment = use_environment;
  const Result<git::Repository> repository = git::Repository::open(path, open);
  return repository ? scan_repository(*repository, path, options, context) : repository.error();
}

Result<report::ScanReport> scan_repository(const git::Repository& repository, const std::string& name,
                                           const ScanOptions& options, const JobContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<Decisions> decisions =
      load_decisions(repository.worktree().value_or(std::filesystem::path()), options, context.debt.get());
  if (!decisions) return decisions.error();
  Result<report::ScanReport> report = scan_opened(repository, options, context, *decisions);
  if (!report) return report;
  report->target = name;
  report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace leaksieve::scan
