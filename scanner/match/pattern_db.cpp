// A start must take milliseconds, so compiling comes last: first the database made at build time, then the cache. Both
// are keyed by what is in them; a set found there has been validated when it was stored, for the key holds every regex.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/match/db_cache.h"
#include "scanner/match/pattern_db_impl.h"
#include "scanner/rules/embedded.h"
#include "scanner/rules/load.h"

namespace leaksieve::match {
namespace {

// Rules of the built-in files were validated when the program was built.
Status validate_all(const rules::RuleSet& set) {
  for (const rules::Rule& rule : set.rules) {
    if (const Status status = validate(rule); !status) return status;
  }
  return {};
}

Status validate_cheap(const rules::RuleSet& set) {
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    if (set.rules.is_validated(i) || set.rules[i].source == "built-in") continue;
    if (const Status status = validate(set.rules[i]); !status) return status;
  }
  for (const rules::Allowlist& list : set.allowlists) {
    if (const Status status = validate(list, "allowlist"); !status) return status;
  }
  return {};
}

// The database made at build time, when it is of this key (empty: any) and this machine can run it.
HsDatabase find_embedded(const std::string& key, std::uint64_t cpu_features) {
  for (const rules::embedded::Database& candidate : rules::embedded::databases()) {
    if (!key.empty() && candidate.key != key) continue;
    if ((candidate.cpu_features & ~cpu_features) != 0) continue;
    Result<HsDatabase> loaded = use_image(candidate.facts, candidate.image);
    if (loaded) return std::move(*loaded);
  }
  return {};
}

Result<HsDatabase> find_or_compile(const rules::RuleSet& set, const CacheOptions& cache) {
  const std::uint64_t features = host_cpu_features();
  if (set.rules.is_embedded()) {  // with the database, so that they need not be read
    if (HsDatabase embedded = find_embedded("", features); embedded.db != nullptr) return embedded;
  }
  const std::string key = database_key(set);
  if (HsDatabase embedded = find_embedded(key, features); embedded.db != nullptr) return embedded;

  const std::string file_key = sha256_hex({key, fmt::format("{}", features)});
  if (const auto payload = read_cached(cache.directory, file_key)) {
    if (Result<HsDatabase> loaded = load_database(*payload)) return loaded;
  }
  if (const Status status = validate_all(set); !status) return status.error();
  Result<HsDatabase> compiled = compile_database(set, features);
  if (!compiled || compiled->db == nullptr) return compiled;
  if (const Result<std::string> payload = save_database(*compiled)) write_cached(cache.directory, file_key, *payload);
  return compiled;
}

Reach reach_of(const rules::RuleSet& set, std::uint32_t rule_index, std::uint32_t max_width) {
  if (rule_index == Expression::kNoRule) return {rule_index, 0, 0};
  // An assertion at the match's begin may look one byte further back than Hyperscan's width says.
  constexpr std::size_t kSlack = 2;
  const rules::RuleTraits traits = set.rules.traits(rule_index);
  if (traits.has_trigger) return {rule_index, traits.trigger_before, traits.trigger_after};
  if (max_width == kUnbounded) return {rule_index, Reach::kAll, 0};
  return {rule_index, max_width + kSlack, 0};
}

}  // namespace

struct PatternDbBuilder {
  static Result<std::shared_ptr<const PatternDb>> build(std::shared_ptr<const rules::RuleSet> set,
                                                        const CacheOptions& cache) {
    if (const Status status = validate_cheap(*set); !status) return status.error();
    auto impl = std::make_unique<PatternDb::Impl>(std::move(set));
    Result<HsDatabase> database = find_or_compile(impl->set, cache);
    if (!database) return database.error();
    impl->database = std::move(*database);
    const std::vector<std::uint32_t> owners = owners_of_expressions(impl->set);
    if (impl->database.max_widths.size() != owners.size()) {
      return Error{ErrorKind::kInternal, "the compiled rules are not those that were asked for"};
    }
    for (std::size_t i = 0; i < owners.size(); ++i) {
      impl->reaches.push_back(reach_of(impl->set, owners[i], impl->database.max_widths[i]));
    }
    for (std::size_t i = 0; i < impl->set.rules.size(); ++i) {
      if (impl->set.rules.traits(i).tells_files) impl->path_rules.push_back(static_cast<std::uint32_t>(i));
    }
    return std::shared_ptr<const PatternDb>(new PatternDb(std::move(impl)));
  }
};

Result<std::shared_ptr<const PatternDb>> PatternDb::compile(std::shared_ptr<const rules::RuleSet> set,
                                                            const CacheOptions& cache) {
  return PatternDbBuilder::build(std::move(set), cache);
}
Result<std::shared_ptr<const PatternDb>> PatternDb::compile(rules::RuleSet set, const CacheOptions& cache) {
  return compile(std::make_shared<const rules::RuleSet>(std::move(set)), cache);
}

PatternDb::PatternDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PatternDb::~PatternDb() = default;

const rules::RuleSet& PatternDb::rule_set() const { return impl_->set; }
const CompiledRules& PatternDb::compiled() const { return impl_->compiled; }

}  // namespace leaksieve::match
