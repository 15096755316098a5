// A text and versions of it, each made from the one before by copies and insertions: what deltas in a pack do.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scanner/base/piece.h"

namespace leaksieve::test {

struct EditedText {
  std::string text;
  std::vector<Piece> pieces;  // from the text before
};

class EditStory {
 public:
  // `choose(n)` gives a number below n. `fragments` are what texts are made of; they come whole, and cut.
  EditStory(std::function<std::size_t(std::size_t)> choose, std::vector<std::string> fragments)
      : choose_(std::move(choose)), fragments_(std::move(fragments)) {}

  // About `size` bytes.
  std::string first_text(std::size_t size);
  EditedText next_text(const std::string& base);

  bool has_long_lines = false;  // some thousand bytes: most newlines are blanks

 private:
  std::string fragment();
  std::string any_fragment();
  void insert(EditedText& edited, const std::string& bytes) const;
  void copy(EditedText& edited, const std::string& base, std::size_t begin, std::size_t size) const;

  std::function<std::size_t(std::size_t)> choose_;
  std::vector<std::string> fragments_;
};

}  // namespace leaksieve::test
