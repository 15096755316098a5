#include "scanner/rotation/guidebook.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "scanner/rules/toml_reader.h"

namespace leaksieve::rotation {
namespace {

const std::vector<std::string_view> kRevocations = {"yes", "partly", "no", "unknown"};

void need(bool good, const rules::TableReader& reader, rules::TomlContext& context, const std::string& what) {
  if (!good) context.fail(reader.table().source(), what);
}

bool is_https(const std::string& url) {
  const auto plain = [](char c) { return c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '"' && c != '\\'; };
  return url.starts_with("https://") && url.size() > 12 && std::all_of(url.begin(), url.end(), plain);
}

Guide read_guide(const toml::table& table, bool is_fallback, rules::TomlContext& context) {
  rules::TableReader reader(table, is_fallback ? "a fallback" : "a guide", context);
  Guide guide;
  guide.line = reader.line();
  if (!is_fallback) {
    reader.read("service", guide.service);
  }
  reader.read("rules", guide.rules);
  reader.read("kinds", guide.kinds);
  reader.read("title", guide.title);
  reader.read("steps", guide.steps);
  reader.read("url", guide.url);
  reader.read("api", guide.api);
  if (const auto choice = reader.read_choice("auto_revoked", kRevocations)) {
    guide.auto_revoked = static_cast<AutoRevoked>(*choice);
  }
  reader.read("auto_revoked_note", guide.auto_revoked_note);
  reader.read("audit_log", guide.audit_log);
  reader.read("replacement", guide.replacement);
  reader.read("sources", guide.sources);
  reader.finish();
  if (context.error) return guide;
  need(is_fallback || !guide.service.empty(), reader, context, "a guide needs 'service', as the rules name it");
  need(!guide.steps.empty(), reader, context, "'steps' is missing: how is it rotated?");
  need(!guide.replacement.empty(), reader, context, "'replacement' is missing: what takes its place?");
  need(is_fallback || !guide.sources.empty(), reader, context, "'sources' is missing: name the vendor's page");
  need(guide.url.empty() || is_https(guide.url), reader, context, "'url' is no https address");
  for (const std::string& source : guide.sources) {
    need(is_https(source), reader, context, fmt::format("source '{}' is no https address", source));
  }
  if (guide.title.empty()) guide.title = guide.service;
  return guide;
}

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

const char* name_of(AutoRevoked revoked) { return kRevocations[static_cast<std::size_t>(revoked)].data(); }

Result<Guidebook> Guidebook::parse(std::string_view toml, const std::string& name) {
  Guidebook book;
  rules::TomlContext context{name, {}, {}};
  try {
    const toml::table file = toml::parse(toml, name);
    rules::TableReader reader(file, "the file", context);
    std::set<std::tuple<std::string, std::vector<std::string>, std::vector<std::string>>> seen;
    for (const toml::table* table : reader.tables("guide")) {
      Guide guide = read_guide(*table, false, context);
      if (!seen.insert({guide.service, guide.kinds, guide.rules}).second) {
        context.fail(table->source(),
                     fmt::format("a second guide for '{}' and the same kinds and rules", guide.service));
      }
      book.guides_.push_back(std::move(guide));
    }
    for (const toml::table* table : reader.tables("fallback")) {
      book.fallbacks_.push_back(read_guide(*table, true, context));
    }
    reader.finish();
  } catch (const toml::parse_error& error) {
    return Error{ErrorKind::kUsage, fmt::format("{}:{}: {}", name, error.source().begin.line, error.description())};
  }
  if (context.error) return *context.error;
  if (!context.warnings.empty()) return Error{ErrorKind::kUsage, context.warnings.front()};
  const auto is_general = [](const Guide& guide) { return guide.kinds.empty() && guide.rules.empty(); };
  if (std::none_of(book.fallbacks_.begin(), book.fallbacks_.end(), is_general)) {
    return Error{ErrorKind::kUsage,
                 name + ": a [[fallback]] without 'kinds' and 'rules' is missing: some secrets have no guide"};
  }
  return book;
}

const Guide& Guidebook::find(std::string_view service, std::string_view kind, std::string_view rule) const {
  // A guide that names what it is for is better than one that takes all.
  const auto rank = [&](const Guide& guide) {
    if (guide.service != service || service.empty()) return 0;
    if (!guide.rules.empty()) return has(guide.rules, rule) ? 3 : 0;
    if (!guide.kinds.empty()) return has(guide.kinds, kind) ? 2 : 0;
    return 1;
  };
  const Guide* best = nullptr;
  for (const Guide& guide : guides_) {
    if (rank(guide) > (best == nullptr ? 0 : rank(*best))) best = &guide;
  }
  if (best != nullptr) return *best;
  const auto fallback_rank = [&](const Guide& guide) {
    if (!guide.rules.empty()) return has(guide.rules, rule) ? 3 : 0;
    if (!guide.kinds.empty()) return has(guide.kinds, kind) ? 2 : 0;
    return 1;
  };
  return *std::max_element(fallbacks_.begin(), fallbacks_.end(),
                           [&](const Guide& a, const Guide& b) { return fallback_rank(a) < fallback_rank(b); });
}

const Result<Guidebook>& builtin_guidebook() {
  static const Result<Guidebook> kBook = Guidebook::parse(embedded_guides(), "patterns/rotation.toml");
  return kBook;
}

}  // namespace leaksieve::rotation
