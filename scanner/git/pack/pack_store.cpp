#include "scanner/git/pack/pack_store.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "scanner/base/hash.h"
#include "scanner/git/pack/delta_tree.h"
#include "scanner/git/pack/multi_pack_index.h"

namespace leaksieve::git::pack {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMultiName = "multi-pack-index";

// git gives each object of a pack one name, and its index-pack lets a pack pass that holds an object twice. Else a name
// that comes twice stands where another object's did, which nobody asks for then.
constexpr const char* kNamedTwice = "it names objects twice, and others not at all";

// A file of git's that ends with the hash of all before.
bool fits_checksum(Raw file, std::size_t oid_bytes) {
  const Bytes bytes(reinterpret_cast<const char*>(file.data()), file.size());
  const Oid hash = git_hash({bytes.substr(0, bytes.size() - oid_bytes)}, oid_bytes);
  return std::ranges::equal(file.last(oid_bytes), Raw(hash.data(), oid_bytes));
}

}  // namespace

struct PackStore::Impl {
  std::size_t oid_bytes = Oid::kSha1Bytes;
  std::vector<MappedFile> multi_files;  // borrowed from by packs
  std::vector<Pack> packs;
  LooseStore loose;
  PageKeeper pages;
  std::vector<StoreProblem> problems;
  bool is_multi_used = false;  // in the folder at hand: a pack has no other index
  mutable std::once_flag tree_made;
  mutable std::optional<DeltaTree> tree;

  void open_folder(const fs::path& folder);
  std::optional<MultiPackIndex> open_multi(const fs::path& folder);
  void open_pack(const fs::path& path, const std::optional<MultiPackIndex>& multi);
  std::optional<PackIndex> open_index(Pack& pack, const std::optional<MultiPackIndex>& multi);
  void check(const Pack& pack);
  // Some errors name the file themselves.
  void tell(const fs::path& file, Error why, bool loses_objects = true) {
    const std::string named = "cannot read '" + file.string() + "': ";
    if (why.message.starts_with(named)) why.message.erase(0, named.size());
    problems.push_back({file, std::move(why), loses_objects});
  }
  // Packs have indexes of their own: one that has none is told by its own name.
  void tell_multi(const fs::path& folder, const Error& why) { tell(folder / kMultiName, why, false); }
};

// Packs in the order of their names; a name may be there as .idx, .pack or both. Other files (.rev, .keep, .promisor,
// .mtimes, .bitmap) hold nothing that must be read, tmp_* ones are being written.
void PackStore::Impl::open_folder(const fs::path& folder) {
  std::set<fs::path> found, indexes;
  std::error_code error;
  for (fs::directory_iterator files(folder, error); !error && files != fs::directory_iterator();
       files.increment(error)) {
    const fs::path& file = files->path();
    if (file.filename().string().starts_with("tmp_")) continue;
    if (file.extension() == ".pack") found.insert(file);
    if (file.extension() == ".idx") indexes.insert(file);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    tell(folder, {ErrorKind::kUnreadable, error.message()});
  }
  is_multi_used = false;
  const std::optional<MultiPackIndex> multi = open_multi(folder);
  for (const fs::path& path : found) open_pack(path, multi);
  for (fs::path index : indexes) {
    if (found.insert(index.replace_extension(".pack")).second) {
      tell(index, {ErrorKind::kNotFound, "it is missing; its index is there"});
    }
  }
  if (!multi) return;
  if (is_multi_used && multi->stray_rows() > 0) {
    tell(folder / kMultiName, {ErrorKind::kCorrupt, "it gives " + std::to_string(multi->stray_rows()) +
                                                        " objects to packs that it does not list"});
  }
  for (const std::string_view name : multi->packs()) {
    const fs::path pack = (folder / fs::path(name).filename()).replace_extension(".pack");
    if (found.insert(pack).second) tell(pack, {ErrorKind::kNotFound, "it is missing; the multi-pack-index names it"});
  }
}

std::optional<MultiPackIndex> PackStore::Impl::open_multi(const fs::path& folder) {
  Result<MappedFile> file = MappedFile::open(folder / kMultiName);
  if (!file) {
    if (file.error().kind != ErrorKind::kNotFound) tell_multi(folder, file.error());
    return std::nullopt;
  }
  Result<MultiPackIndex> multi = MultiPackIndex::parse(file->bytes(), oid_bytes);
  if (!multi) {
    tell_multi(folder, multi.error());
    return std::nullopt;
  }
  multi_files.push_back(std::move(*file));
  return std::move(*multi);
}

