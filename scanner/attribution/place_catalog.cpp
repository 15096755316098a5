#include "scanner/attribution/place_catalog.h"

#include <algorithm>

namespace leaksieve::attribution {
namespace {

template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

std::size_t PlaceCatalog::universe(const std::vector<LeakPlaces>& places) {
  const bool names =
      std::any_of(places.begin(), places.end(), [](const LeakPlaces& leak) { return !leak.names.empty(); });
  return places.size() * (names ? 2 : 1);
}

PlaceCatalog::PlaceCatalog(const std::vector<LeakPlaces>& places, const std::vector<Oid>& targets, LeakSets& sets)
    : leaks_(static_cast<std::uint32_t>(places.size())), blob_ids_(targets) {
  const auto number = [&](const Oid& id) {
    blob_numbers_.emplace(id, static_cast<std::uint32_t>(blob_numbers_.size()));
  };
  for (const Oid& id : targets) number(id);
  for (const LeakPlaces& leak : places) {
    for (const LeakPlaces::Blob& blob : leak.blobs) {
      if (blob_numbers_.contains(blob.id)) continue;
      number(blob.id);
      blob_ids_.push_back(blob.id);
    }
  }
  blob_places_.resize(blob_ids_.size());
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> named;
  for (std::uint32_t i = 0; i < leaks_; ++i) {
    for (const LeakPlaces::Blob& blob : places[i].blobs) {
      blob_places_[blob_numbers_[blob.id]].push_back({i, blob.position});
    }
    for (const LeakPlaces::Message& message : places[i].messages) {
      (message.is_tag ? tag_messages_ : commit_messages_)[message.id].push_back({i, message.position});
    }
    for (const std::string& name : places[i].names) named[name].push_back(leaks_ + i);
  }
  for (Messages* messages : {&commit_messages_, &tag_messages_}) {
    for (auto& [id, list] : *messages) sort_unique(list);
  }
  for (std::vector<Place>& list : blob_places_) {
    sort_unique(list);
    std::vector<std::uint32_t> strands;
    for (const Place& place : list) strands.push_back(place.leak);
    sort_unique(strands);
    blob_strands_.push_back(sets.from_sorted(strands));
  }
  for (auto& [name, strands] : named) {
    sort_unique(strands);
    names_.emplace(name, sets.from_sorted(strands));
  }
}

std::uint32_t PlaceCatalog::find_blob(const Oid& id) const {
  const auto found = blob_numbers_.find(id);
  return found == blob_numbers_.end() ? kNone : found->second;
}

LeakSets::Id PlaceCatalog::strands_of_name(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? LeakSets::kEmpty : found->second;
}

}  // namespace leaksieve::attribution
