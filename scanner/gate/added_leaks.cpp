// Idea: a commit introduces a secret when its changed files hold it more often than they did in the parent. Counting
// over all changed files of the commit makes moves, renames and edits beside the secret no news, and a copy or a secret
// that comes back news. A merge introduces what its own version of a file holds more often than that of each parent:
// what a clean merge brings together was introduced by the commits that it joins. Each blob goes through the sieve
// once; parents' versions only where a commit's files hold something.
#include "scanner/gate/added_leaks.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "scanner/finding/detector.h"
#include "scanner/gate/added_texts.h"
#include "scanner/scan/selection.h"

namespace leaksieve::gate {
namespace {

using finding::PlaceKind;
using scan::Origin;
using scan::Placed;

// A finding at a path (messages: "").
struct Hit {
  std::size_t placed;
  std::string path;
};

struct Introduction {
  std::size_t row;  // of its commit; kNoRow: a tag
  Hit hit;
};
constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

class AddedScan {
 public:
  AddedScan(const Change& change, const AddedOptions& options, AddedTexts& texts)
      : change_(change), options_(options), texts_(texts) {}

  // REQUIRED: the texts are read.
  Added run() {
    number_leaks();
    for (std::size_t row = 0; row < texts_.rows().size(); ++row) judge_commit(row);
    judge_tags();
    look_at_head();
    build();
    std::ranges::stable_sort(out_.leaks,
                             [this](const AddedLeak& a, const AddedLeak& b) { return rank(a.leak) < rank(b.leak); });
    out_.report.target = ".";
    out_.report.sources = {"range"};
    texts_.tell(out_.report);
    return std::move(out_);
  }

 private:
  void number_leaks() {
    std::map<scan::LeakKey, std::size_t> numbers;
    for (const Placed& placed : texts_.placed()) {
      leak_of_.push_back(numbers.emplace(scan::key_of(placed.finding), numbers.size()).first->second);
    }
    introductions_.resize(numbers.size());
    removed_by_.assign(numbers.size(), kNoRow);
    head_hits_.resize(numbers.size());
  }

  [[nodiscard]] bool stands(std::size_t placed, const std::string& path, const Oid& commit) const {
    const finding::Finding& finding = texts_.placed()[placed].finding;
    const bool has_path =
        texts_.placed()[placed].origin == Origin::kBlob || texts_.placed()[placed].origin == Origin::kName;
    if (has_path && !scan::selects_path(options_.scan, path)) return false;
    return finding::allowed_at(texts_.db(), finding, path, commit.hex());
  }

  using Hits = std::map<std::size_t, std::vector<Hit>>;  // by leak

  Hits hits_of(const std::vector<std::size_t>* found, const std::string& path, const Oid& commit) const {
    Hits hits;
    if (found == nullptr) return hits;
    for (const std::size_t placed : *found) {
      if (stands(placed, path, commit)) hits[leak_of_[placed]].push_back({placed, path});
    }
    return hits;
  }

  // Of the hits in a file those that its parent's version had not: by place, else the last ones.
  std::vector<Hit> news(const std::vector<Hit>& now, const std::vector<Hit>& before) const {
    if (now.size() <= before.size()) return {};
    if (before.empty()) return now;
    std::vector<Hit> fresh;
    for (const Hit& hit : now) {
      const auto same = [&](const Hit& old) {
        return texts_.placed()[old.placed].finding.position == texts_.placed()[hit.placed].finding.position;
      };
      if (std::ranges::none_of(before, same)) fresh.push_back(hit);
    }
    const std::size_t wanted = now.size() - before.size();
    if (fresh.size() < wanted) fresh.assign(now.end() - static_cast<std::ptrdiff_t>(wanted), now.end());
    if (fresh.size() > wanted) fresh.erase(fresh.begin(), fresh.end() - static_cast<std::ptrdiff_t>(wanted));
    return fresh;
  }

