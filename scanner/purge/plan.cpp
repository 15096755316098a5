// A leak's report tells where it came in; to take it out, every object that holds it has to be known, with the bytes
// that stand there: in encoded text those of the encoded form. So the scan hands out all its findings, and the objects
// of the chosen leaks are read once more.
#include "scanner/purge/plan.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/objects.h"
#include "scanner/git/repository.h"
#include "scanner/purge/private_file.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/words.h"
#include "scanner/scan/placed.h"

namespace leaksieve::purge {
namespace {

namespace fs = std::filesystem;
using scan::LeakKey;
using scan::Origin;
using scan::Placed;

constexpr std::size_t kSniffed = 8192;  // bytes; filter-repo replaces nothing where one of them is NUL
constexpr std::size_t kLongestForm = std::size_t{64} << 10;  // more than that is no secret but a whole encoded file

bool is_binary(Bytes content) { return content.substr(0, kSniffed).find('\0') != Bytes::npos; }

bool is_chosen(const finding::Leak& leak, const rules::Rule& rule, const Choice& choice) {
  if (choice.fingerprints.empty() && choice.rules.empty()) return true;
  const auto named = [&](const std::string& name) { return std::ranges::count(choice.fingerprints, name) > 0; };
  return named(leak.fingerprint) || std::ranges::any_of(leak.aliases, named) ||
         std::ranges::count(choice.rules, rule.id) > 0;
}

// Every name of `choice` has to be a leak's: a plan that silently lacks one would leave it.
Status check_choice(const report::ScanReport& scan, const rules::RuleSet& rules, const Choice& choice) {
  std::set<std::string> known, known_rules;
  for (const finding::Leak& leak : scan.leaks) {
    known.insert(leak.fingerprint);
    known.insert(leak.aliases.begin(), leak.aliases.end());
    known_rules.insert(rules.rules[leak.rule].id);
  }
  for (const std::string& name : choice.fingerprints) {
    if (!known.contains(name)) {
      return Error{ErrorKind::kNotFound, fmt::format("no leak here has the fingerprint '{}'", clean_line(name, 60))};
    }
  }
  for (const std::string& name : choice.rules) {
    if (!known_rules.contains(name)) {
      return Error{ErrorKind::kNotFound, fmt::format("no leak here is of the rule '{}'", clean_line(name, 60))};
    }
  }
  return {};
}

class Planner {
 public:
  Planner(const rules::RuleSet& rules, git::ObjectReader reader) : rules_(rules), reader_(std::move(reader)) {}

  void choose(const report::ScanReport& scan, const Choice& choice) {
    for (const finding::Leak& leak : scan.leaks) {
      const rules::Rule& rule = rules_.rules[leak.rule];
      if (!is_chosen(leak, rule, choice)) continue;
      index_.emplace(LeakKey{leak.rule, leak.secret.reveal()}, plan_.leaks.size());
      const auto exposure = report::furthest_of(leak);
      const std::string shown = rule.tells_files() ? "" : leak.secret.redacted();
      plan_.leaks.push_back({leak.fingerprint,
                             rule.id,
                             report::title_of(rule),
                             shown,
                             exposure ? std::string(report::exposure_words(*exposure)) : "exposure unknown",
                             leak.secret.size_bytes(),
                             {}});
      if (!rule.tells_files()) plan_.forms.push_back({leak.secret, plan_.leaks.size() - 1});
    }
    plan_.complete = scan.complete;
    plan_.gaps = report::gaps_of(scan);
  }

  Status add_places(const scan::PlacedList& placed) {
    std::map<Oid, std::vector<std::pair<const Placed*, std::size_t>>> objects;
    for (const Placed& place : placed) {
      const auto found = index_.find(scan::key_of(place.finding));
      if (found == index_.end()) continue;
      if (place.origin == Origin::kName) {
        add_name(place, found->second);
      } else if (place.origin == Origin::kStaged || place.origin == Origin::kFile) {
        ++plan_.leaks[found->second].ways.files_here;
      } else {
        objects[place.object].emplace_back(&place, found->second);
      }
    }
    for (const auto& [id, places] : objects) {
      const Result<git::Object> object = reader_.read(id);
      if (!object) return object.error();
      for (const auto& [place, leak] : places) add_object(*place, object->content, leak);
    }
    return {};
  }

  Plan take() {
    std::ranges::sort(plan_.blobs);
    plan_.blobs.erase(std::unique(plan_.blobs.begin(), plan_.blobs.end()), plan_.blobs.end());
    for (auto* lines : {&plan_.renames, &plan_.drops}) {
      std::ranges::sort(*lines);
      lines->erase(std::unique(lines->begin(), lines->end()), lines->end());
    }
    return std::move(plan_);
  }

 private:
  void add_name(const Placed& place, std::size_t leak) {
    Ways& ways = plan_.leaks[leak].ways;
    if (rules_.rules[place.finding.rule].tells_files()) {
      ways.drops_file = true;
      plan_.drops.push_back(place.path);
      return;
    }
    ++ways.names;
    plan_.renames.push_back(rename_expression(place.finding.secret));
  }

