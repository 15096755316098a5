// Many secrets against many short texts: secrets are filed under their first 12 bytes, and each position of a text
// looks its next 12 bytes up. That is linear in the text whatever the number of secrets, which matters for reports of
// 10,000 leaks.
#include "scanner/report/mask.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace leaksieve::report {
namespace {

constexpr std::size_t kKeyBytes = 12;
constexpr std::size_t kShortestOwn = 4;  // below it, even a leak's own summary would be riddled with stars

bool names_a_file(const RunReport& run, const finding::Leak& leak) {
  return run.rules != nullptr && leak.rule < run.rules->rules.size() && run.rules->rules[leak.rule].tells_files();
}

class Masker {
 public:
  explicit Masker(const RunReport& run) {
    for (const ScanReport& scan : run.scans) {
      for (const auto* leaks : {&scan.leaks, &scan.settled}) file_secrets(run, *leaks);
    }
    // Longest first: of two secrets that begin alike, the whole of the longer one has to go.
    for (auto& [key, secrets] : by_key_) {
      std::ranges::sort(secrets, [](const Secret* a, const Secret* b) {
        return a->size_bytes() != b->size_bytes() ? a->size_bytes() > b->size_bytes() : *a < *b;
      });
      const auto same = [](const Secret* a, const Secret* b) { return *a == *b; };
      secrets.erase(std::unique(secrets.begin(), secrets.end(), same), secrets.end());
    }
  }

  void mask(std::string& text) const {
    if (text.size() < kKeyBytes || by_key_.empty()) return;
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = 0; at + kKeyBytes <= text.size();) {
      const Secret* secret = find_at(std::string_view(text).substr(at));
      if (secret == nullptr) {
        ++at;
        continue;
      }
      out.append(text, done, at - done).append(secret->redacted());
      at += secret->size_bytes();
      done = at;
    }
    if (done == 0) return;
    out.append(text, done);
    text = std::move(out);
  }

  void mask_all(std::vector<std::string>& texts) const {
    for (std::string& text : texts) mask(text);
  }

 private:
  void file_secrets(const RunReport& run, const std::vector<finding::Leak>& leaks) {
    for (const finding::Leak& leak : leaks) {
      const std::string& text = leak.secret.reveal();
      if (text.size() < kKeyBytes || names_a_file(run, leak)) continue;
      by_key_[std::string_view(text).substr(0, kKeyBytes)].push_back(&leak.secret);
    }
  }

  const Secret* find_at(std::string_view text) const {
    const auto found = by_key_.find(text.substr(0, kKeyBytes));
    if (found == by_key_.end()) return nullptr;
    for (const Secret* secret : found->second) {
      if (text.starts_with(secret->reveal())) return secret;
    }
    return nullptr;
  }

  std::unordered_map<std::string_view, std::vector<const Secret*>> by_key_;
};

void mask_own(std::string& text, const Secret& secret) {
  const std::string& value = secret.reveal();
  if (value.size() < kShortestOwn || value.size() >= kKeyBytes) return;
  const std::string shown = secret.redacted();
  for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, at + shown.size())) {
    text.replace(at, value.size(), shown);
  }
}

void mask_occurrence(finding::Occurrence& place, const finding::Leak& leak, const Masker& masker, bool file_rule) {
  if (!file_rule) {
    mask_own(place.summary, leak.secret);
    if (place.kind == finding::PlaceKind::kFileName) mask_own(place.path, leak.secret);
  }
  masker.mask(place.summary);
  masker.mask(place.path);
  masker.mask_all(place.decoded);
  masker.mask(place.author.name);
  masker.mask(place.author.email);
}

void mask_leak(finding::Leak& leak, const Masker& masker, bool file_rule) {
  for (finding::Occurrence& place : leak.occurrences) mask_occurrence(place, leak, masker, file_rule);
  for (finding::Removal& removal : leak.removals) {
    if (!file_rule) mask_own(removal.summary, leak.secret);
    masker.mask(removal.summary);
    masker.mask(removal.ref);
    masker.mask(removal.author.name);
    masker.mask(removal.author.email);
  }
  if (!file_rule) mask_own(leak.note, leak.secret);
  masker.mask(leak.note);
  for (std::string* text : {&leak.standing.reason, &leak.standing.owner, &leak.standing.reopened}) {
    if (!file_rule) mask_own(*text, leak.secret);
    masker.mask(*text);
  }
  for (auto* refs :
       {&leak.branches, &leak.remotes, &leak.tags, &leak.stashes, &leak.reflogs, &leak.other_refs, &leak.head_paths}) {
    masker.mask_all(*refs);
  }
}

}  // namespace

RunReport mask_secrets(const RunReport& run) {
  const Masker masker(run);
  RunReport masked = run;
  for (ScanReport& scan : masked.scans) {
    masker.mask(scan.target);
    masker.mask_all(scan.notes);
    if (scan.repository) {
      masker.mask(scan.repository->head);
      masker.mask_all(scan.repository->remotes);
      masker.mask_all(scan.repository->gone_upstreams);
    }
    for (finding::Skip& skip : scan.skipped) {
      masker.mask(skip.what);
      masker.mask(skip.reason);
    }
    for (auto* leaks : {&scan.leaks, &scan.settled}) {
      for (finding::Leak& leak : *leaks) mask_leak(leak, masker, names_a_file(run, leak));
    }
  }
  return masked;
}

}  // namespace leaksieve::report