  void judge_commit(std::size_t number) {
    const CommitRow& row = texts_.rows()[number];
    const bool is_merge = row.commit.parents.size() > 1;
    std::map<std::size_t, std::ptrdiff_t> balance;
    Hits fresh;
    const auto weigh = [&](const Hits& now, const std::vector<Hits>& before) {
      std::set<std::size_t> leaks;
      for (const auto& [leak, hits] : now) leaks.insert(leak);
      for (const Hits& old : before) {
        for (const auto& [leak, hits] : old) leaks.insert(leak);
      }
      for (const std::size_t leak : leaks) {
        const auto in = [leak](const Hits& hits) {
          const auto found = hits.find(leak);
          return found == hits.end() ? std::vector<Hit>{} : found->second;
        };
        const std::vector<Hit> here = in(now);
        std::vector<Hit> most;  // of the parents'
        for (const Hits& old : before) {
          if (std::vector<Hit> hits = in(old); hits.size() > most.size()) most = std::move(hits);
        }
        balance[leak] += static_cast<std::ptrdiff_t>(here.size()) - static_cast<std::ptrdiff_t>(most.size());
        std::ranges::move(news(here, most), std::back_inserter(fresh[leak]));
      }
    };
    for (const ChangedEntry& entry : row.changes.entries) {
      std::vector<Hits> before;
      for (const Oid& id : entry.before) before.push_back(hits_of(texts_.found_in(id), entry.path, row.commit.id));
      weigh(hits_of(texts_.found_in(entry.now), entry.path, row.commit.id), before);
    }
    for (const std::string& path : row.changes.names)
      weigh(hits_of(texts_.found_in_name(path), path, row.commit.id), {});
    for (const std::string& path : row.changes.old_names)
      weigh({}, {hits_of(texts_.found_in_name(path), path, row.commit.id)});
    for (const auto& [leak, sum] : balance) {
      if (sum > 0 || (is_merge && !fresh[leak].empty())) {
        for (Hit& hit : fresh[leak]) introductions_[leak].push_back({number, std::move(hit)});
      } else if (sum < 0) {
        removed_by_[leak] = number;
      }
    }
    for (auto& [leak, hits] : hits_of(texts_.found_in(row.commit.id), "", row.commit.id)) {
      for (Hit& hit : hits) introductions_[leak].push_back({number, std::move(hit)});
    }
  }

  void judge_tags() {
    for (const Oid& tag : change_.tags) {
      for (auto& [leak, hits] : hits_of(texts_.found_in(tag), "", tag)) {
        for (Hit& hit : hits) introductions_[leak].push_back({kNoRow, std::move(hit)});
      }
    }
  }

  // What the change leaves in the files of its head.
  void look_at_head() {
    const auto head = texts_.read_commit(change_.head);
    if (!head || texts_.placed().empty()) return;
    std::vector<Oid> base;
    if (const auto commit = change_.base ? texts_.read_commit(*change_.base) : std::nullopt)
      base.push_back(commit->tree);
    ChangedEntries changes;
    EntryDiff diff(texts_.reader());
    if (const Status status = diff.run(head->tree, std::move(base), kMostEntries, changes); !status) {
      texts_.skips().add("commit " + change_.head.hex(), status.error().message);
    }
    const auto note = [this](const Hits& hits) {
      for (const auto& [leak, found] : hits) std::ranges::copy(found, std::back_inserter(head_hits_[leak]));
    };
    for (const ChangedEntry& entry : changes.entries)
      note(hits_of(texts_.found_in(entry.now), entry.path, change_.head));
    for (const std::string& path : changes.names) note(hits_of(texts_.found_in_name(path), path, change_.head));
  }

  [[nodiscard]] bool is_ignored(const Introduction& introduction) const {
    const finding::Finding& finding = texts_.placed()[introduction.hit.placed].finding;
    if (options_.ignored.has_fingerprint(finding.fingerprint)) return true;
    const std::string commit = introduction.row == kNoRow ? "" : texts_.rows()[introduction.row].commit.id.hex();
    return options_.ignored.has_place(commit, introduction.hit.path, finding.position.line);
  }

  static PlaceKind kind_of(Origin origin) {
    switch (origin) {
      case Origin::kCommit:
        return PlaceKind::kCommitMessage;
      case Origin::kTag:
        return PlaceKind::kTagMessage;
      case Origin::kName:
        return PlaceKind::kFileName;
      default:
        return PlaceKind::kFile;
    }
  }

  static finding::Stamp stamp_of(const git::Person& person) {
    return {person.name, person.email, person.time, person.offset_minutes};
  }

  finding::Occurrence occurrence_of(const Introduction& introduction, finding::ExposureSet exposure) {
    const Placed& placed = texts_.placed()[introduction.hit.placed];
    finding::Occurrence place;
    place.kind = kind_of(placed.origin);
    place.object = placed.object;
    place.path = introduction.hit.path;
    place.position = placed.finding.position;
    place.decoded = placed.finding.decoded;
    place.mcp = finding::mcp_place_at(placed.finding, place.path);
    place.exposure = exposure;
    if (introduction.row != kNoRow) {
      const git::Commit& commit = texts_.rows()[introduction.row].commit;
      place.commit = commit.id;
      place.author = stamp_of(commit.author);
      place.summary = commit.summary;
    }
    return place;
  }

