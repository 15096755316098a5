// Author and summary of the few commits that are told, read again from the store.
#pragma once

#include <string>
#include <unordered_map>

#include "scanner/attribution/skip_log.h"
#include "scanner/finding/leak.h"
#include "scanner/git/objects.h"

namespace leaksieve::attribution {

[[nodiscard]] inline finding::Stamp stamp_of(const git::Person& person) {
  return {person.name, person.email, person.time, person.offset_minutes};
}

class CommitTeller {
 public:
  struct Told {
    finding::Stamp author;
    std::string summary;
  };

  CommitTeller(git::ObjectReader& reader, SkipLog& skips) : reader_(reader), skips_(skips) {}

  const Told& tell(const Oid& commit) {
    const auto [slot, added] = told_.try_emplace(commit);
    if (!added) return slot->second;
    const Result<git::Object> object = reader_.read(commit);
    if (!object) {
      skips_.add("commit " + commit.hex(), object.error().message);
    } else if (const std::optional<git::Commit> parsed = git::parse_commit(commit, object->content)) {
      slot->second = {stamp_of(parsed->author), parsed->summary};
    }
    return slot->second;
  }

 private:
  git::ObjectReader& reader_;
  SkipLog& skips_;
  std::unordered_map<Oid, Told, OidHash> told_;
};

}  // namespace leaksieve::attribution