  void add_object(const Placed& place, Bytes content, std::size_t leak) {
    Ways& ways = plan_.leaks[leak].ways;
    const finding::Finding& finding = place.finding;
    const bool in_bounds = finding.span.begin < finding.span.end && finding.span.end <= content.size();
    const Bytes form = in_bounds ? finding.span.of(content) : Bytes();
    const bool is_container = !finding.decoded.empty() && form.size() == content.size();
    if (place.origin == Origin::kBlob &&
        (is_binary(content) || is_container || form.size() > kLongestForm || form.empty())) {
      ++ways.binaries;
      plan_.blobs.push_back(place.object);
      return;
    }
    const bool in_message = place.origin != Origin::kBlob;
    const std::size_t head = in_message ? content.find("\n\n") : Bytes::npos;
    if (in_message && finding.span.begin < head) {
      ++ways.people;
      return;
    }
    ++ways.texts;
    if (in_message) ++ways.messages;
    if (!finding.decoded.empty()) ++ways.encoded;
    plan_.forms.push_back({Secret(std::string(form)), leak});
  }

  const rules::RuleSet& rules_;
  git::ObjectReader reader_;
  std::map<LeakKey, std::size_t> index_;
  Plan plan_;
};

bool is_inside(const fs::path& path, const fs::path& folder) {
  const auto [end, unused] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() || (std::next(end) == folder.end() && end->empty());
}

// Where a file would stand, with links in its folders followed.
fs::path real_place(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  const fs::path folder = fs::weakly_canonical(whole.parent_path(), error);
  return (error ? whole.parent_path() : folder) / whole.filename();
}

Status check_place(const std::string& repository_path, bool use_environment, const fs::path& file) {
  git::OpenOptions open;
  open.use_environment = use_environment;
  const Result<git::Repository> repository = git::Repository::open(repository_path, open);
  if (!repository) return repository.error();
  if (!repository->worktree()) return {};
  std::error_code error;
  const fs::path place = real_place(file);
  const fs::path worktree = fs::weakly_canonical(*repository->worktree(), error);
  if (!is_inside(place, worktree)) return {};
  for (const fs::path& folder : {repository->git_dir(), repository->common_dir()}) {
    if (is_inside(place, fs::weakly_canonical(folder, error))) return {};
  }
  return Error{ErrorKind::kUsage,
               fmt::format("'{}' lies in the worktree, where it would be committed one day: name a file "
                           "outside of it, or in .git",
                           quote_path(file.string()))};
}

fs::path beside(const fs::path& file, const char* suffix) {
  fs::path path = file;
  path += suffix;
  return path;
}

std::string path_lines(const Plan& plan) {
  std::string text;
  for (const std::string& name : plan.drops) {
    // By the name, in whatever folder: a rule tells a file by its name.
    std::string quoted;
    for (const char c : name) quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    text += "regex:(?:^|/)" + quoted + "$\n";
  }
  for (const std::string& line : plan.renames) text += line;
  return text;
}

std::string leak_lines(const Plan& plan, const ExpressionFile& expressions) {
  std::string text;
  for (std::size_t i = 0; i < expressions.leaks.size(); ++i) {
    const PlannedLeak& leak = plan.leaks[expressions.leaks[i]];
    text += fmt::format("{} {} {}\n", i + 1, leak.fingerprint, leak.rule);
  }
  for (const PlannedLeak& leak : plan.leaks) {
    if (leak.ways.drops_file) text += fmt::format("0 {} {}\n", leak.fingerprint, leak.rule);
  }
  return text;
}

}  // namespace

Result<Plan> make_plan(const std::string& path, bool use_environment, const scan::ScanOptions& options,
                       const scan::JobContext& context, const Choice& choice) {
  scan::PlacedList placed;
  scan::JobContext listening = context;
  listening.placed = &placed;
  const Result<report::ScanReport> scan = scan::scan_repository(path, use_environment, options, listening);
  if (!scan) return scan.error();
  const rules::RuleSet& rules = context.db->rule_set();
  if (Status status = check_choice(*scan, rules, choice); !status) return status.error();
  git::OpenOptions open;
  open.use_environment = use_environment;
  const Result<git::Repository> repository = git::Repository::open(path, open);
  if (!repository) return repository.error();
  Result<git::ObjectReader> reader = git::ObjectReader::open(*repository);
  if (!reader) return reader.error();
  Planner planner(rules, std::move(*reader));
  planner.choose(*scan, choice);
  if (Status status = planner.add_places(placed); !status) return status.error();
  return planner.take();
}

Result<PlanFiles> write_plan(const Plan& plan, const std::string& repository, bool use_environment,
                             const fs::path& expressions) {
  if (Status status = check_place(repository, use_environment, expressions); !status) return status.error();
  const ExpressionFile written = write_expressions(plan.forms);
  const std::string paths = path_lines(plan);
  std::string blobs;
  for (const Oid& id : plan.blobs) blobs += id.hex() + "\n";
  PlanFiles files{expressions, blobs.empty() ? "" : beside(expressions, ".blobs"),
                  paths.empty() ? "" : beside(expressions, ".paths"), beside(expressions, ".leaks")};
  const std::vector<std::pair<fs::path, std::string>> all = {{files.expressions, written.text},
                                                             {files.blobs, blobs},
                                                             {files.paths, paths},
                                                             {files.leaks, leak_lines(plan, written)}};
  std::vector<fs::path> made;
  for (const auto& [path, text] : all) {
    if (path.empty()) continue;
    if (const Status status = create_private_file(path, text); !status) {
      std::error_code ignored;
      for (const fs::path& one : made) fs::remove(one, ignored);
      return status.error();
    }
    made.push_back(path);
  }
  return files;
}

}  // namespace leaksieve::purge
