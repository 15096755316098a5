#include "tests/support/edit_story.h"

#include <algorithm>

namespace leaksieve::test {

std::string EditStory::fragment() {
  std::string bytes = any_fragment();
  if (has_long_lines && choose_(20) != 0) std::ranges::replace(bytes, '\n', ' ');
  return bytes;
}

std::string EditStory::any_fragment() {
  static const std::vector<std::string> kPlain = {"\n",  "\n",    "\n\n", " ", "= ", "\": \"",
                                                  "key", "token", "\r\n", "x", ";",  "\t"};
  if (fragments_.empty() || choose_(3) == 0) return kPlain[choose_(kPlain.size())];
  const std::string& whole = fragments_[choose_(fragments_.size())];
  if (choose_(3) != 0 || whole.empty()) return whole;
  const std::size_t begin = choose_(whole.size());
  return whole.substr(begin, 1 + choose_(whole.size() - begin));
}

std::string EditStory::first_text(std::size_t size) {
  std::string text;
  while (text.size() < size) {
    if (choose_(4) == 0) text += fragment();
    for (std::size_t words = choose_(12); words > 0; --words) text += "value ";
    if (choose_(8) != 0) text += has_long_lines && choose_(300) != 0 ? ' ' : '\n';
  }
  return text;
}

void EditStory::insert(EditedText& edited, const std::string& bytes) const {
  if (bytes.empty()) return;
  const auto begin = static_cast<std::uint32_t>(edited.text.size());
  edited.text += bytes;
  if (!edited.pieces.empty() && !edited.pieces.back().is_copy()) {
    edited.pieces.back().size += static_cast<std::uint32_t>(bytes.size());
  } else {
    edited.pieces.push_back({begin, static_cast<std::uint32_t>(bytes.size()), Piece::kNew});
  }
}

void EditStory::copy(EditedText& edited, const std::string& base, std::size_t begin, std::size_t size) const {
  size = std::min(size, base.size() - begin);
  if (size == 0) return;
  edited.pieces.push_back({static_cast<std::uint32_t>(edited.text.size()), static_cast<std::uint32_t>(size),
                           static_cast<std::uint32_t>(begin)});
  edited.text += base.substr(begin, size);
}

EditedText EditStory::next_text(const std::string& base) {
  EditedText edited;
  std::size_t at = choose_(4) == 0 ? choose_(40) : 0;
  at = std::min(at, base.size());
  for (std::size_t edits = 1 + choose_(4); edits > 0; --edits) {
    const std::size_t left = base.size() - at;
    const std::size_t size = left == 0 ? 0 : choose_(left);
    copy(edited, base, at, size);
    at += size;
    switch (choose_(5)) {
      case 0:  // what was there goes
        at = std::min(base.size(), at + choose_(60));
        break;
      case 1:  // something from elsewhere comes
        if (!base.empty()) copy(edited, base, choose_(base.size()), 1 + choose_(80));
        break;
      default:
        insert(edited, fragment());
        if (choose_(2) == 0) at = std::min(base.size(), at + choose_(30));
    }
  }
  if (choose_(6) != 0) copy(edited, base, at, base.size());
  return edited;
}

}  // namespace leaksieve::test
