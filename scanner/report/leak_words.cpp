#include "scanner/report/leak_words.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

constexpr std::size_t kLongestTitle = 200;
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max() / 2;

}  // namespace

std::string title_of(const rules::Rule& rule) {
  std::string title = clean_line(rule.description.empty() ? rule.id : rule.description, kLongestTitle);
  if (title.ends_with('.')) title.pop_back();
  return title;
}

std::string shown_secret(const finding::Leak& leak, const WriteOptions& options) {
  return options.show_secrets ? leak.secret.reveal() : leak.secret.redacted();
}

std::string message_of(const rules::Rule& rule, const finding::Leak& leak, const WriteOptions& options) {
  const auto exposure = furthest_of(leak);
  const std::string description = to_valid_utf8(rule.description.empty() ? rule.id : rule.description);
  const bool stop = description.ends_with('.');
  return fmt::format("{} ({}) is {}: {}.", stop ? description.substr(0, description.size() - 1) : description,
                     to_valid_utf8(shown_secret(leak, options)),
                     exposure ? exposure_words(*exposure) : "of unknown exposure", advice_for(exposure));
}

std::size_t primary_of(const finding::Leak& leak) {
  for (std::size_t i = 0; i < leak.occurrences.size(); ++i) {
    const finding::Occurrence& place = leak.occurrences[i];
    if (!place.path.empty() && std::ranges::binary_search(leak.head_paths, place.path)) return i;
  }
  return 0;
}

std::string place_words(const finding::Occurrence& place) {
  switch (place.kind) {
    case finding::PlaceKind::kCommitMessage:
      return "message of commit " + place.commit.short_hex();
    case finding::PlaceKind::kTagMessage:
      return "message of tag " + place.object.short_hex();
    case finding::PlaceKind::kFileName:
      return "name of the file";
    case finding::PlaceKind::kFile:
      break;
  }
  return place.path.empty() ? "object " + place.object.short_hex() : "content of the file";
}

std::string shown_path(std::string_view path) {
  const bool plain = clean_line(path, kNoLimit) == path;
  return plain ? std::string(path) : quote_path(path);
}

std::string path_or_words(const finding::Occurrence& place) {
  return place.path.empty() ? "(" + place_words(place) + ")" : shown_path(place.path);
}

std::string place_and_line(const finding::Occurrence& place) {
  std::string text = path_or_words(place);
  if (place.position.line > 0) text += fmt::format(":{}:{}", place.position.line, place.position.column);
  return text;
}

std::string spot_words(const finding::Occurrence& place) {
  const std::string path = quote_path(place.path);
  switch (place.kind) {
    case finding::PlaceKind::kFile:
      if (place.path.empty()) return fmt::format("object {}", place.object.short_hex());
      return place.position.line == 0 ? path
                                      : fmt::format("{}:{}:{}", path, place.position.line, place.position.column);
    case finding::PlaceKind::kCommitMessage:
      return fmt::format("commit message, line {}", place.position.line);
    case finding::PlaceKind::kTagMessage:
      return fmt::format("tag message, line {}", place.position.line);
    case finding::PlaceKind::kFileName:
      break;
  }
  return fmt::format("the file name {}", path);
}

std::string decoded_steps(const finding::Occurrence& place) {
  std::string text;
  for (const std::string& step : place.decoded) text += (text.empty() ? "" : " → ") + step;
  return text;
}

std::vector<std::string> gaps_of(const ScanReport& scan) {
  std::vector<std::string> gaps;
  if (scan.interrupted) gaps.emplace_back("the scan was stopped before its end");
  for (const finding::Skip& skip : scan.skipped) gaps.push_back("not read: " + skip.what + ": " + skip.reason);
  if (scan.skipped_total > scan.skipped.size()) {
    gaps.push_back(fmt::format("not read: {} more", scan.skipped_total - scan.skipped.size()));
  }
  if (gaps.empty() && !scan.complete) gaps.emplace_back("not everything that was asked for could be read");
  return gaps;
}

}  // namespace leaksieve::report
