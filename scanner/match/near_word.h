// A vendor's word in a text. Inner header of the match layer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

// A text made ready for many searches.
class NearText {
 public:
  explicit NearText(Bytes text);

  // The end of the last place where one of `words` (lower-case letters and digits) stands, in bytes of the text. A word
  // of less than 6 bytes has to stand alone ("box_key", "boxKey", not "inbox"); of a longer one, blanks, '-', '_' and
  // '.' may part the letters ("send-grid").
  [[nodiscard]] std::optional<std::size_t> last_of(const std::vector<std::string>& words) const;

 private:
  [[nodiscard]] bool stands_alone(std::size_t begin, std::size_t end) const;

  Bytes text_;
  std::string lower_;
  std::string squeezed_;             // lower-case letters and digits, other bytes but what may part a word
  std::vector<std::size_t> places_;  // of squeezed_'s bytes, in the text
};

}  // namespace leaksieve::match
