// The hot loop is TreeScanner::add: git's own repository has 230 million tree entries (8 GB), most of them the same
// file names again and again. Per entry: the end of the mode, the end of the name eight bytes at a time, one bit of the
// filter.
#include "scanner/attribution/tree_marks.h"

#include <algorithm>
#include <array>
#include <bit>

namespace leaksieve::attribution {
namespace {

// The first NUL in [at, end); `end` when there is none.
const char* find_nul(const char* at, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U, kHighs = 0x8080808080808080U;
    for (; end - at >= 8; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof word);
      const std::uint64_t zeros = (word - kOnes) & ~word & kHighs;
      if (zeros != 0) return at + (std::countr_zero(zeros) >> 3);
    }
  }
  while (at < end && *at != '\0') ++at;
  return at;
}

// What follows the mode and its space; null when there is no mode. A tree's mode is "40000", or "040000" from old
// tools.
const char* skip_mode(const char* at, const char* end) {
  if (end - at > 7) {
    if (at[6] == ' ' && at[5] != ' ') return at + 7;
    if (at[5] == ' ') return at + 6;
  }
  const char* const limit = end - at > 8 ? at + 8 : end;
  const char* const space = std::find(at, limit, ' ');
  return space == limit || space == at ? nullptr : space + 1;
}

bool is_tree_mode(const char* mode) {
  while (*mode == '0') ++mode;
  return std::string_view(mode, 6) == "40000 ";
}

}  // namespace

TargetFilter::TargetFilter(const Targets& targets) : targets_(&targets), name_bits_(4096 / 64, 0) {
  // 64 bits a target keep false alarms under 2 in 100, up to 512 KiB, which a core's own cache still holds.
  const unsigned wanted = static_cast<unsigned>(std::bit_width(targets.blobs.size())) + 6;
  const unsigned width = std::clamp(wanted, 12U, 22U);
  mask_ = (1U << width) - 1;
  bits_.assign(std::size_t{1} << (width - 6), 0);
  for (const Oid& id : targets.blobs) {
    std::uint32_t first = 0;
    std::memcpy(&first, id.data(), sizeof first);
    first &= mask_;
    bits_[first >> 6] |= std::uint64_t{1} << (first & 63U);
  }
  for (const std::string& name : targets.names) {
    names_.insert(name);
    const std::size_t bit = name_bit(name);
    name_bits_[bit >> 6] |= std::uint64_t{1} << (bit & 63U);
  }
}

void TreeScanner::add(const TargetFilter& filter, const Oid& id, Bytes content) {
  const auto number = static_cast<std::uint32_t>(trees_.size());
  trees_.push_back(id);
  const std::size_t first_edge = edges_.size();
  const std::size_t oid_bytes = id.size();
  const bool names = filter.has_names();
  const char* at = content.data();
  const char* const end = at + content.size();
  while (at < end) {
    const char* const name = skip_mode(at, end);
    const char* const nul = name == nullptr ? end : find_nul(name, end);
    if (static_cast<std::size_t>(end - nul) <= oid_bytes) {
      broken_.push_back(id);
      return;
    }
    const char* const raw = nul + 1;
    const bool is_tree = *at != '1' && is_tree_mode(at);
    if ((!is_tree && filter.holds_blob(raw, oid_bytes)) ||
        (names && filter.holds_name({name, static_cast<std::size_t>(nul - name)}))) {
      marked_.push_back(number);
      edges_.resize(first_edge);  // marked already: nothing below can mark it again
      return;
    }
    if (is_tree) {
      Edge edge{};
      std::memcpy(&edge.low, raw, sizeof edge.low);
      std::memcpy(&edge.high, raw + sizeof edge.low, sizeof edge.high);
      edge.parent = number;
      edges_.push_back(edge);
    }
    at = raw + oid_bytes;
  }
}

