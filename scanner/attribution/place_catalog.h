// The places of all leaks, turned round: from an object or a name to the leaks that stand in it.
//
// A strand is a leak in one kind of place: strand i is leak i in file contents, strand leaks+i is leak i in file names.
// The two are introduced and removed apart, so sets of what a tree holds are sets of strands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/attribution/leak_sets.h"

namespace leaksieve::attribution {

class PlaceCatalog {
 public:
  struct Place {  // of a leak in an object's text
    std::uint32_t leak = 0;
    LineColumn position;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // Borrows `places`. `targets` are the blobs that trees were searched for, sorted.
  PlaceCatalog(const std::vector<LeakPlaces>& places, const std::vector<Oid>& targets, LeakSets& sets);

  // Elements that sets of strands (and of leaks) may hold.
  [[nodiscard]] static std::size_t universe(const std::vector<LeakPlaces>& places);

  [[nodiscard]] std::uint32_t leaks() const { return leaks_; }
  [[nodiscard]] std::uint32_t leak_of(std::uint32_t strand) const { return strand < leaks_ ? strand : strand - leaks_; }
  [[nodiscard]] bool is_name(std::uint32_t strand) const { return strand >= leaks_; }

  // Blobs are numbered as in `targets`; others that `places` names come behind. kNone: neither.
  [[nodiscard]] std::uint32_t blobs() const { return static_cast<std::uint32_t>(blob_ids_.size()); }
  [[nodiscard]] std::uint32_t find_blob(const Oid& id) const;
  [[nodiscard]] const Oid& blob_id(std::uint32_t blob) const { return blob_ids_[blob]; }
  [[nodiscard]] const std::vector<Place>& places_in(std::uint32_t blob) const { return blob_places_[blob]; }
  [[nodiscard]] LeakSets::Id strands_of_blob(std::uint32_t blob) const { return blob_strands_[blob]; }

  // Strands that a file or folder of this name holds by it; kEmpty for nearly all names.
  [[nodiscard]] LeakSets::Id strands_of_name(std::string_view name) const;

  using Messages = std::unordered_map<Oid, std::vector<Place>, OidHash>;
  [[nodiscard]] const Messages& commit_messages() const { return commit_messages_; }
  [[nodiscard]] const Messages& tag_messages() const { return tag_messages_; }

 private:
  std::uint32_t leaks_ = 0;
  std::vector<Oid> blob_ids_;
  std::unordered_map<Oid, std::uint32_t, OidHash> blob_numbers_;
  std::vector<std::vector<Place>> blob_places_;
  std::vector<LeakSets::Id> blob_strands_;
  std::unordered_map<std::string_view, LeakSets::Id> names_;
  Messages commit_messages_, tag_messages_;
};

}  // namespace leaksieve::attribution
