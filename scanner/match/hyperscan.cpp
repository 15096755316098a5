// All expressions go into one block-mode database without start-of-match. A pattern that Hyperscan finds too hard is
// compiled as a prefilter, which reports a superset of its ends: RE2 decides anyway.
#include "scanner/match/hyperscan.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

#include <fmt/format.h>
#include <re2/re2.h>

#include "scanner/base/hash.h"
#include "scanner/match/anchors.h"
#include "scanner/match/assignment_triggers.h"
#include "scanner/match/line_bound.h"
#include "scanner/match/matcher.h"
#include "scanner/rules/embedded.h"
#include "scanner/rules/load.h"

namespace leaksieve::match {
namespace {

struct ErrorFree {
  void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};

hs_platform_info_t platform_with(std::uint64_t cpu_features) {
  hs_platform_info_t platform{};
  platform.tune = HS_TUNE_FAMILY_GENERIC;
  platform.cpu_features = cpu_features;
  return platform;
}

Error refused(const rules::RuleSet& set, const Expression& expression, const std::string& text) {
  if (expression.rule == Expression::kNoRule) {
    return Error{ErrorKind::kInternal, "Hyperscan cannot compile what finds assignments: " + text};
  }
  const rules::Rule& rule = set.rules[expression.rule];
  return Error{ErrorKind::kUsage, fmt::format("{}:{}: rule '{}': Hyperscan cannot compile its {}: {}", rule.source,
                                              rule.line, rule.id, rule.trigger.empty() ? "regex" : "trigger", text)};
}

bool has_value_rules(const rules::RuleSet& set) {
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    if (set.rules.traits(i).is_value_rule) return true;
  }
  return false;
}

struct Widths {
  std::uint32_t least = 0, most = kUnbounded;  // bytes of a match
};

// A prefilter's ends are right, but how far back its match begins is not known.
Widths widths_of(const std::string& regex, unsigned flags) {
  if ((flags & HS_FLAG_PREFILTER) != 0) return {};
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t code = hs_expression_info(regex.c_str(), flags, &info, &error);
  const std::unique_ptr<hs_compile_error_t, ErrorFree> owned_error(error);
  const std::unique_ptr<hs_expr_info_t, void (*)(void*)> owned_info(info, std::free);
  if (code != HS_SUCCESS || info == nullptr) return {};
  return {info->min_width, info->max_width};
}

// What hs_compile_multi() takes.
struct Patterns {
  std::vector<std::string> owned;
  std::vector<unsigned> flags, ids;

