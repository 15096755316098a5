#include "tests/fuzz/damage/sample_store.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using git::ObjectType;

struct Placed {
  ObjectType type;
  std::string content;
  Oid id;
  std::optional<std::size_t> pack;  // none: loose
  std::uint64_t offset = 0;
};

std::string deflated(std::string_view data) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(1);
  std::string out(libdeflate_zlib_compress_bound(compressor, data.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor, data.data(), data.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

// The common ends as copies, the middle as insertions of at most 127 bytes.
std::string delta_between(const std::string& from, const std::string& to) {
  const std::size_t shortest = std::min(from.size(), to.size());
  std::size_t head = 0, tail = 0;
  while (head < shortest && from[head] == to[head]) ++head;
  while (tail < shortest - head && from[from.size() - 1 - tail] == to[to.size() - 1 - tail]) ++tail;
  std::string steps;
  if (head > 0) steps += PackWriter::copy(0, static_cast<std::uint32_t>(head));
  for (std::size_t at = head; at < to.size() - tail; at += 127) {
    steps += PackWriter::insert(to.substr(at, std::min<std::size_t>(127, to.size() - tail - at)));
  }
  if (tail > 0) {
    steps += PackWriter::copy(static_cast<std::uint32_t>(from.size() - tail), static_cast<std::uint32_t>(tail));
  }
  return PackWriter::delta(from.size(), to.size(), steps);
}

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed), packs_(1 + random_.below(3)) {}

  SampleStore make() {
    const std::size_t shape = random_.below(64);
    const std::size_t count = shape == 0 ? 400 : 4 + random_.below(40);
    is_chain_ = shape == 0 || random_.below(4) == 0;
    for (std::size_t i = 0; i < count; ++i) add_object();
    for (std::size_t i = random_.below(4); i > 0; --i) add_copy();
    if (random_.below(3) == 0) add_lies();
    write_packs();
    for (const char* const suffix : {".rev", ".mtimes", ".keep", ".bitmap"}) {
      if (random_.below(8) == 0) store_.files[std::string("pack/pack-1") + suffix] = random_text(random_, 3);
    }
    return std::move(store_);
  }

 private:
  bool one_of(std::size_t cases) { return random_.below(cases) == 0; }

  void add_object() {
    static constexpr std::array kTypes{ObjectType::kBlob, ObjectType::kBlob, ObjectType::kTree, ObjectType::kCommit,
                                       ObjectType::kTag};
    Placed object{kTypes[is_chain_ ? 0 : random_.below(kTypes.size())], {}, {}, {}, 0};
    std::vector<std::size_t> bases;
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      if (objects_[i].type == object.type) bases.push_back(i);
    }
    const bool is_delta = !bases.empty() && (is_chain_ || !one_of(3));
    const std::size_t base = bases.empty() ? 0 : is_chain_ ? bases.back() : bases[random_.below(bases.size())];
    object.content = is_delta ? changed(objects_[base].content) : random_text(random_, random_.below(30));
    object.id = name_of_object(object.type, object.content);
    if (!store_.ids.insert(object.id).second) return;
    if (one_of(12)) {
      add_loose(object);
    } else {
      object.pack = random_.below(packs_.size());
      object.offset = is_delta ? add_delta(objects_[base], object) : add_whole(object);
    }
    objects_.push_back(std::move(object));
  }

  std::string changed(const std::string& text) {
    const std::size_t at = random_.below(text.size() + 1), cut = random_.below(20);
    return text.substr(0, at) + random_text(random_, random_.below(2)) + std::to_string(random_.next() % 1000) +
           text.substr(std::min(at + cut, text.size()));
  }

  std::uint64_t add_whole(const Placed& object) {
    return packs_[*object.pack].add_whole(object.type, object.content, &object.id);
  }

  std::uint64_t add_delta(const Placed& base, const Placed& object) {
    PackWriter& pack = packs_[*object.pack];
    const std::string delta = delta_between(base.content, object.content);
    if (base.pack == object.pack && !one_of(3)) return pack.add_offset_delta(base.offset, delta, &object.id);
    return pack.add_ref_delta(base.id, delta, &object.id);
  }

  void add_loose(const Placed& object) {
    std::string text = std::string(git::name_of(object.type)) + " " + std::to_string(object.content.size());
    text += '\0';
    const std::string hex = object.id.hex();
    store_.files[hex.substr(0, 2) + "/" + hex.substr(2)] = deflated(text + object.content);
  }

  // The same object again: loose, or in another pack.
  void add_copy() {
    Placed copy = objects_[random_.below(objects_.size())];
    if (one_of(2)) return add_loose(copy);
    copy.pack = random_.below(packs_.size());
    (void)add_whole(copy);
  }

  // Names that nothing makes: circles, sizes that are not so, bases that are not there, another's content, rows that
  // point into entries, and claims of gigabytes.
  void add_lies() {
    PackWriter& pack = packs_[random_.below(packs_.size())];
    const auto name = [this] { return name_of_object(ObjectType::kBlob, "lie " + std::to_string(random_.next())); };
    const Oid one = name(), two = name(), three = name();
    const std::string text = "some text of a lie\n";
    const std::string delta = PackWriter::delta(text.size(), text.size(), PackWriter::copy(0, 19));
    switch (random_.below(7)) {
      case 0:
        pack.add_ref_delta(two, delta, &one);
        pack.add_ref_delta(three, delta, &two);
        pack.add_ref_delta(one, delta, &three);
        break;
      case 1:
        pack.add(3, "", text, text.size() + random_.below(3), &one);
        pack.add(3, "", text, std::uint64_t{1} << (4 + random_.below(40)), &two);
        break;
      case 2:
        pack.add_ref_delta(two, delta, &one);
        break;
      case 3:
        pack.add_row(one, 1 + random_.below(4000));
        pack.add_row(two, random_.next() >> random_.below(64));
        break;
      case 4: {
        const auto at = pack.add_whole(ObjectType::kBlob, text, &one);
        pack.add_offset_delta(at, PackWriter::delta(19, random_.next() >> random_.below(64), "\xff"), &two);
        pack.add_offset_delta(at, PackWriter::delta(random_.below(40), 19, PackWriter::copy(3, 19)), &three);
        break;
      }
      case 5: {
        const auto at = pack.add_whole(ObjectType::kBlob, text, nullptr);  // named by nothing: the base of something
        pack.add_offset_delta(at, delta, &one);
        pack.add_row(two, at + 1);
        break;
      }
      default:
        pack.add_row(objects_.front().id, random_.below(3000));
        store_.ids.erase(objects_.front().id);
    }
  }

  void write_packs() {
    std::vector<PackWriter::Files> all;
    for (const PackWriter& pack : packs_) all.push_back(pack.finish());
    const bool is_first_version = one_of(4), has_multi = one_of(4), is_multi_alone = has_multi && one_of(2);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string name = "pack/pack-" + std::to_string(i + 1);
      store_.files[name + ".pack"] = all[i].pack;
      if (!is_multi_alone) store_.files[name + ".idx"] = is_first_version ? first_version(all[i]) : all[i].index;
    }
    if (has_multi) store_.files["pack/multi-pack-index"] = multi_pack_index(all);
  }

  static std::string first_version(const PackWriter::Files& files) {
    std::string index = PackWriter::fanout(files.rows);
    for (const PackWriter::Row& row : files.rows) {
      PackWriter::append_be32(index, row.offset);
      index.append(reinterpret_cast<const char*>(row.name.data()), row.name.size());
    }
    index += files.pack.substr(files.pack.size() - 20);
    return index + sha1(index);
  }

  // Each name once, from the first pack that has it, as git writes it.
  static std::string multi_pack_index(const std::vector<PackWriter::Files>& all) {
    std::string packs, ids, offsets;
    std::vector<PackWriter::Row> rows;
    std::map<Oid, std::size_t> pack_of;
    for (std::size_t i = 0; i < all.size(); ++i) {
      packs += "pack-" + std::to_string(i + 1) + ".idx" + '\0';
      for (const PackWriter::Row& row : all[i].rows) {
        if (pack_of.try_emplace(row.name, i).second) rows.push_back(row);
      }
    }
    packs.resize((packs.size() + 3) / 4 * 4);
    std::ranges::sort(rows, {}, &PackWriter::Row::name);
    for (const PackWriter::Row& row : rows) {
      ids.append(reinterpret_cast<const char*>(row.name.data()), row.name.size());
      PackWriter::append_be32(offsets, pack_of.at(row.name));
      PackWriter::append_be32(offsets, row.offset);
    }
    const std::array<std::pair<std::string, std::string>, 4> chunks{
        {{"PNAM", packs}, {"OIDF", PackWriter::fanout(rows)}, {"OIDL", ids}, {"OOFF", offsets}}};
    std::string index("MIDX\1\1\4\0", 8), bodies;
    PackWriter::append_be32(index, all.size());
    const std::size_t begin = index.size() + 12 * (chunks.size() + 1);
    for (const auto& [tag, body] : chunks) {
      index += tag;
      PackWriter::append_be32(index, 0);
      PackWriter::append_be32(index, begin + bodies.size());
      bodies += body;
    }
    index.append(8, '\0');
    PackWriter::append_be32(index, begin + bodies.size());
    index += bodies;
    return index + sha1(index);
  }

  Random random_;
  std::vector<PackWriter> packs_;
  std::vector<Placed> objects_;
  bool is_chain_ = false;  // each made from the one before
  SampleStore store_;
};

}  // namespace

SampleStore make_sample_store(std::uint64_t seed) { return Maker(seed).make(); }

}  // namespace leaksieve::test
