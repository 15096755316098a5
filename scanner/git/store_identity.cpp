#include "scanner/git/store_identity.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include <fcntl.h>
#include <unistd.h>

#include "scanner/base/hash.h"
#include "scanner/git/pack/parallel.h"

namespace leaksieve::git {
namespace {

using pack::FileStamp;
using pack::LooseStore;

constexpr std::uint32_t kRun = 1024;  // loose objects that a thread takes at a time

void append_number(std::string& out, std::uint64_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append_text(std::string& out, std::string_view text) {
  append_number(out, text.size());
  out += text;
}

void append_id(std::string& out, const Oid& id) { out.append(reinterpret_cast<const char*>(id.data()), id.size()); }

void append_raw(std::string& out, pack::Raw raw) {
  append_text(out, {reinterpret_cast<const char*>(raw.data()), raw.size()});
}

void append_stamp(std::string& out, const FileStamp& stamp, std::int64_t& youngest) {
  stamp.append_to(out);
  youngest = std::max({youngest, stamp.modified, stamp.changed});
}

// False: the pack has no index of its own.
bool append_pack(std::string& out, const pack::Pack& pack, std::int64_t& youngest) {
  if (pack.index_file.bytes().empty()) return false;
  append_stamp(out, pack.pack_file.stamp(), youngest);
  append_stamp(out, pack.index_file.stamp(), youngest);
  append_raw(out, pack.pack.checksum());
  append_raw(out, pack.index_file.bytes().last(std::min<std::size_t>(pack.index_file.bytes().size(), 64)));
  return true;
}

// Descriptors of the object directories.
class Directories {
 public:
  explicit Directories(const LooseStore& loose) {
    for (const auto& path : loose.directory_paths())
      descriptors_.push_back(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  ~Directories() {
    for (const int descriptor : descriptors_) {
      if (descriptor >= 0) ::close(descriptor);
    }
  }
  Directories(const Directories&) = delete;
  Directories& operator=(const Directories&) = delete;
  [[nodiscard]] int at(std::uint32_t directory) const { return descriptors_[directory]; }

 private:
  std::vector<int> descriptors_;
};

// The stamps of all loose objects, in their order; false: one cannot be looked at.
bool stamp_loose(const LooseStore& loose, unsigned threads, std::vector<FileStamp>& stamps) {
  stamps.resize(loose.count());
  const Directories directories(loose);
  std::atomic<bool> is_whole{true};
  pack::run_in_parts(threads, loose.count(), kRun, [&](std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i < end && is_whole; ++i) {
      struct stat info {};
      std::string name = loose.oid(i).hex();
      name.insert(2, 1, '/');
      if (::fstatat(directories.at(loose.directory_of(i)), name.c_str(), &info, 0) != 0) is_whole = false;
      stamps[i] = FileStamp::of(info);
    }
  });
  return is_whole;
}

}  // namespace

std::optional<StoreIdentity> identify_pack(const pack::Pack& pack) {
  StoreIdentity identity;
  std::string bytes;
  if (!append_pack(bytes, pack, identity.youngest)) return std::nullopt;
  identity.digest = sha256_hex({"pack", bytes});
  return identity;
}

std::optional<StoreIdentity> identify_store(const Repository& repository, unsigned threads) {
  const Result<std::shared_ptr<const pack::PackStore>> store = repository.packs();
  if (!store || !(*store)->problems().empty()) return std::nullopt;
  StoreIdentity identity;
  std::string bytes;
  for (const auto& folder : repository.object_directories()) append_text(bytes, folder.string());
  append_number(bytes, (*store)->packs().size());
  for (const pack::Pack& pack : (*store)->packs()) {
    append_text(bytes, pack.path.string());
    if (!append_pack(bytes, pack, identity.youngest)) return std::nullopt;
  }
  const LooseStore& loose = (*store)->loose();
  std::vector<FileStamp> stamps;
  if (!stamp_loose(loose, threads, stamps)) return std::nullopt;
  append_number(bytes, loose.count());
  for (std::uint32_t i = 0; i < loose.count(); ++i) {
    append_id(bytes, loose.oid(i));
    append_number(bytes, loose.directory_of(i));
    append_stamp(bytes, stamps[i], identity.youngest);
  }
  identity.digest = sha256_hex({"store", bytes});
  return identity;
}

std::string identify_roots(const Repository& repository, const Roots& roots) {
  std::string bytes;
  append_number(bytes, roots.refs.size());
  for (const Ref& ref : roots.refs) {
    append_text(bytes, ref.name);
    append_number(bytes, static_cast<std::uint64_t>(ref.kind));
    append_id(bytes, ref.target);
    append_text(bytes, ref.symref);
  }
  append_number(bytes, roots.reflogs.size());
  for (const ReflogEntry& entry : roots.reflogs) {
    append_text(bytes, entry.ref);
    append_number(bytes, entry.index);
    append_id(bytes, entry.old_id);
    append_id(bytes, entry.new_id);
    append_number(bytes, static_cast<std::uint64_t>(entry.time));
  }
  append_number(bytes, roots.index.size());
  for (const IndexEntry& entry : roots.index) {
    append_text(bytes, entry.path);
    append_id(bytes, entry.id);
    append_number(bytes, entry.mode);
    append_number(bytes, static_cast<std::uint64_t>(entry.stage));
    append_text(bytes, entry.worktree);
  }
  append_number(bytes, roots.index_trees.size());
  for (const Oid& id : roots.index_trees) append_id(bytes, id);
  append_number(bytes, roots.unreadable.size());
  for (const Unreadable& lost : roots.unreadable) {
    append_text(bytes, lost.what);
    append_text(bytes, lost.reason);
  }
  std::vector<Oid> shallow;
  for (const Oid& id : repository.shallow_commits()) shallow.push_back(id);
  std::ranges::sort(shallow);
  append_number(bytes, shallow.size());
  for (const Oid& id : shallow) append_id(bytes, id);
  append_number(bytes, repository.is_partial() ? 1 : 0);
  return sha256_hex({"roots", bytes});
}

}  // namespace leaksieve::git
