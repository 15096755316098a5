#include "scanner/gate/judge.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/finding/detector.h"
#include "scanner/git/walk.h"
#include "scanner/match/matcher.h"
#include "scanner/scan/selection.h"

namespace leaksieve::gate {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 2> kIgnoreNames = {".leaksieveignore", ".gitleaksignore"};

std::vector<std::string> setting(const scan::Config& config, std::string_view name) {
  const auto found = std::ranges::find(config.settings, name, &scan::Setting::name);
  return found == config.settings.end() ? std::vector<std::string>{} : found->values;
}

// Did the change find the file as it is? Then it is the base that has moved on.
Result<bool> is_of_an_end(const git::Repository& repository, const Change& change, const std::string& path,
                          const Oid& now) {
  for (const Oid& end : change.ends) {
    Result<CommitFiles> files = CommitFiles::open(repository, end, std::nullopt);
    if (!files) return files.error();
    if (const auto text = files->find(files->root() / path); !text) return text.error();
    const auto asked = files->asked().find(path);
    if ((asked == files->asked().end() ? Oid{} : asked->second) == now) return true;
  }
  return false;
}

}  // namespace

Result<scan::Config> read_config(CommitFiles& files, const JudgeWishes& wishes) {
  if (wishes.no_config) return scan::Config{};
  const fs::path file = wishes.config ? *wishes.config : files.root() / scan::kConfigName;
  if (!wishes.config) {
    const Result<std::optional<std::string>> text = files.find(file);
    if (!text) return text.error();
    if (!*text) return scan::Config{};
  }
  return scan::load_config(file, [&files](const fs::path& path) { return files.read(path); });
}

Result<scan::IgnoreList> read_ignored(CommitFiles& files, const std::vector<std::string>& named) {
  scan::IgnoreList list;
  for (const std::string_view name : kIgnoreNames) {
    const fs::path file = files.root() / name;
    const Result<std::optional<std::string>> text = files.find(file);
    if (!text) return text.error();
    if (!*text) continue;
    if (Status status = list.add(**text, file); !status) return status.error();
  }
  for (const std::string& file : named) {
    const Result<std::string> text = files.read(file);
    if (!text) return text.error();
    if (Status status = list.add(*text, file); !status) return status.error();
  }
  return list;
}

Result<scan::Debt> read_debt(CommitFiles& files, const std::vector<std::string>& named) {
  scan::Debt debt;
  std::vector<std::string> texts, names;
  const fs::path own = files.root() / finding::kBaselineName;
  const Result<std::optional<std::string>> baseline = files.find(own);
  if (!baseline) return baseline.error();
  if (*baseline) {
    texts.push_back(**baseline);
    names.push_back(own.string());
  }
  for (const std::string& file : named) {
    const Result<std::string> text = files.read(file);
    if (!text) return text.error();
    texts.push_back(*text);
    names.push_back(file);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Result<finding::Baseline> parsed = finding::Baseline::parse(texts[i], names[i]);
    if (!parsed) return parsed.error();
    debt.baseline.add(*parsed);
  }
  const fs::path book = files.root() / finding::kLedgerName;
  const Result<std::optional<std::string>> ledger = files.find(book);
  if (!ledger) return ledger.error();
  if (!*ledger) return debt;
  Result<finding::Ledger> parsed = finding::Ledger::parse(**ledger, book.string());
  if (!parsed) return parsed.error();
  debt.ledger = std::move(*parsed);
  return debt;
}