  void add(std::string text, unsigned flag, std::size_t id) {
    owned.push_back(std::move(text));
    flags.push_back(flag);
    ids.push_back(static_cast<unsigned>(id));
  }
  [[nodiscard]] std::vector<const char*> texts() const {
    std::vector<const char*> all;
    all.reserve(owned.size());
    for (const std::string& text : owned) all.push_back(text.c_str());
    return all;
  }
};

struct Anchor {
  unsigned flags = 0;
  std::uint32_t reach = 0;  // bytes of the longest match around it
};
using Anchors = std::map<std::string, Anchor>;  // by regex

// A head is met more seldom than a literal of it, which may be a common word. It serves when it has literals itself:
// one without would be met everywhere.
bool add_head(const std::string& text, std::uint32_t width, Anchors& anchors, HsDatabase& result) {
  const std::string head = head_in_line(text);
  if (head.empty() || anchors_of(head).empty()) return false;
  const Widths widths = widths_of(head, 0);
  if (widths.least == 0 || widths.most == kUnbounded) return false;
  Anchor& anchor = anchors[head];
  anchor.reach = std::max(anchor.reach, width);
  result.longest_anchor = std::max(result.longest_anchor, widths.most);
  return true;
}

void add_literals(const std::string& text, std::uint32_t width, Anchors& anchors, HsDatabase& result) {
  const std::vector<std::string> literals = anchors_of(text);
  if (literals.empty()) result.is_anchored = 0;
  for (const std::string& literal : literals) {
    Anchor& anchor = anchors[RE2::QuoteMeta(literal)];
    anchor.flags = HS_FLAG_CASELESS;
    anchor.reach = std::max(anchor.reach, width);
    result.longest_anchor = std::max(result.longest_anchor, static_cast<std::uint32_t>(literal.size()));
  }
}

enum class AnchorKind : std::uint8_t { kHeads, kLiterals };

// Fills in all of `result` but its database.
Patterns patterns_for(const std::vector<Expression>& expressions, const std::vector<unsigned>& flags, AnchorKind kind,
                      HsDatabase& result) {
  Patterns patterns;
  Anchors anchors;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const std::string& text = *expressions[i].text;
    patterns.add(text, flags[i], i);
    const std::uint32_t width = widths_of(text, flags[i]).most;
    const bool is_in_line = stays_in_line(text);
    result.max_widths.push_back(width);
    result.in_line.push_back(is_in_line ? 1 : 0);
    if (is_in_line) continue;
    const bool has_head = kind == AnchorKind::kHeads && flags[i] == 0 && add_head(text, width, anchors, result);
    if (!has_head) add_literals(text, width, anchors, result);
  }
  for (const auto& [regex, anchor] : anchors) {
    auto known = std::ranges::find(result.anchor_reaches, anchor.reach);
    if (known == result.anchor_reaches.end()) known = result.anchor_reaches.insert(known, anchor.reach);
    const auto number = static_cast<std::size_t>(known - result.anchor_reaches.begin());
    patterns.add(regex, anchor.flags, expressions.size() + number);
  }
  return patterns;
}

void append_numbers(std::string& out, const std::vector<std::uint32_t>& numbers) {
  out.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::uint32_t));
}

bool take_numbers(std::string_view& from, std::size_t count, std::vector<std::uint32_t>& numbers) {
  if (from.size() / sizeof(std::uint32_t) < count) return false;
  numbers.resize(count);
  if (count > 0) std::memcpy(numbers.data(), from.data(), count * sizeof(std::uint32_t));
  from.remove_prefix(count * sizeof(std::uint32_t));
  return true;
}

bool take_facts(std::string_view& from, HsDatabase& result) {
  std::vector<std::uint32_t> head;
  if (!take_numbers(from, 4, head)) return false;
  result.longest_anchor = head[2];
  result.is_anchored = head[3];
  return take_numbers(from, head[0], result.max_widths) && take_numbers(from, head[0], result.in_line) &&
         take_numbers(from, head[1], result.anchor_reaches);
}

Error broken() { return {ErrorKind::kCorrupt, "the compiled rules are broken"}; }

Result<std::string> serialize(const HsDatabase& database) {
  char* raw = nullptr;
  std::size_t size = 0;
  const hs_error_t code = hs_serialize_database(database.db.get(), &raw, &size);
  const std::unique_ptr<char, void (*)(void*)> owned(raw, std::free);
  if (code != HS_SUCCESS) return from_hs(code, "cannot serialise the database");
  return std::string(raw, size);
}

}  // namespace

std::string hyperscan_version() { return hs_version(); }

Error from_hs(hs_error_t code, std::string_view doing) {
  const ErrorKind kind = code == HS_NOMEM ? ErrorKind::kLimit : ErrorKind::kInternal;
  return Error{kind, fmt::format("{}: Hyperscan error {}{}", doing, code, code == HS_NOMEM ? " (out of memory)" : "")};
}

std::vector<std::uint32_t> owners_of_expressions(const rules::RuleSet& set) {
  std::vector<std::uint32_t> owners;
  owners.reserve(set.rules.size());
  for (std::uint32_t i = 0; i < set.rules.size(); ++i) {
    if (set.rules.traits(i).has_regex) owners.push_back(i);
  }
  if (has_value_rules(set)) owners.resize(owners.size() + assignment_triggers().size(), Expression::kNoRule);
  return owners;
}

