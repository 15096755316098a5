// Words that people type and random text does not hold. Inner header of the filter layer.
#pragma once

#include <optional>

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

// The number, from 0, of a word of BIP-39's English list; nullopt when it is not in the list. Lower case.
[[nodiscard]] std::optional<unsigned> bip39_index(Bytes word);

// How many bytes of `lower` (lower case) are parts of common words and names of 4 letters or more that do not overlap:
// the most that can be. Source: patterns/data/common-words.txt.
[[nodiscard]] std::size_t bytes_in_words(Bytes lower);

// At least a third of the text, and 12 bytes of it, are such words. Of 30,000 random texts of 20 to 32 characters (base
// 62, base 36, hex) none is: words_test.cpp.
[[nodiscard]] bool is_made_of_words(Bytes lower);

}  // namespace leaksieve::filter
