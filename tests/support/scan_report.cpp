#include "tests/support/scan_report.h"

#include <algorithm>
#include <stdexcept>

namespace leaksieve::test {
namespace {

using Json = nlohmann::json;

std::string text_or(const Json& value, const std::string& otherwise) {
  return value.is_string() ? value.get<std::string>() : otherwise;
}

std::string path_of(const Json& occurrence) {
  const auto hex = occurrence.find("path_bytes_hex");
  if (hex != occurrence.end()) return "hex=" + hex->get<std::string>();
  return text_or(occurrence["path"], "?");
}

std::string place_of(const Json& occurrence) {
  const std::string kind = occurrence["kind"];
  std::string place;
  if (kind == "file") {
    place = path_of(occurrence);
  } else if (kind == "file-name") {
    place = kind + " " + path_of(occurrence);
  } else {
    place = kind;
  }
  if (occurrence["line"].is_number()) place += ":" + std::to_string(occurrence["line"].get<int>());
  if (occurrence["commit"].is_string()) place += " " + occurrence["commit"].get<std::string>();
  return place;
}

std::string value_of(const Json& leak) { return leak["secret"]["value"].get<std::string>(); }

// The exit status that docs/formats.md demands for this report.
bool exit_fits(const ScanReport& report) {
  const Json& summary = report.document["summary"];
  if (summary["leaks"].get<std::size_t>() > 0) return report.exit == 1;
  const bool opened_all = report.err.find("leaksieve: error: ") == std::string::npos;
  if (!opened_all && report.exit == 2) return true;
  return report.exit == (summary["complete"].get<bool>() ? 0 : 3);
}

}  // namespace

const nlohmann::json& ScanReport::leak(const std::string& secret) const {
  const Json* found = nullptr;
  for (const Json& target : document["scans"]) {
    for (const Json& leak : target["leaks"]) {
      if (value_of(leak) != secret) continue;
      if (found != nullptr) throw std::runtime_error("more than one leak has the secret " + secret);
      found = &leak;
    }
  }
  if (found == nullptr) throw std::runtime_error("no leak has the secret " + secret + " in " + document.dump(1));
  return *found;
}

bool ScanReport::has(const std::string& secret) const { return secrets().contains(secret); }

TextSet ScanReport::secrets() const {
  TextSet all;
  for (const Json& target : document["scans"]) {
    for (const Json& leak : target["leaks"]) all.insert(value_of(leak));
  }
  return all;
}

std::string ScanReport::exposure(const std::string& secret) const { return leak(secret)["exposure"]; }

Texts ScanReport::exposures(const std::string& secret) const { return leak(secret)["exposures"]; }

TextSet ScanReport::places(const std::string& secret) const {
  TextSet places;
  for (const Json& occurrence : leak(secret)["occurrences"]) places.insert(place_of(occurrence));
  return places;
}

Texts ScanReport::refs(const std::string& secret, const std::string& kind) const {
  return leak(secret)["refs"].at(kind)["names"];
}

Texts ScanReport::head_paths(const std::string& secret) const {
  Texts all;
  for (const Json& file : leak(secret)["head_paths"]) all.push_back(path_of(file));
  return all;
}

TextSet ScanReport::removals(const std::string& secret) const {
  TextSet all;
  for (const Json& removal : leak(secret)["removals"]) {
    all.insert(removal["ref"].get<std::string>() + " " + text_or(removal["commit"], "?"));
  }
  return all;
}

bool ScanReport::complete() const { return document["summary"]["complete"]; }

Texts ScanReport::skipped() const {
  Texts all;
  for (const Json& target : document["scans"]) {
    for (const Json& skip : target["skipped"]) {
      all.push_back(skip["what"].get<std::string>() + ": " + skip["reason"].get<std::string>());
    }
  }
  return all;
}

Texts ScanReport::notes() const {
  Texts all;
  for (const Json& target : document["scans"]) {
    for (const Json& note : target["notes"]) all.push_back(note);
  }
  return all;
}

bool ScanReport::skip_names(const std::string& part) const {
  for (const Json& target : document["scans"]) {
    for (const Json& skip : target["skipped"]) {
      if (contains(skip["what"].get<std::string>(), part)) return true;
    }
  }
  return false;
}

ScanReport scan(const Texts& arguments, const CommandOptions& options) {
  Texts all = {"scan", "--format", "json", "--show-secrets"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const CommandResult result = run_leaksieve(all, options);
  ScanReport report;
  report.exit = result.exit;
  report.out = result.out;
  report.err = result.err;
  if (result.exit >= 126) throw std::runtime_error("leaksieve ended with " + std::to_string(result.exit) + result.err);
  if (result.out.empty()) {
    if (result.exit != 2 || result.err.empty()) {
      throw std::runtime_error("no report, exit " + std::to_string(result.exit) + ": " + result.err);
    }
    return report;
  }
  report.document = nlohmann::json::parse(result.out);
  if (!exit_fits(report)) {
    throw std::runtime_error("exit " + std::to_string(result.exit) + " does not fit " +
                             report.document["summary"].dump());
  }
  return report;
}

ScanReport scan(const RepoBuilder& repo, const Texts& arguments) {
  Texts all = arguments;
  all.push_back(repo.path().string());
  return scan(all);
}

CommandResult run_leaksieve(const Texts& arguments, const CommandOptions& options) {
  Texts command = {program_path()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_command(command, options);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

bool contains(const Texts& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace leaksieve::test