std::vector<Expression> expressions_of(const rules::RuleSet& set) {
  std::vector<Expression> found;
  std::size_t trigger = 0;
  for (const std::uint32_t owner : owners_of_expressions(set)) {
    if (owner == Expression::kNoRule) {
      found.push_back({owner, &assignment_triggers()[trigger++]});
    } else {
      const rules::Rule& rule = set.rules[owner];
      found.push_back({owner, rule.trigger.empty() ? &rule.regex : &rule.trigger});
    }
  }
  return found;
}

namespace {

// Of rules that are laid over the program's own: those are named by their numbers, for reading them all would take
// longer than all else of a hook. nullopt: there are no such rules.
std::optional<std::string> merged_key(const rules::RuleSet& set) {
  const auto databases = rules::embedded::databases();
  if (databases.empty() || set.rules.is_embedded()) return std::nullopt;
  const rules::RuleSet& own = rules::builtin_rules();
  std::size_t next = 0;  // of the program's rules
  const auto next_own = [&] {
    while (next < own.rules.size() && !own.rules.traits(next).has_regex) ++next;
    return next++;
  };
  std::string all;
  bool has_own = false, is_same = true;
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    if (!set.rules.traits(i).has_regex) continue;
    const auto number = set.rules.embedded_expression(i);
    has_own = has_own || number;
    is_same = is_same && number && *number == next_own();
    if (number) {
      all += fmt::format("#{} ", *number);
    } else {
      const rules::Rule& rule = set.rules[i];
      all += fmt::format("{} {} {}{}", rule.regex.size(), rule.trigger.size(), rule.regex, rule.trigger);
    }
  }
  if (!has_own) return std::nullopt;
  const bool has_values = has_value_rules(set);
  if (is_same && next_own() >= own.rules.size() && has_values == has_value_rules(own))
    return std::string(databases.front().key);
  return sha256_hex({"leaksieve-db-merged-1", databases.front().key, all, has_values ? "values" : ""});
}

}  // namespace

std::string database_key(const rules::RuleSet& set) {
  if (auto key = merged_key(set)) return *key;
  std::string all;
  const auto add = [&all](const std::string& text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    all.append(reinterpret_cast<const char*>(&size), sizeof size);
    all += text;
  };
  for (const rules::Rule& rule : set.rules) {
    if (rule.regex.empty()) continue;
    add(rule.regex);
    add(rule.trigger);
  }
  if (has_value_rules(set)) {
    for (const std::string& trigger : assignment_triggers()) add(trigger);
  }
  return sha256_hex({"leaksieve-db-5", hs_version(), all});
}

std::uint64_t host_cpu_features() {
  hs_platform_info_t platform{};
  return hs_populate_platform(&platform) == HS_SUCCESS ? platform.cpu_features : 0;
}

