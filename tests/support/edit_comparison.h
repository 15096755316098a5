// Holds what a scan of edits finds against what a scan of the whole texts finds.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "scanner/match/matcher.h"
#include "tests/support/edit_story.h"

namespace leaksieve::test {

class EditComparison {
 public:
  explicit EditComparison(const std::shared_ptr<const match::PatternDb>& db);

  // A text, then texts that are each made from the one before. Give "" or how the two differ.
  std::string begin(const std::string& text);
  std::string add(const EditedText& edited);
  // A story of so many versions, from a text of about `size` bytes.
  std::string run(EditStory& story, std::size_t size, unsigned versions);

  // How many matches were compared.
  [[nodiscard]] std::size_t matches() const { return matches_; }

 private:
  std::string compare(const std::string& text, const match::Edit* edit);

  match::Matcher matcher_;
  match::Trace trace_;
  std::size_t size_ = 0;  // of the last text
  std::size_t matches_ = 0;
};

rules::Rule rule_of(const std::string& id, const std::string& regex);
// Rules whose matches stay in a line, lie in several, look at what is around them; and what their matches are made of.
std::vector<rules::Rule> rules_of_every_kind();
std::vector<std::string> fragments_of_every_kind();

}  // namespace leaksieve::test
