#include "scanner/git/novel_entries.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace leaksieve::git {
namespace {

std::uint64_t word_at(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

std::size_t common_front(Bytes a, Bytes b) {
  const std::size_t size = std::min(a.size(), b.size());
  std::size_t i = 0;
  while (i + 8 <= size && word_at(a.data() + i) == word_at(b.data() + i)) i += 8;
  while (i < size && a[i] == b[i]) ++i;
  return i;
}

}  // namespace

// The first entry's name and the end of the last one's: they outlive most changes of a folder.
std::size_t NovelEntries::slot_of(Bytes content, std::size_t oid_bytes) {
  const Bytes first = content.substr(0, std::min<std::size_t>(content.find('\0'), 24));
  Bytes last = content.substr(0, content.size() - std::min(content.size(), oid_bytes + 1));
  last = last.substr(last.size() - std::min<std::size_t>(last.size(), 8));
  const std::size_t hash = std::hash<Bytes>{}(first)*31 + std::hash<Bytes>{}(last);
  return (hash ^ hash >> 17U) % kFolders;
}

void NovelEntries::begin(const Folder& folder, Bytes content, std::size_t oid_bytes) {
  last_ = &folder;
  last_entry_ = 0;
  content_ = content;
  oid_bytes_ = oid_bytes;
  at_ = 0;
  ends_.clear();
}

std::size_t NovelEntries::skip_known() {
  if (last_entry_ >= last_->ends.size()) return at_;
  const std::size_t begin = last_begin();
  const std::size_t common = common_front(Bytes(last_->content).substr(begin), content_.substr(at_));
  const std::size_t shift = at_ - begin;  // modulo the word's size
  for (; last_entry_ < last_->ends.size() && last_->ends[last_entry_] - begin <= common; ++last_entry_) {
    at_ = last_->ends[last_entry_] + shift;
    ends_.push_back(static_cast<std::uint32_t>(at_));
  }
  return at_;
}

Bytes NovelEntries::last_name() const {
  const std::size_t begin = last_begin(), end = last_->ends[last_entry_] - oid_bytes_ - 1;
  const Bytes entry = Bytes(last_->content).substr(begin, end - begin);
  return entry.substr(std::min(entry.find(' '), entry.size() - 1) + 1);
}

// Entries are sorted by name, nearly (a folder counts as if it ended with '/'): where the guess is wrong, entries are
// looked at that need not be.
bool NovelEntries::align(Bytes name) {
  const std::size_t before = last_entry_;
  while (last_entry_ < last_->ends.size() && last_name() < name) ++last_entry_;
  return last_entry_ != before;
}

void NovelEntries::pass(Bytes name) {
  at_ = static_cast<std::size_t>(name.data() - content_.data()) + name.size() + 1 + oid_bytes_;
  ends_.push_back(static_cast<std::uint32_t>(at_));
  while (last_entry_ < last_->ends.size() && last_name() == name) ++last_entry_;
}

void NovelEntries::remember(Folder& folder) {
  if (content_.size() > kLargest) {
    folder = {};
    return;
  }
  folder.content.assign(content_);
  folder.ends.swap(ends_);
}

}  // namespace leaksieve::git