Result<HsDatabase> compile_database(const rules::RuleSet& set, std::uint64_t cpu_features) {
  const std::vector<Expression> expressions = expressions_of(set);
  if (expressions.empty()) return HsDatabase{};
  std::vector<unsigned> flags(expressions.size(), 0);
  AnchorKind anchors = AnchorKind::kHeads;
  const hs_platform_info_t platform = platform_with(cpu_features);
  for (;;) {
    HsDatabase result;
    const Patterns patterns = patterns_for(expressions, flags, anchors, result);
    hs_database_t* db = nullptr;
    hs_compile_error_t* raw_error = nullptr;
    const hs_error_t code =
        hs_compile_multi(patterns.texts().data(), patterns.flags.data(), patterns.ids.data(),
                         static_cast<unsigned>(patterns.ids.size()), HS_MODE_BLOCK, &platform, &db, &raw_error);
    const std::unique_ptr<hs_compile_error_t, ErrorFree> error(raw_error);
    if (code == HS_SUCCESS) {
      result.db = std::shared_ptr<const hs_database_t>(db, HsFree());
      return result;
    }
    if (error == nullptr) return from_hs(code, "cannot compile the rules");
    const int which = error->expression;
    if (which >= 0 && static_cast<std::size_t>(which) >= flags.size() && anchors == AnchorKind::kHeads) {
      anchors = AnchorKind::kLiterals;  // a head is too hard, though its regex is not
      continue;
    }
    if (which < 0 || static_cast<std::size_t>(which) >= flags.size()) {
      return Error{ErrorKind::kUsage, fmt::format("cannot compile the rules: {}", error->message)};
    }
    unsigned& flag = flags[static_cast<std::size_t>(which)];
    if (flag != 0) return refused(set, expressions[static_cast<std::size_t>(which)], error->message);
    flag = HS_FLAG_PREFILTER;
  }
}

// Four numbers (expressions, anchors' reaches, longest_anchor, is_anchored), then the lists of these.
std::string facts_of(const HsDatabase& database) {
  std::string out;
  append_numbers(
      out, {static_cast<std::uint32_t>(database.max_widths.size()),
            static_cast<std::uint32_t>(database.anchor_reaches.size()), database.longest_anchor, database.is_anchored});
  append_numbers(out, database.max_widths);
  append_numbers(out, database.in_line);
  append_numbers(out, database.anchor_reaches);
  return out;
}

Result<std::string> image_of(const HsDatabase& database) {
  const Result<std::string> bytes = serialize(database);
  if (!bytes) return bytes;
  std::size_t size = 0;
  hs_error_t code = hs_serialized_database_size(bytes->data(), bytes->size(), &size);
  if (code != HS_SUCCESS) return from_hs(code, "cannot measure the database");
  constexpr std::size_t kUnit = rules::embedded::kImageAlignment;
  const std::unique_ptr<void, void (*)(void*)> place(std::aligned_alloc(kUnit, (size + kUnit - 1) / kUnit * kUnit),
                                                     std::free);
  if (place == nullptr) return from_hs(HS_NOMEM, "cannot place the database");
  code = hs_deserialize_database_at(bytes->data(), bytes->size(), static_cast<hs_database_t*>(place.get()));
  if (code != HS_SUCCESS) return from_hs(code, "cannot place the database");
  return std::string(static_cast<const char*>(place.get()), size);
}

Result<HsDatabase> use_image(std::string_view facts, std::string_view image) {
  HsDatabase result;
  if (!take_facts(facts, result)) return broken();
  if (result.max_widths.empty()) return result;
  const auto* const db = reinterpret_cast<const hs_database_t*>(image.data());
  std::size_t size = 0;
  const hs_error_t code = hs_database_size(db, &size);  // looks at its version
  if (code != HS_SUCCESS || size != image.size()) return broken();
  result.db = std::shared_ptr<const hs_database_t>(std::shared_ptr<void>(), db);
  return result;
}

// The facts, then Hyperscan's own bytes.
Result<std::string> save_database(const HsDatabase& database) {
  if (database.max_widths.empty()) return facts_of(database);
  Result<std::string> bytes = serialize(database);
  if (!bytes) return bytes;
  return facts_of(database) + *bytes;
}

Result<HsDatabase> load_database(std::string_view payload) {
  HsDatabase result;
  if (!take_facts(payload, result)) return broken();
  if (result.max_widths.empty()) return result;
  hs_database_t* db = nullptr;
  const hs_error_t code = hs_deserialize_database(payload.data(), payload.size(), &db);
  if (code != HS_SUCCESS) return Error{ErrorKind::kCorrupt, from_hs(code, "cannot load the compiled rules").message};
  result.db = std::shared_ptr<const hs_database_t>(db, HsFree());
  return result;
}

}  // namespace leaksieve::match
