#include "scanner/attribution/pack_trees.h"

#include <algorithm>

#include "scanner/base/byte_stream.h"

namespace leaksieve::attribution {
namespace {

constexpr std::uint32_t kNone = TreeLog::kNone;

// Takes trees out of the logs, a base always before its changes.
class Collector {
 public:
  Collector(const std::vector<const TreeLog*>& logs, const std::vector<PackRange>& packs,
            const std::unordered_set<std::string_view>& unwanted)
      : logs_(logs), packs_(packs), out_(packs.size()), names_(packs.size()) {
    for (const TreeLog* log : logs_) {
      places_.emplace_back(log->trees().size(), kUnknown);
      std::vector<bool>& is_unwanted = unwanted_.emplace_back();
      for (const std::string_view name : log->names().names()) is_unwanted.push_back(unwanted.contains(name));
    }
  }

  std::vector<PackTrees> run() {
    make_room();
    for (std::uint32_t log = 0; log < logs_.size(); ++log) {
      for (std::uint32_t tree = 0; tree < logs_[log]->trees().size(); ++tree) take({log, tree});
    }
    return std::move(out_);
  }

 private:
  static constexpr std::uint32_t kUnknown = kNone, kLeftOut = kNone - 1;
  struct Told {
    std::uint32_t log = 0, tree = 0;
  };

  // There are millions of changes: to grow while they are taken would need twice their memory.
  void make_room() {
    std::vector<std::size_t> trees(packs_.size()), changes(packs_.size());
    for (std::uint32_t log = 0; log < logs_.size(); ++log) {
      for (std::uint32_t tree = 0; tree < logs_[log]->trees().size(); ++tree) {
        const std::size_t pack = pack_of({log, tree});
        if (pack == packs_.size()) continue;
        ++trees[pack];
        changes[pack] += logs_[log]->changes(tree).size();
      }
    }
    for (std::size_t pack = 0; pack < packs_.size(); ++pack) {
      out_[pack].trees.reserve(trees[pack]);
      out_[pack].changes.reserve(changes[pack]);
    }
  }

  [[nodiscard]] const TreeLog::Tree& at(Told told) const { return logs_[told.log]->trees()[told.tree]; }
  [[nodiscard]] std::uint32_t& place(Told told) { return places_[told.log][told.tree]; }

  // packs_.size(): in none.
  [[nodiscard]] std::size_t pack_of(Told told) const {
    const git::StoreIds::Number number = at(told).number;
    const auto after = std::ranges::upper_bound(packs_, number, {}, &PackRange::first);
    if (after == packs_.begin() || !(after - 1)->holds(number)) return packs_.size();
    return static_cast<std::size_t>(after - packs_.begin()) - 1;
  }

  // The tree and those that it is told as a change of, as far as they are not placed: all of them, or none.
  void take(Told told) {
    way_.clear();
    const std::size_t pack = pack_of(told);
    std::uint32_t base = kNone;
    while (place(told) == kUnknown) {
      place(told) = kLeftOut;  // until it is placed; a circle ends here
      way_.push_back(told);
      if (pack == packs_.size() || pack_of(told) != pack || !is_closed(told, packs_[pack])) return;
      const TreeLog::Tree& tree = at(told);
      if (tree.base == kNone) break;
      told = {tree.base_worker, tree.base};
      if (place(told) == kUnknown) continue;
      if (place(told) == kLeftOut || pack_of(told) != pack) return;
      base = place(told);
      break;
    }
    for (; !way_.empty(); way_.pop_back()) base = append(way_.back(), base, pack);
  }

  [[nodiscard]] bool is_closed(Told told, const PackRange& pack) const {
    const TreeLog& log = *logs_[told.log];
    return std::ranges::all_of(log.changes(told.tree), [&](const TreeChange& change) {
      if (unwanted_[told.log][change.name()]) return false;
      switch (change.kind()) {
        case ChangeKind::kTree:
        case ChangeKind::kFile:
          return pack.holds(change.object);
        case ChangeKind::kForeign:
          return log.foreign()[change.object].kind == ForeignObject::Kind::kSubmodule;
        case ChangeKind::kGone:
          break;
      }
      return true;
    });
  }