Result<OwnAllowances> OwnAllowances::read(const git::Repository& repository, const Change& change,
                                          const JudgeWishes& wishes, const std::vector<std::string>& named_ignores,
                                          CommitFiles& base) {
  OwnAllowances own;
  Result<CommitFiles> files = CommitFiles::open(repository, change.head, std::nullopt);
  if (!files) return files.error();
  const auto unreadable = [&own](const Error& error) {
    own.notes_.push_back("the change's own settings cannot be understood, and allow nothing: " + error.message);
  };
  Result<scan::Config> config = read_config(*files, wishes);
  std::vector<std::string> ignores = named_ignores;
  if (config) {
    for (const std::string& file : setting(*config, "ignore-file")) {
      ignores.push_back((config->file.parent_path() / file).string());
    }
  }
  Result<scan::IgnoreList> ignored = read_ignored(*files, ignores);
  for (const std::string_view name :
       {finding::kBaselineName, finding::kLedgerName}) {  // only to tell that they changed
    if (const auto text = files->find(files->root() / name); !text) return text.error();
  }
  if (ignored) {
    own.ignored_ = std::move(*ignored);
  } else {
    unreadable(ignored.error());
  }
  // What only one side asked for (a file that its config extends) is looked up on the other too.
  std::set<std::string> paths;
  for (const auto& [path, id] : files->asked()) paths.insert(path);
  for (const auto& [path, id] : base.asked()) paths.insert(path);
  bool is_config_edited = false;
  for (const std::string& path : paths) {
    for (CommitFiles* side : {&*files, &base}) {
      if (!side->asked().contains(path)) (void)side->find(side->root() / path);
    }
    const auto id_in = [&path](const CommitFiles& side) {
      const auto found = side.asked().find(path);
      return found == side.asked().end() ? Oid{} : found->second;
    };
    const Oid now = id_in(*files);
    if (now == id_in(base)) continue;
    const Result<bool> old = is_of_an_end(repository, change, path, now);
    if (!old) return old.error();
    if (*old) continue;
    own.edited_.push_back(fmt::format("'{}'", quote_path(path)));
    const bool is_config = std::ranges::find(kIgnoreNames, path) == kIgnoreNames.end() &&
                           path != finding::kBaselineName && path != finding::kLedgerName;
    is_config_edited = is_config_edited || is_config;
  }
  if (!config) {
    unreadable(config.error());
  } else if (is_config_edited) {
    auto db = match::PatternDb::compile(scan::rules_of(*config), {match::default_cache_directory()});
    if (db) own.db_ = std::move(*db);
    if (!db) unreadable(db.error());
    own.excludes_ = setting(*config, "exclude");
  }
  return own;
}

struct OwnAllowances::Look {
  git::ObjectReader reader;
  std::optional<finding::Detector> detector;  // with the change's rules, when they are others
};

// Do the change's rules find the secret at that place?
Result<bool> OwnAllowances::finds(Look& look, const finding::Occurrence& place, const Secret& secret) const {
  if (!place.path.empty() && !excludes_.empty() && git::pathspec_matches(excludes_, place.path)) return false;
  const std::string name = place.path.substr(place.path.rfind('/') + 1);
  const bool is_name = place.kind == finding::PlaceKind::kFileName;
  std::string text = name;
  if (!is_name) {
    Result<git::Object> object = look.reader.read(place.object);
    if (!object) return object.error();
    text = std::move(object->content);
  }
  std::vector<finding::Finding> found;
  if (Status status = look.detector->scan(text, is_name ? Bytes(name) : Bytes(), found); !status) return status.error();
  const std::string commit = place.commit.is_null() ? "" : place.commit.hex();
  return std::ranges::any_of(found, [&](const finding::Finding& finding) {
    return finding.secret == secret && finding::allowed_at(*db_, finding, place.path, commit);
  });
}

Result<std::string> OwnAllowances::reason_at(Look& look, const AddedLeak& leak, std::size_t place) const {
  const finding::Finding& finding = leak.findings[place];
  const finding::Occurrence& occurrence = leak.leak.occurrences[place];
  if (finding.allowed_inline || leak.head_has_comments) return std::string("a comment on its line");
  const std::string commit = occurrence.commit.is_null() ? "" : occurrence.commit.hex();
  if (ignored_.has_fingerprint(finding.fingerprint) ||
      ignored_.has_place(commit, occurrence.path, occurrence.position.line)) {
    return std::string("its own ignore file");
  }
  if (!look.detector) return std::string();
  const Result<bool> found = finds(look, occurrence, leak.leak.secret);
  if (!found) return found.error();
  return std::string(*found ? "" : "its own .leaksieve.toml");
}

// Each place has to be allowed, or the leak is not.
Result<std::string> OwnAllowances::reason(Look& look, const AddedLeak& leak) const {
  std::vector<std::string> reasons;
  for (std::size_t place = 0; place < leak.findings.size(); ++place) {
    Result<std::string> reason = reason_at(look, leak, place);
    if (!reason || reason->empty()) return reason;
    if (std::ranges::find(reasons, *reason) == reasons.end()) reasons.push_back(std::move(*reason));
  }
  return fmt::format("{}", fmt::join(reasons, " and "));
}

Result<std::vector<std::string>> OwnAllowances::reasons(const git::Repository& repository,
                                                        const std::vector<AddedLeak>& leaks,
                                                        const scan::ScanOptions& options) const {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  Look look{std::move(*reader), std::nullopt};
  if (db_) {
    Result<finding::Detector> detector = finding::Detector::make(db_);
    if (!detector) return detector.error();
    detector->decode_depth = options.decode_depth;
    detector->archive_depth = options.archive_depth;
    look.detector.emplace(std::move(*detector));
  }
  std::vector<std::string> all;
  for (const AddedLeak& leak : leaks) {
    Result<std::string> one = reason(look, leak);
    if (!one) return one.error();
    all.push_back(std::move(*one));
  }
  return all;
}

}  // namespace leaksieve::gate
