#include "scanner/scan/novel_entries.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace leaksieve::scan {
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

std::size_t common_back(Bytes a, Bytes b, std::size_t most) {
  std::size_t i = 0;
  const char* const a_end = a.data() + a.size();
  const char* const b_end = b.data() + b.size();
  while (i + 8 <= most && word_at(a_end - i - 8) == word_at(b_end - i - 8)) i += 8;
  while (i < most && *(a_end - i - 1) == *(b_end - i - 1)) ++i;
  return i;
}

}  // namespace

std::size_t NovelEntries::slot_of(Bytes content) {
  std::uint64_t head = 0, next = 0;
  std::memcpy(&head, content.data(), std::min<std::size_t>(content.size(), 8));
  if (content.size() > 12) std::memcpy(&next, content.data() + 8, std::min<std::size_t>(content.size() - 8, 5));
  return static_cast<std::size_t>(((head ^ std::rotl(next, 32)) * 0x9E3779B97F4A7C15U) >> 56U) % kFolders;
}

NovelEntries::Common NovelEntries::compare(const Folder& last, Bytes content) {
  Common common;
  const std::size_t front = common_front(last.content, content);
  const auto end = std::upper_bound(last.ends.begin(), last.ends.end(), front);
  common.front_entries = static_cast<std::size_t>(end - last.ends.begin());
  if (common.front_entries > 0) common.front_bytes = last.ends[common.front_entries - 1];

  // Behind the front, so that the two do not overlap in either tree.
  const std::size_t most = std::min(last.content.size(), content.size()) - common.front_bytes;
  const std::size_t back = common_back(last.content, content, most);
  const std::size_t from = last.content.size() - back;  // entries that begin here or later are common
  const auto first = std::lower_bound(end, last.ends.end(), from);
  const std::size_t begins = first == end && common.front_bytes >= from ? common.front_bytes
                             : first == last.ends.end()                 ? last.content.size()
                                                                        : *first;
  common.back_bytes = last.content.size() - begins;
  common.back_entries =
      static_cast<std::size_t>(last.ends.end() - std::upper_bound(last.ends.begin(), last.ends.end(), begins));
  return common;
}

void NovelEntries::remember(Folder& folder, Bytes content, const Common& common) {
  if (content.size() > kLargest) {
    folder = {};
    return;
  }
  const auto shift = static_cast<std::uint32_t>(content.size() - folder.content.size());  // modulo 2^32
  for (std::size_t i = folder.ends.size() - common.back_entries; i < folder.ends.size(); ++i) {
    ends_.push_back(folder.ends[i] + shift);
  }
  folder.content.assign(content);
  folder.ends.swap(ends_);
}

}  // namespace leaksieve::scan
