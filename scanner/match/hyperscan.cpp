// All expressions go into one block-mode database without start-of-match. A pattern that Hyperscan finds too hard is
// compiled as a prefilter, which reports a superset of its ends: RE2 decides anyway.
#include "scanner/match/hyperscan.h"

#include <cstring>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/match/matcher.h"

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
  const rules::Rule& rule = set.rules[expression.rule];
  return Error{ErrorKind::kUsage, fmt::format("{}:{}: rule '{}': Hyperscan cannot compile its {}: {}", rule.source,
                                              rule.line, rule.id, rule.trigger.empty() ? "regex" : "trigger", text)};
}

// A prefilter's ends are right, but how far back its match begins is not known.
std::uint32_t max_width_of(const Expression& expression, unsigned flags) {
  if ((flags & HS_FLAG_PREFILTER) != 0) return kUnbounded;
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t code = hs_expression_info(expression.text->c_str(), flags, &info, &error);
  const std::unique_ptr<hs_compile_error_t, ErrorFree> owned_error(error);
  const std::unique_ptr<hs_expr_info_t, void (*)(void*)> owned_info(info, std::free);
  return code == HS_SUCCESS && info != nullptr ? info->max_width : kUnbounded;
}

}  // namespace

std::string hyperscan_version() { return hs_version(); }

Error from_hs(hs_error_t code, std::string_view doing) {
  const ErrorKind kind = code == HS_NOMEM ? ErrorKind::kLimit : ErrorKind::kInternal;
  return Error{kind, fmt::format("{}: Hyperscan error {}{}", doing, code, code == HS_NOMEM ? " (out of memory)" : "")};
}

std::vector<Expression> expressions_of(const rules::RuleSet& set) {
  std::vector<Expression> found;
  found.reserve(set.rules.size());
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    const rules::Rule& rule = set.rules[i];
    if (rule.regex.empty()) continue;
    found.push_back({static_cast<std::uint32_t>(i), rule.trigger.empty() ? &rule.regex : &rule.trigger});
  }
  return found;
}

std::string database_key(const rules::RuleSet& set) {
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
  return sha256_hex({"leaksieve-db-1", hs_version(), all});
}

std::uint64_t host_cpu_features() {
  hs_platform_info_t platform{};
  return hs_populate_platform(&platform) == HS_SUCCESS ? platform.cpu_features : 0;
}

Result<HsDatabase> compile_database(const rules::RuleSet& set, std::uint64_t cpu_features) {
  const std::vector<Expression> expressions = expressions_of(set);
  const auto count = static_cast<unsigned>(expressions.size());
  HsDatabase result;
  if (count == 0) return result;

  std::vector<const char*> texts;
  std::vector<unsigned> flags(count, 0);
  std::vector<unsigned> ids(count);
  for (unsigned i = 0; i < count; ++i) {
    texts.push_back(expressions[i].text->c_str());
    ids[i] = i;
  }
  const hs_platform_info_t platform = platform_with(cpu_features);
  for (;;) {
    hs_database_t* db = nullptr;
    hs_compile_error_t* raw_error = nullptr;
    const hs_error_t code =
        hs_compile_multi(texts.data(), flags.data(), ids.data(), count, HS_MODE_BLOCK, &platform, &db, &raw_error);
    const std::unique_ptr<hs_compile_error_t, ErrorFree> error(raw_error);
    if (code == HS_SUCCESS) {
      result.db.reset(db);
      break;
    }
    if (error == nullptr) return from_hs(code, "cannot compile the rules");
    const int which = error->expression;
    if (which < 0 || static_cast<unsigned>(which) >= count) {
      return Error{ErrorKind::kUsage, fmt::format("cannot compile the rules: {}", error->message)};
    }
    unsigned& flag = flags[static_cast<unsigned>(which)];
    if (flag != 0) return refused(set, expressions[static_cast<unsigned>(which)], error->message);
    flag = HS_FLAG_PREFILTER;
  }
  for (unsigned i = 0; i < count; ++i) result.max_widths.push_back(max_width_of(expressions[i], flags[i]));
  return result;
}

Result<std::string> save_database(const HsDatabase& database) {
  const auto count = static_cast<std::uint32_t>(database.max_widths.size());
  std::string out(reinterpret_cast<const char*>(&count), sizeof count);
  if (count == 0) return out;
  out.append(reinterpret_cast<const char*>(database.max_widths.data()), count * sizeof(std::uint32_t));
  char* raw = nullptr;
  std::size_t size = 0;
  const hs_error_t code = hs_serialize_database(database.db.get(), &raw, &size);
  const std::unique_ptr<char, void (*)(void*)> owned(raw, std::free);
  if (code != HS_SUCCESS) return from_hs(code, "cannot serialise the database");
  out.append(raw, size);
  return out;
}

Result<HsDatabase> load_database(std::string_view payload) {
  const Error broken{ErrorKind::kCorrupt, "the compiled rules are broken"};
  std::uint32_t count = 0;
  if (payload.size() < sizeof count) return broken;
  std::memcpy(&count, payload.data(), sizeof count);
  payload.remove_prefix(sizeof count);
  HsDatabase result;
  if (count == 0) return result;
  if (payload.size() / sizeof(std::uint32_t) < count) return broken;
  result.max_widths.resize(count);
  std::memcpy(result.max_widths.data(), payload.data(), count * sizeof(std::uint32_t));
  payload.remove_prefix(count * sizeof(std::uint32_t));
  hs_database_t* db = nullptr;
  const hs_error_t code = hs_deserialize_database(payload.data(), payload.size(), &db);
  if (code != HS_SUCCESS) return Error{ErrorKind::kCorrupt, from_hs(code, "cannot load the compiled rules").message};
  result.db.reset(db);
  return result;
}

}  // namespace leaksieve::match
