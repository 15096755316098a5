// A fixed report with a bit of everything: what the golden files are made from.
#pragma once

#include <memory>
#include <string>

#include "scanner/report/report.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {

inline Oid sample_oid(char digit) { return *Oid::from_hex(std::string(40, digit)); }

inline rules::Rule sample_rule(const std::string& id, const std::string& description, rules::Severity severity) {
  rules::Rule rule;
  rule.id = id;
  rule.description = description;
  rule.severity = severity;
  rule.confidence = rules::Confidence::kHigh;
  rule.regex = "x";
  return rule;
}

inline const rules::RuleSet& sample_rules() {
  static const rules::RuleSet kRules = [] {
    rules::RuleSet set;
    set.rules.push_back(sample_rule("generic-password", "Password in a configuration file.", rules::Severity::kMedium));
    set.rules.back().kind = "password";
    set.rules.back().confidence = rules::Confidence::kLow;
    set.rules.push_back(
        sample_rule("github-pat", "GitHub personal access token (classic)", rules::Severity::kCritical));
    set.rules.back().service = "GitHub";
    set.rules.back().references = {"https://docs.github.com/authentication"};
    set.rules.push_back(sample_rule("keystore-file", "Java key store", rules::Severity::kLow));
    set.rules.back().regex.clear();
    set.rules.back().path = "\\.jks$";
    return set;
  }();
  return kRules;
}

inline finding::Occurrence sample_place(const std::string& path, LineColumn position, char commit) {
  finding::Occurrence place;
  place.object = sample_oid('b');
  place.path = path;
  place.position = position;
  if (commit != '-') {
    place.commit = sample_oid(commit);
    place.author = {"Ann Author", "ann@example.org", 1704189845, 60};
    place.summary = "Add deploy config";
  }
  return place;
}

// Pushed, in many refs, removed from one branch; one path is not UTF-8; one summary holds the secret itself.
inline finding::Leak sample_pushed_leak() {
  using finding::Exposure;
  finding::Leak leak;
  leak.rule = 1;
  leak.fingerprint = "s0123456789abcdef0123";
  leak.secret = Secret(fake_github_token(1));
  leak.note = "issued for user 42";
  leak.exposure.add(Exposure::kPushed);
  leak.exposure.add(Exposure::kTag);
  leak.exposure.add(Exposure::kLocalBranch);
  leak.occurrences = {sample_place("config/.env", {3, 14}, 'a'), sample_place("b\xff\"d/a b:c#?.yml", {120, 1}, 'c'),
                      sample_place("", {1, 8}, 'd'), sample_place("old/config.ini", {7, 2}, 'e')};
  for (auto& place : leak.occurrences) place.exposure.add(Exposure::kPushed);
  leak.occurrences[2].kind = finding::PlaceKind::kCommitMessage;
  leak.occurrences[2].object = leak.occurrences[2].commit;
  leak.occurrences[2].summary = "Revert " + leak.secret.reveal() + "\x1b[2J which was wrong";
  leak.occurrences[3].at_boundary = true;
  leak.removals = {{"refs/heads/main", sample_oid('9'), {"Bob", "bob@example.org", 1709290000, -330}, "Drop secrets"}};
  leak.head_periods = {{sample_oid('a'), 1704189845, sample_oid('9'), 1709290000},
                       {sample_oid('c'), 1709300000, Oid(), 0}};
  leak.remotes = {"refs/remotes/origin/main"};
  leak.remotes_total = 1;
  leak.tags = {"refs/tags/v1.1", "refs/tags/v1.2"};
  leak.tags_total = 22;
  leak.branches = {"refs/heads/main", "refs/heads/topic"};
  leak.branches_total = 2;
  leak.objects = 5;
  return leak;
}

inline finding::Leak sample_head_leak() {
  finding::Leak leak;
  leak.rule = 0;
  leak.fingerprint = "wfedcba98765432100000";
  leak.aliases = {"wfedcba98765432100001"};
  leak.secret = Secret("hunter" + std::string("2!"));
  leak.exposure.add(finding::Exposure::kHead);
  leak.exposure.add(finding::Exposure::kLocalBranch);
  leak.occurrences = {sample_place("src/old.ini", {1, 10}, 'a'), sample_place("src/app.ini", {10, 12}, 'c')};
  leak.occurrences[0].summary = "Set password to " + leak.secret.reveal();
  leak.occurrences[1].decoded = {"zip!a b/\x1b[2Jc.ini → line 4", "base64 → line 1"};
  leak.branches = {"refs/heads/main"};
  leak.branches_total = 1;
  leak.head_paths = {"src/app.ini"};
  leak.objects = 1;
  return leak;
}

