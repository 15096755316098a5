// Scans for tests of the plan: small, and each field can be changed.
#pragma once

#include <string>

#include "scanner/rotation/make_plan.h"

namespace leaksieve::test {

inline rotation::Moment moment(const std::string& text) { return {text, *rotation::parse_iso_time(text)}; }

inline rotation::Place sample_place(const std::string& path, const std::string& date, finding::Exposure exposure,
                                    const std::string& who = "Ann Author") {
  rotation::Place place;
  place.kind = "file";
  place.path = path;
  place.line = 3;
  place.column = 1;
  place.commit = {std::string(40, 'a'), {who, who.substr(0, 3) + "@example.org"}, moment(date), "Add " + path};
  place.exposure.add(exposure);
  return place;
}

inline rotation::ScannedLeak sample_leak(const std::string& fingerprint, finding::Exposure exposure) {
  rotation::ScannedLeak leak;
  leak.fingerprint = fingerprint;
  leak.rule = "github-pat";
  leak.description = "GitHub personal access token (classic)";
  leak.service = "GitHub";
  leak.kind = "token";
  leak.severity = rules::Severity::kCritical;
  leak.confidence = rules::Confidence::kHigh;
  leak.masked = "ghp_8...Wh3d";
  leak.size_bytes = 40;
  leak.exposure.add(exposure);
  leak.places = {sample_place("config/.env", "2024-01-02T10:00:00Z", exposure)};
  leak.objects = 1;
  return leak;
}

inline rotation::ScannedTarget sample_target(const std::string& name, std::vector<rotation::ScannedLeak> leaks) {
  rotation::ScannedTarget scanned;
  scanned.target.name = name;
  scanned.target.is_repository = true;
  scanned.target.bare = false;
  scanned.target.head = "refs/heads/main";
  scanned.target.remotes = {"origin"};
  scanned.leaks = std::move(leaks);
  return scanned;
}

// As of two years after the sample leak came in.
inline rotation::Plan plan_of(std::vector<rotation::ScannedTarget> targets) {
  return rotation::make_plan({{"1.2.3", std::move(targets)}}, *rotation::builtin_guidebook(),
                             moment("2026-01-02T10:00:00Z"));
}

}  // namespace leaksieve::test
