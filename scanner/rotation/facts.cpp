#include "scanner/rotation/facts.h"

#include <array>

namespace leaksieve::rotation {
namespace {

// "expires 2030-01-01" is a fact named by its first word.
constexpr std::array<std::string_view, 10> kNamed = {"expires",  "expired", "issuer",  "role", "scope",
                                                     "audience", "account", "project", "bot",  "for"};

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Fact fact_of(std::string_view topic, std::string_view text) {
  for (const std::string_view name : kNamed) {
    if (!text.starts_with(name) || text.size() <= name.size() + 1 || text[name.size()] != ' ') continue;
    if (name == "bot" && (text[4] < '0' || text[4] > '9')) continue;  // "bot token" is a kind, "bot 42" a name
    const std::string_view key = name == "expired" ? "expires" : name;
    return {std::string(key), std::string(trim(text.substr(name.size())))};
  }
  return {topic.empty() ? "note" : std::string(topic), std::string(text)};
}

}  // namespace

std::vector<Fact> facts_of(std::string_view note) {
  std::vector<Fact> facts;
  while (!note.empty()) {
    const std::size_t end = note.find("; ");
    std::string_view piece = trim(note.substr(0, end));
    note = end == std::string_view::npos ? std::string_view() : note.substr(end + 2);
    std::string_view topic;
    // A topic is one or two words of letters: "aws", "seed phrase".
    if (const std::size_t colon = piece.find(": ");
        colon != std::string_view::npos && colon <= 16 &&
        piece.substr(0, colon).find_first_not_of("abcdefghijklmnopqrstuvwxyz ") == std::string_view::npos) {
      topic = piece.substr(0, colon);
      piece = piece.substr(colon + 2);
    }
    while (!topic.empty() && !piece.empty()) {
      const std::size_t comma = piece.find(", ");
      if (const std::string_view text = trim(piece.substr(0, comma)); !text.empty()) {
        facts.push_back(fact_of(topic, text));
      }
      piece = comma == std::string_view::npos ? std::string_view() : piece.substr(comma + 2);
    }
    if (!piece.empty()) facts.push_back(fact_of(topic, piece));
  }
  return facts;
}

}  // namespace leaksieve::rotation