  std::uint32_t append(Told told, std::uint32_t base, std::size_t pack) {
    PackTrees& out = out_[pack];
    const TreeLog& log = *logs_[told.log];
    const git::StoreIds::Number first = packs_[pack].first;
    place(told) = static_cast<std::uint32_t>(out.trees.size());
    out.trees.push_back({at(told).number - first, base, static_cast<std::uint32_t>(out.changes.size())});
    for (TreeChange change : log.changes(told.tree)) {
      const ChangeKind kind = change.kind();
      if (kind == ChangeKind::kForeign) {
        out.submodules.push_back(log.foreign()[change.object].id);
        change.object = static_cast<std::uint32_t>(out.submodules.size() - 1);
      } else if (kind != ChangeKind::kGone) {
        change.object -= first;
      }
      const std::uint32_t name = number_of(log.names().names()[change.name()], pack);
      change.name_and_kind = name | static_cast<std::uint32_t>(kind) << 30;
      out.changes.push_back(change);
    }
    return place(told);
  }

  std::uint32_t number_of(std::string_view name, std::size_t pack) {
    const std::uint32_t number = names_[pack].number_of(name);
    if (number == out_[pack].names.size()) out_[pack].names.emplace_back(name);
    return number;
  }

  const std::vector<const TreeLog*>& logs_;
  const std::vector<PackRange>& packs_;
  std::vector<PackTrees> out_;                      // by pack
  std::vector<NameTable> names_;                    // by pack
  std::vector<std::vector<std::uint32_t>> places_;  // by log and tree: in out_
  std::vector<std::vector<bool>> unwanted_;         // by log and name
  std::vector<Told> way_;                           // kept for its memory
};

bool is_sound(const PackTrees& trees, std::uint32_t rows) {
  std::uint32_t place = 0, first = 0;
  for (const PackTrees::Tree& tree : trees.trees) {
    if (tree.row >= rows || tree.first < first || tree.first > trees.changes.size()) return false;
    if (tree.base != kNone && tree.base >= place) return false;
    first = tree.first;
    ++place;
  }
  if (trees.trees.empty() ? !trees.changes.empty() : trees.trees.front().first != 0) return false;
  return std::ranges::all_of(trees.changes, [&](const TreeChange& change) {
    if (change.name() >= trees.names.size()) return false;
    if (change.kind() == ChangeKind::kGone) return true;
    return change.object < (change.kind() == ChangeKind::kForeign ? trees.submodules.size() : rows);
  });
}

}  // namespace

std::vector<PackTrees> trees_of_packs(const std::vector<const TreeLog*>& logs, const std::vector<PackRange>& packs,
                                      const std::unordered_set<std::string_view>& unwanted) {
  return Collector(logs, packs, unwanted).run();
}

std::string to_bytes(const PackTrees& trees) {
  ByteWriter out;
  out.number(std::uint64_t{trees.trees.size()});
  for (const PackTrees::Tree& tree : trees.trees) {
    for (const std::uint32_t number : {tree.row, tree.base, tree.first}) out.number(number);
  }
  // Names and objects apart: so they can be packed smaller.
  out.number(std::uint64_t{trees.changes.size()});
  for (const TreeChange& change : trees.changes) out.number(change.name_and_kind);
  for (const TreeChange& change : trees.changes) out.number(change.object);
  out.number(std::uint64_t{trees.names.size()});
  for (const std::string& name : trees.names) out.text(name);
  out.number(std::uint64_t{trees.submodules.size()});
  for (const Oid& id : trees.submodules) out.id(id);
  return out.take();
}

std::optional<PackTrees> pack_trees_from_bytes(std::string_view bytes, std::uint32_t rows) {
  constexpr std::size_t kLeastText = sizeof(std::uint64_t);  // its size
  ByteReader in(bytes);
  PackTrees trees;
  trees.trees.resize(in.count(sizeof(PackTrees::Tree)));
  for (PackTrees::Tree& tree : trees.trees) {
    for (std::uint32_t* number : {&tree.row, &tree.base, &tree.first}) *number = in.number<std::uint32_t>();
  }
  trees.changes.resize(in.count(sizeof(TreeChange)));
  for (TreeChange& change : trees.changes) change.name_and_kind = in.number<std::uint32_t>();
  for (TreeChange& change : trees.changes) change.object = in.number<std::uint32_t>();
  trees.names.resize(in.count(kLeastText));
  for (std::string& name : trees.names) name = in.text();
  trees.submodules.resize(in.count(kLeastText));
  for (Oid& id : trees.submodules) id = in.id();
  if (!in.is_at_end() || !is_sound(trees, rows)) return {};
  return trees;
}

}  // namespace leaksieve::attribution