inline finding::Leak sample_loose_leak(finding::Exposure exposure, const std::string& fingerprint) {
  finding::Leak leak;
  leak.rule = 1;
  leak.fingerprint = fingerprint;
  leak.secret = Secret(fake_github_token(100 + static_cast<unsigned>(exposure)));
  leak.exposure.add(exposure);
  leak.occurrences = {sample_place(exposure == finding::Exposure::kStaged ? "notes.txt" : "", {2, 1}, '-')};
  leak.occurrences[0].exposure.add(exposure);
  leak.objects = 1;
  return leak;
}

inline finding::Leak sample_file_leak() {
  finding::Leak leak;
  leak.rule = 2;
  leak.fingerprint = "s00000000000000000007";
  leak.secret = Secret("keys/production-release.jks");
  leak.exposure.add(finding::Exposure::kLocalBranch);
  leak.occurrences = {sample_place("keys/production-release.jks", {0, 0}, 'f')};
  leak.occurrences[0].kind = finding::PlaceKind::kFileName;
  leak.branches = {"refs/heads/topic"};
  leak.branches_total = 1;
  leak.objects = 1;
  return leak;
}

inline std::vector<finding::Leak> sample_settled_leaks() {
  using finding::State;
  std::vector<finding::Leak> leaks = {sample_loose_leak(finding::Exposure::kStash, "s0000000000000000000a"),
                                      sample_loose_leak(finding::Exposure::kReflogOnly, "s0000000000000000000b")};
  leaks[0].standing = {State::kAccepted, "legacy \x1b[2J<import>", "platform", "", "2030-06-30", ""};
  leaks[1].standing = {State::kRotated, "revoked, OPS-123", "Ann <ann@example.org>", "2024-02-01T10:00:00Z", "", ""};
  return leaks;
}

inline report::ScanReport sample_scan() {
  report::ScanReport scan;
  scan.target = "/srv/app";
  scan.repository = report::RepositoryFacts{false, "refs/heads/main", {"fork", "origin"}, {"refs/heads/topic"}};
  scan.sources = {"history", "reflog", "stash", "index", "worktree", "unreachable"};
  scan.leaks = {sample_pushed_leak(), sample_head_leak(), sample_file_leak(),
                sample_loose_leak(finding::Exposure::kStaged, "s00000000000000000008"),
                sample_loose_leak(finding::Exposure::kUnreachable, "s00000000000000000009")};
  scan.leaks[1].standing.owner = "Bob";
  scan.leaks[1].standing.expires = "2024-01-31";
  scan.leaks[1].standing.reopened = "its baseline entry expired on 2024-01-31";
  scan.settled = sample_settled_leaks();
  scan.has_baseline = true;
  scan.skipped = {{"blob " + std::string(40, '4'), "zlib stream is broken"}, {"file \"a\\377b\"", "permission denied"}};
  scan.skipped_total = 2;
  scan.notes = {"shallow clone: history before 3 commits is not here"};
  scan.complete = false;
  scan.blobs = 1234;
  scan.commits = 210;
  scan.tags = 1;
  scan.files = 12;
  scan.bytes = 12897484;
  scan.allowed = 2;
  scan.seconds = 0.4;
  return scan;
}

inline report::ScanReport sample_clean_scan() {
  report::ScanReport scan;
  scan.target = "/srv/clean";
  scan.sources = {"history"};
  scan.blobs = 1;
  scan.commits = 1;
  scan.bytes = 17;
  scan.seconds = 0.01;
  return scan;
}

inline report::RunReport sample_run() {
  report::RunReport run;
  run.scans = {sample_scan()};
  run.rules = &sample_rules();
  run.tool_version = "1.2.3";
  return run;
}

}  // namespace leaksieve::test
