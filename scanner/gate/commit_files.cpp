#include "scanner/gate/commit_files.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::gate {
namespace fs = std::filesystem;
namespace {

constexpr unsigned kMostLinks = 5;

std::string below_as_written(const fs::path& root, const fs::path& file) {
  const fs::path relative = fs::absolute(file).lexically_normal().lexically_relative(root.lexically_normal());
  if (relative.empty() || *relative.begin() == ".." || *relative.begin() == ".") return "";
  return relative.generic_string();
}

// Below `root`, with '/'; "" when it stands elsewhere. As it is written first: links of the worktree are the change's.
// A way from outside may lead into the worktree all the same.
std::string below(const fs::path& root, const fs::path& file) {
  std::string path = below_as_written(root, file);
  std::error_code code;
  const fs::path real = path.empty() ? fs::weakly_canonical(fs::absolute(file), code) : fs::path();
  return path.empty() && !code ? below_as_written(root, real) : path;
}

Result<std::optional<std::string>> read_disk(const fs::path& file) {
  std::error_code code;
  if (!fs::exists(file, code)) return std::optional<std::string>();
  const Error unreadable{ErrorKind::kUnreadable, fmt::format("cannot read '{}'", quote_path(file.string()))};
  if (!fs::is_regular_file(file, code)) return unreadable;
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad()) return unreadable;
  return std::optional<std::string>(std::move(text));
}

}  // namespace

Result<CommitFiles> CommitFiles::open(const git::Repository& repository, const std::optional<Oid>& commit,
                                      const std::optional<Oid>& other) {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  CommitFiles files(std::move(*reader));
  std::error_code code;
  const fs::path root = repository.worktree().value_or(repository.git_dir());
  files.root_ = fs::canonical(root, code);
  if (code) files.root_ = fs::absolute(root);
  if (commit) {
    files.name_ = commit->short_hex();
    const Result<Oid> tree = files.tree_of(*commit);
    if (!tree) return tree.error();
    files.tree_ = *tree;
  }
  if (other && other != commit) {
    const Result<Oid> tree = files.tree_of(*other);
    if (!tree) return tree.error();
    files.other_tree_ = *tree;
  }
  return files;
}

Result<Oid> CommitFiles::tree_of(const Oid& commit) {
  const Result<git::Object> object = reader_.read(commit);
  if (!object) return object.error();
  const auto parsed = git::parse_commit(commit, object->content);
  if (!parsed) return Error{ErrorKind::kCorrupt, fmt::format("commit '{}' has no tree", commit.hex())};
  return parsed->tree;
}

Result<CommitFiles::Entry> CommitFiles::look_up(const Oid& tree, const std::string& path) {
  Oid folder = tree;
  std::size_t begin = 0;
  while (true) {
    const Result<git::Object> object = reader_.read(folder);
    if (!object) return object.error();
    const std::size_t slash = path.find('/', begin);
    const std::string name = path.substr(begin, slash == std::string::npos ? slash : slash - begin);
    git::TreeCursor cursor(object->content, folder.size());
    std::optional<git::TreeEntry> found;
    while (auto entry = cursor.next()) {
      if (entry->name == name) {
        found = entry;
        break;
      }
    }
    if (!found) return Entry{};
    const bool is_link = (found->mode & 0170000U) == 0120000U;
    if (slash == std::string::npos) {
      if (found->is_tree() || found->is_gitlink()) return Entry{{}, true, false};
      return Entry{found->id, false, is_link};
    }
    if (!found->is_tree()) return Entry{{}, true, is_link};
    folder = found->id;
    begin = slash + 1;
  }
}

Result<std::optional<std::string>> CommitFiles::find(const fs::path& file) {
  std::string path = below(root_, file);
  if (path.empty()) return read_disk(file);
  const std::string asked_path = path;
  for (unsigned links = 0; tree_; ++links) {
    const Result<Entry> entry = look_up(*tree_, path);
    if (!entry) return entry.error();
    if (entry->id.is_null()) {
      if (entry->is_way_cut) return std::optional<std::string>();
      break;
    }
    const Result<git::Object> blob = reader_.read(entry->id);
    if (!blob) return blob.error();
    if (!entry->is_link) {
      asked_[asked_path] = entry->id;
      return std::optional<std::string>(blob->content);
    }
    path = below_as_written(root_, (root_ / path).parent_path() / blob->content);
    if (links >= kMostLinks || path.empty()) {
      return Error{ErrorKind::kUsage, fmt::format("'{}' in commit {} is a symbolic link that leads out of it",
                                                  quote_path(asked_path), name_)};
    }
  }
  asked_[asked_path] = Oid{};
  if (other_tree_) {
    const Result<Entry> entry = look_up(*other_tree_, path);
    if (!entry) return entry.error();
    if (!entry->id.is_null() || entry->is_way_cut) return std::optional<std::string>();
  }
  return read_disk(root_ / path);
}

Result<std::string> CommitFiles::read(const fs::path& file) {
  Result<std::optional<std::string>> text = find(file);
  if (!text) return text.error();
  if (*text) return std::move(**text);
  return Error{ErrorKind::kUsage,
               tree_ ? fmt::format("no such file in the base (commit {}): '{}'", name_, quote_path(file.string()))
                     : fmt::format("no such file: '{}' (there is no base commit that could hold it)",
                                   quote_path(file.string()))};
}

}  // namespace leaksieve::gate
