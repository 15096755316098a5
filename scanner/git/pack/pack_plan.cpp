#include "scanner/git/pack/pack_plan.h"

#include <algorithm>
#include <numeric>

namespace leaksieve::git::pack {
namespace {

constexpr std::uint64_t kTrailer = Oid::kSha1Bytes;

}  // namespace

Result<PackPlan> PackPlan::open(const std::filesystem::path& pack, const std::filesystem::path& index) {
  Result<MappedFile> pack_file = MappedFile::open(pack);
  if (!pack_file) return pack_file.error();
  if (!pack_file->bytes().starts_with("PACK")) return Error{ErrorKind::kCorrupt, "it is not a pack"};
  Result<PackIndex> pack_index = PackIndex::open(index);
  if (!pack_index) return pack_index.error();
  PackPlan plan(std::move(*pack_file), std::move(*pack_index));
  plan.list_entries();
  plan.find_bases();
  plan.break_circles();
  plan.hang_children();
  return plan;
}

void PackPlan::list_entries() {
  entries_.resize(index_.size());
  for (std::uint32_t i = 0; i < index_.size(); ++i) {
    entries_[i].offset = index_.offset(i);
    entries_[i].index_number = i;
  }
  std::ranges::sort(entries_, [](const Entry& a, const Entry& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.index_number < b.index_number;
  });
  by_index_.resize(entries_.size());
  for (Number i = 0; i < size(); ++i) by_index_[entries_[i].index_number] = i;
}

PackPlan::Number PackPlan::entry_at(std::uint64_t offset) const {
  const auto found = std::ranges::lower_bound(entries_, offset, {}, &Entry::offset);
  return found == entries_.end() || found->offset != offset ? kNone : static_cast<Number>(found - entries_.begin());
}

PackPlan::Number PackPlan::find(const Oid& id) const {
  const auto number = index_.find(id);
  return number ? by_index_[*number] : kNone;
}

void PackPlan::find_bases() {
  for (Entry& entry : entries_) {
    const auto head = read_entry_head(pack_.bytes(), entry.offset);
    if (!head) continue;
    if (head->type == EntryType::kOfsDelta) {
      entry.base = entry_at(head->base_offset);
    } else if (head->type == EntryType::kRefDelta) {
      entry.base = find(Oid::from_raw(head->base_id));
    } else {
      entry.type = static_cast<std::uint8_t>(head->type);
    }
  }
}

// Only deltas that name their base by id can stand in a circle: an offset always points back. A base in front of its
// delta is no part of one, so walks begin only where the base stands behind.
void PackPlan::break_circles() {
  std::vector<std::uint8_t> state;  // 1 = on the way, 2 = known to end at a root
  for (Number start = 0; start < size(); ++start) {
    if (entries_[start].base == kNone || entries_[start].base < start) continue;
    if (state.empty()) state.resize(entries_.size());
    std::vector<Number> way;
    Number at = start;
    while (at != kNone && state[at] == 0) {
      state[at] = 1;
      way.push_back(at);
      at = entries_[at].base;
    }
    if (at != kNone && state[at] == 1) entries_[at].base = kNone;
    for (const Number entry : way) state[entry] = 2;
  }
}

void PackPlan::hang_children() {
  first_child_.assign(entries_.size() + 1, 0);
  for (const Entry& entry : entries_) {
    if (entry.base != kNone) ++first_child_[entry.base + 1];
  }
  std::partial_sum(first_child_.begin(), first_child_.end(), first_child_.begin());
  children_.resize(first_child_.back());
  std::vector<Number> next(first_child_.begin(), first_child_.end() - 1);
  for (Number i = 0; i < size(); ++i) {
    if (entries_[i].base != kNone) {
      children_[next[entries_[i].base]++] = i;
    } else {
      roots_.push_back(i);
    }
  }
}

std::uint64_t PackPlan::end_of(Number entry) const {
  const std::uint64_t most = pack_.bytes().size() < kTrailer ? 0 : pack_.bytes().size() - kTrailer;
  const std::uint64_t own = entries_[entry].offset;
  Number next = entry + 1;
  while (next < size() && entries_[next].offset == own) ++next;  // a lying index may name an entry twice
  return next < size() ? std::min(entries_[next].offset, most) : most;
}

}  // namespace leaksieve::git::pack