void PackStore::Impl::open_pack(const fs::path& path, const std::optional<MultiPackIndex>& multi) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return tell(path, file.error());
  Result<PackFile> parsed = PackFile::parse(file->bytes(), oid_bytes);
  if (!parsed) return tell(path, parsed.error());
  Pack pack{path, {}, std::move(*file), PackIndex({}, oid_bytes, {}), *parsed};
  std::optional<PackIndex> index = open_index(pack, multi);
  if (!index) return;
  pack.index = std::move(*index);
  check(pack);
  packs.push_back(std::move(pack));
}

std::optional<PackIndex> PackStore::Impl::open_index(Pack& pack, const std::optional<MultiPackIndex>& multi) {
  const fs::path path = fs::path(pack.path).replace_extension(".idx");
  Result<MappedFile> file = MappedFile::open(path);
  Error why{ErrorKind::kInternal, {}};
  if (file) {
    Result<PackIndex> index = PackIndex::parse(file->bytes(), oid_bytes);
    if (index) {
      if (index->has_duplicates() && !fits_checksum(file->bytes(), oid_bytes)) {
        tell(path, {ErrorKind::kCorrupt, kNamedTwice});
      }
      pack.index_file = std::move(*file);
      return std::move(*index);
    }
    why = index.error();
  } else {
    why = file.error();
  }
  const bool is_absent = why.kind == ErrorKind::kNotFound;
  if (!is_absent) tell(path, why);
  for (std::uint32_t i = 0; multi && i < multi->packs().size(); ++i) {
    if (fs::path(multi->packs()[i]).stem() != path.stem()) continue;
    is_multi_used = true;
    PackIndex index = multi->index_of(i);
    if (index.has_duplicates()) {
      tell(path.parent_path() / kMultiName, {ErrorKind::kCorrupt, kNamedTwice});
    }
    return index;
  }
  if (is_absent) tell(pack.path, {ErrorKind::kNotFound, "it has no index: run `git index-pack`"});
  return std::nullopt;
}

// An index of another pack, or one of a pack that was cut off: entries are read all the same, and checked one by one.
void PackStore::Impl::check(const Pack& pack) {
  const Raw wanted = pack.index.pack_checksum();
  if (!wanted.empty() && !std::ranges::equal(wanted, pack.pack.checksum())) {
    tell(pack.path, {ErrorKind::kCorrupt, "it is not the pack that its index was made for"});
  } else if (!wanted.empty() && pack.index.count() != pack.pack.count()) {
    tell(pack.path, {ErrorKind::kCorrupt, "it and its index tell different numbers of objects"});
  }
}

PackStore::PackStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PackStore::PackStore(PackStore&&) noexcept = default;
PackStore& PackStore::operator=(PackStore&&) noexcept = default;
PackStore::~PackStore() = default;

Result<PackStore> PackStore::open(std::span<const fs::path> object_directories, std::size_t oid_bytes) {
  auto impl = std::make_unique<Impl>();
  impl->oid_bytes = oid_bytes;
  for (const fs::path& directory : object_directories) impl->open_folder(directory / "pack");
  impl->loose = LooseStore::list(object_directories, oid_bytes);
  impl->problems.insert(impl->problems.end(), impl->loose.problems().begin(), impl->loose.problems().end());
  std::uint64_t total = impl->loose.count();
  for (const Pack& pack : impl->packs) total += pack.index.count();
  if (total >= DeltaTree::kMostNodes / 2) {
    return Error{ErrorKind::kLimit, "the repository has " + std::to_string(total) + " objects, more than fit"};
  }
  for (const Pack& pack : impl->packs) impl->pages.add(pack.pack_file.bytes());
  return PackStore(std::move(impl));
}

const std::vector<StoreProblem>& PackStore::problems() const { return impl_->problems; }
const std::vector<Pack>& PackStore::packs() const { return impl_->packs; }
const LooseStore& PackStore::loose() const { return impl_->loose; }
PageKeeper& PackStore::pages() const { return impl_->pages; }
std::size_t PackStore::oid_bytes() const { return impl_->oid_bytes; }

const DeltaTree& PackStore::tree(unsigned threads) const {
  std::call_once(impl_->tree_made, [this, threads] { impl_->tree = DeltaTree::make(*this, threads); });
  return *impl_->tree;
}

}  // namespace leaksieve::git::pack
