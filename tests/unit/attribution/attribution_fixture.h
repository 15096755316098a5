// A repository, the secrets in it and their attribution, in few words: leaks are texts, found by asking git for every
// object.
#pragma once

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/attribution/build.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Where `secrets` stand in the store, as `git cat-file --batch-all-objects` gives it. A secret that starts with "name:"
// is a path component.
inline std::vector<attribution::LeakPlaces> places_of(RepoBuilder& repo, const std::vector<std::string>& secrets) {
  std::vector<attribution::LeakPlaces> places(secrets.size());
  const CommandResult all = repo.try_git({"cat-file", "--batch-all-objects", "--batch"});
  REQUIRE(all.exit == 0);
  for (std::size_t at = 0; at < all.out.size();) {
    const std::size_t end = all.out.find('\n', at);
    std::istringstream head(all.out.substr(at, end - at));
    std::string id, type;
    std::size_t size = 0;
    head >> id >> type >> size;
    const std::string_view content = std::string_view(all.out).substr(end + 1, size);
    at = end + 1 + size + 1;
    for (std::size_t i = 0; i < secrets.size() && type != "tree"; ++i) {
      for (std::size_t hit = content.find(secrets[i]); hit != content.npos; hit = content.find(secrets[i], hit + 1)) {
        const LineColumn position = line_column_at(content, hit);
        if (type == "blob") places[i].blobs.push_back({*Oid::from_hex(id), position});
        if (type != "blob") places[i].messages.push_back({*Oid::from_hex(id), type == "tag", position});
      }
    }
  }
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    if (secrets[i].starts_with("name:")) places[i].names.push_back(secrets[i].substr(5));
  }
  return places;
}

inline attribution::AttributeResult attribute_places(const std::filesystem::path& path,
                                                     const std::vector<attribution::LeakPlaces>& places,
                                                     unsigned threads = 2, std::size_t max_refs_listed = 20) {
  const Result<git::Repository> repository = git::Repository::open(path);
  REQUIRE(repository.ok());
  attribution::Targets targets;
  for (const attribution::LeakPlaces& leak : places) {
    for (const auto& blob : leak.blobs) targets.blobs.insert(blob.id);
    targets.names.insert(targets.names.end(), leak.names.begin(), leak.names.end());
  }
  Result<git::StoreIds> store = git::StoreIds::list(*repository);
  REQUIRE(store.ok());
  attribution::HistoryIndex index(threads, std::make_shared<const git::StoreIds>(std::move(*store)));
  std::vector<finding::Skip> skipped;
  REQUIRE(attribution::read_history(*repository, true, threads, {}, index, skipped).ok());
  index.finish(targets);
  const Result<git::Roots> roots = git::read_roots(*repository);
  REQUIRE(roots.ok());
  attribution::AttributeOptions options;
  options.max_refs_listed = max_refs_listed;
  Result<attribution::AttributeResult> result = attribution::attribute(*repository, index, *roots, places, options);
  REQUIRE(result.ok());
  REQUIRE(result->leaks.size() == places.size());
  return std::move(*result);
}

inline attribution::AttributeResult attribute_secrets(RepoBuilder& repo, const std::vector<std::string>& secrets) {
  return attribute_places(repo.path(), places_of(repo, secrets));
}

// "commit path" of each introduction ("- path" without a commit).
inline std::set<std::string> introductions_of(const attribution::Attribution& leak) {
  std::set<std::string> told;
  for (const finding::Occurrence& occurrence : leak.occurrences) {
    told.insert((occurrence.commit.is_null() ? "-" : occurrence.commit.hex()) + " " + occurrence.path);
  }
  return told;
}

// "ref commit" of each removal.
inline std::set<std::string> removals_of(const attribution::Attribution& leak) {
  std::set<std::string> told;
  for (const finding::Removal& removal : leak.removals) told.insert(removal.ref + " " + removal.commit.hex());
  return told;
}

inline std::set<finding::Exposure> exposures_of(const finding::ExposureSet& set) {
  std::set<finding::Exposure> all;
  for (std::size_t i = 0; i < finding::kExposures; ++i) {
    if (set.has(static_cast<finding::Exposure>(i))) all.insert(static_cast<finding::Exposure>(i));
  }
  return all;
}

using Names = std::vector<std::string>;
using Set = std::set<std::string>;
using Exposures = std::set<finding::Exposure>;

}  // namespace leaksieve::test