  void build() {
    for (std::size_t number = 0; number < introductions_.size(); ++number) {
      auto& introductions = introductions_[number];
      const std::size_t all = introductions.size();
      std::erase_if(introductions, [this](const Introduction& each) { return is_ignored(each); });
      if (introductions.empty()) {
        if (all > 0) ++out_.report.allowed;
        continue;
      }
      out_.leaks.push_back(build_leak(number, introductions));
    }
  }

  AddedLeak build_leak(std::size_t number, const std::vector<Introduction>& introductions) {
    AddedLeak added;
    finding::Leak& leak = added.leak;
    const finding::Finding& first = texts_.placed()[introductions.front().hit.placed].finding;
    leak.rule = first.rule;
    leak.secret = first.secret;
    leak.note = first.note;
    leak.is_lowered = first.is_lowered;
    leak.fingerprint = first.fingerprint;
    const auto& head_hits = head_hits_[number];
    std::set<std::string> aliases, head_paths;
    OidSet objects;
    bool is_message = false;
    leak.exposure.add(options_.is_pushed ? finding::Exposure::kPushed : finding::Exposure::kLocalBranch);
    for (const Introduction& introduction : introductions) {
      const Placed& placed = texts_.placed()[introduction.hit.placed];
      leak.occurrences.push_back(occurrence_of(introduction, leak.exposure));
      added.findings.push_back(placed.finding);
      aliases.insert(placed.finding.fingerprint);
      objects.insert(placed.object);
      is_message = is_message || placed.origin == Origin::kCommit || placed.origin == Origin::kTag;
    }
    aliases.erase(leak.fingerprint);
    leak.aliases.assign(aliases.begin(), aliases.end());
    leak.objects = objects.size();
    for (const Hit& hit : head_hits) head_paths.insert(hit.path);
    leak.head_paths.assign(head_paths.begin(), head_paths.end());
    added.is_in_head = is_message || !head_hits.empty();
    if (!head_hits.empty()) leak.exposure.add(finding::Exposure::kHead);
    added.head_has_comments = !head_hits.empty() && std::ranges::all_of(head_hits, [this](const Hit& hit) {
      return texts_.placed()[hit.placed].finding.allowed_inline;
    });
    if (!added.is_in_head && removed_by_[number] != kNoRow) {
      const git::Commit& commit = texts_.rows()[removed_by_[number]].commit;
      leak.removals.push_back({"HEAD", commit.id, stamp_of(commit.author), commit.summary});
    }
    return added;
  }

  [[nodiscard]] std::tuple<int, int, std::string_view, std::string_view, LineColumn> rank(
      const finding::Leak& leak) const {
    const rules::Rule& rule = texts_.db().rule_set().rules[leak.rule];
    const finding::Occurrence& place = leak.occurrences.front();
    return {-static_cast<int>(rule.severity), -static_cast<int>(finding::confidence_of(leak, rule)), place.path,
            rule.id, place.position};
  }

  const Change& change_;
  const AddedOptions& options_;
  std::vector<std::size_t> leak_of_;  // of the texts' findings
  AddedTexts& texts_;
  std::vector<std::vector<Introduction>> introductions_;  // by leak
  std::vector<std::size_t> removed_by_;                   // by leak: a row
  std::vector<std::vector<Hit>> head_hits_;               // by leak
  Added out_;
};

}  // namespace

Result<Added> find_added_leaks(const git::Repository& repository, const Change& change, const AddedOptions& options,
                               const scan::JobContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  // Nothing is left out while it is counted: what the base held is held against everything that it held.
  AddedOptions raw = options;
  raw.scan.respect_allow_comments = false;
  const scan::IgnoreList nothing;
  Result<scan::Sieve> sieve = scan::Sieve::make(context.db, raw.scan, nothing);
  if (!sieve) return sieve.error();
  AddedTexts texts(repository, change, raw.scan, context, std::move(*reader), std::move(*sieve));
  if (Status status = texts.read(); !status) return status.error();
  Added added = AddedScan(change, raw, texts).run();
  added.report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return added;
}

}  // namespace leaksieve::gate