// All workers' edges in buckets by their key, about four a bucket: finding a tree's parents is reading one bucket.
struct TreeMarks::Edges {
  std::uint64_t mask = 0;
  std::vector<std::size_t> first;  // of each bucket, and the end
  std::vector<TreeScanner::Edge> all;

  [[nodiscard]] std::size_t bucket_of(std::uint64_t key) const { return static_cast<std::size_t>(key & mask); }

  void fill(const std::vector<TreeScanner*>& parts) {
    std::size_t count = 0;
    for (const TreeScanner* part : parts) count += part->edges_.size();
    mask = std::bit_ceil(count / 4 + 1) - 1;
    first.assign(static_cast<std::size_t>(mask) + 2, 0);
    for (const TreeScanner* part : parts) {
      for (const TreeScanner::Edge& edge : part->edges_) ++first[bucket_of(edge.key()) + 1];
    }
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    all.resize(count);
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    std::uint32_t base = 0;
    for (TreeScanner* part : parts) {
      for (TreeScanner::Edge edge : part->edges_) {
        edge.parent += base;
        all[next[bucket_of(edge.key())]++] = edge;
      }
      base += static_cast<std::uint32_t>(part->trees_.size());
      std::vector<TreeScanner::Edge>().swap(part->edges_);
    }
  }
};

TreeMarks TreeMarks::join(const std::vector<TreeScanner*>& parts) {
  TreeMarks marks;
  Edges edges;
  edges.fill(parts);
  std::vector<Oid> trees;
  std::vector<std::size_t> direct;
  for (TreeScanner* part : parts) {
    for (const std::uint32_t number : part->marked_) direct.push_back(trees.size() + number);
    trees.insert(trees.end(), part->trees_.begin(), part->trees_.end());
    marks.broken_.insert(marks.broken_.end(), part->broken_.begin(), part->broken_.end());
    *part = TreeScanner{};
  }
  marks.trees_seen_ = trees.size();
  marks.seen_.reset(trees.size());
  for (const Oid& id : trees) marks.seen_.insert(key_of(id));
  std::vector<bool> is_marked(trees.size(), false);
  for (const std::size_t number : direct) is_marked[number] = true;
  marks.carry_up(edges, trees, is_marked);
  marks.find_missing(edges);
  for (auto* list : {&marks.marked_, &marks.broken_}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return marks;
}

void TreeMarks::carry_up(const Edges& edges, std::vector<Oid>& trees, std::vector<bool>& is_marked) {
  std::vector<std::uint64_t> waiting;
  const auto mark = [&](std::size_t number) {
    is_marked[number] = true;
    marked_.push_back(trees[number]);
    const std::uint64_t key = key_of(trees[number]);
    if (marked_keys_.insert(key)) waiting.push_back(key);
  };
  for (std::size_t i = 0; i < trees.size(); ++i) {
    if (is_marked[i]) mark(i);
  }
  while (!waiting.empty()) {
    const std::uint64_t key = waiting.back();
    waiting.pop_back();
    const std::size_t bucket = edges.bucket_of(key);
    for (std::size_t i = edges.first[bucket]; i < edges.first[bucket + 1]; ++i) {
      if (edges.all[i].key() == key && !is_marked[edges.all[i].parent]) mark(edges.all[i].parent);
    }
  }
}

void TreeMarks::find_missing(const Edges& edges) {
  KeySet told;
  for (const TreeScanner::Edge& edge : edges.all) {
    const std::uint64_t key = edge.key();
    if (seen_.contains(key) || !told.insert(key)) continue;
    std::array<std::uint8_t, Oid::kSha1Bytes> raw{};
    std::memcpy(raw.data(), &edge.low, sizeof edge.low);
    std::memcpy(raw.data() + sizeof edge.low, &edge.high, sizeof edge.high);
    missing_.push_back(Oid::from_raw(raw.data()).short_hex(16));
  }
  std::sort(missing_.begin(), missing_.end());
}

}  // namespace leaksieve::attribution
