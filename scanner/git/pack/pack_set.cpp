#include "scanner/git/pack/pack_set.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>
#include <thread>

namespace leaksieve::git::pack {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> list_packs(const std::vector<fs::path>& directories) {
  std::vector<fs::path> packs;
  for (const fs::path& directory : directories) {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(directory / "pack", error)) {
      if (file.path().extension() == ".pack") packs.push_back(file.path());
    }
  }
  std::ranges::sort(packs);
  return packs;
}

}  // namespace

std::shared_ptr<const PackSet> PackSet::open(const std::vector<fs::path>& object_directories, unsigned threads) {
  auto set = std::make_shared<PackSet>();
  const std::vector<fs::path> files = list_packs(object_directories);
  std::vector<std::optional<PackPlan>> plans(files.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      fs::path index = files[i];
      index.replace_extension(".idx");
      if (Result<PackPlan> plan = PackPlan::open(files[i], index)) plans[i].emplace(std::move(*plan));
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min<std::size_t>(threads, files.size()); ++i) others.emplace_back(work);
    work();
  }
  for (std::optional<PackPlan>& plan : plans) {
    if (plan) set->packs_.push_back(std::move(*plan));
  }
  std::ranges::stable_sort(set->packs_, std::ranges::greater(), &PackPlan::size);
  set->find_duplicates();
  for (const fs::path& directory : object_directories) set->stores_.emplace_back(directory);
  set->list_loose();
  return set;
}

void PackSet::find_duplicates() {
  duplicates_.resize(packs_.size());
  if (packs_.size() < 2) return;
  struct Place {
    const char* id;
    std::uint32_t pack;
    PackPlan::Number entry;
  };
  std::vector<Place> places;
  for (std::uint32_t pack = 0; pack < packs_.size(); ++pack) {
    duplicates_[pack].resize(packs_[pack].size());
    for (std::uint32_t i = 0; i < packs_[pack].index().size(); ++i) {
      places.push_back({packs_[pack].index().raw_id(i), pack, packs_[pack].entry_of(i)});
    }
  }
  std::ranges::sort(places, [](const Place& a, const Place& b) {
    const int order = std::memcmp(a.id, b.id, Oid::kSha1Bytes);
    return order != 0 ? order < 0 : a.pack != b.pack ? a.pack < b.pack : a.entry < b.entry;
  });
  for (std::size_t i = 1; i < places.size(); ++i) {
    if (std::memcmp(places[i].id, places[i - 1].id, Oid::kSha1Bytes) == 0) {
      duplicates_[places[i].pack][places[i].entry] = true;
    }
  }
}

void PackSet::list_loose() {
  for (std::uint32_t store = 0; store < stores_.size(); ++store) {
    stores_[store].for_each_id([&](const Oid& id) {
      const bool packed =
          std::ranges::any_of(packs_, [&](const PackPlan& pack) { return pack.find(id) != PackPlan::kNone; });
      if (!packed) loose_.push_back({id, store});
      return true;
    });
  }
  std::ranges::stable_sort(loose_, {}, &Loose::id);
  const auto same = [](const Loose& a, const Loose& b) { return a.id == b.id; };
  loose_.erase(std::unique(loose_.begin(), loose_.end(), same), loose_.end());
}

const PackSet::Loose* PackSet::find_loose(const Oid& id) const {
  const auto found = std::ranges::lower_bound(loose_, id, {}, &Loose::id);
  return found != loose_.end() && found->id == id ? &*found : nullptr;
}

void PackSet::for_each_id(const std::function<void(const Oid&)>& take) const {
  for (std::size_t pack = 0; pack < packs_.size(); ++pack) {
    for (PackPlan::Number entry = 0; entry < packs_[pack].size(); ++entry) {
      if (duplicates_[pack].empty() || !duplicates_[pack][entry]) take(packs_[pack].id(entry));
    }
  }
  for (const Loose& loose : loose_) take(loose.id);
}

}  // namespace leaksieve::git::pack
