#include "scanner/filter/words.h"

#include <cmath>
#include <random>
#include <string>

#include "scanner/filter/entropy.h"
#include "tests/support/catch.h"

namespace leaksieve::filter {
namespace {

std::string random_text(std::mt19937& random, std::string_view alphabet, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text.push_back(alphabet[random() % alphabet.size()]);
  return text;
}

TEST_CASE("BIP-39's list is whole and in order") {
  CHECK(bip39_index("abandon") == 0U);
  CHECK(bip39_index("ability") == 1U);
  CHECK(bip39_index("satoshi") == 1531U);
  CHECK(bip39_index("zoo") == 2047U);
  for (const char* const other : {"", "zo", "zooo", "abandonment", "Abandon", "aaaa", "zzzz"}) {
    CAPTURE(other);
    CHECK_FALSE(bip39_index(other));
  }
}

TEST_CASE("words are found wherever they stand, without overlap") {
  CHECK(bytes_in_words("") == 0);
  CHECK(bytes_in_words("k3f9x2") == 0);
  CHECK(bytes_in_words("password") == 8);
  CHECK(bytes_in_words("9passwordtoken7") == 13);
  CHECK(bytes_in_words("thisisnotthetoken") >= 9);
  CHECK(is_made_of_words("this_is_not_the_token_you_look_for"));
  CHECK_FALSE(is_made_of_words("password"));  // too short to tell
  CHECK(is_made_of_words("thisisnotthetokenyouarelookingfor"));
  CHECK_FALSE(is_made_of_words("sk_live_k3f9x2lq8zpvw7rt5ny1"));
}

TEST_CASE("random text is not made of words and has the entropy of its alphabet") {
  std::mt19937 random(20240103);
  int words = 0;
  int even = 0;
  for (int i = 0; i < 30000; ++i) {
    const std::string text =
        i % 3 == 0   ? random_text(random, "0123456789abcdef", 32)
        : i % 3 == 1 ? random_text(random, "0123456789abcdefghijklmnopqrstuvwxyz", 24)
                     : random_text(random, "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 20);
    words += is_made_of_words(text) ? 1 : 0;
    const double part = shannon_entropy(text) / expected_entropy(text.size(), alphabet_size(text));
    even += part < 0.8 ? 1 : 0;
  }
  CHECK(words == 0);
  CHECK(even == 0);
}

TEST_CASE("the mean entropy of random text") {
  CHECK(expected_entropy(0, 16) == 0);
  CHECK(std::abs(expected_entropy(1, 16)) < 1e-9);
  CHECK(std::abs(expected_entropy(8, 16) - 2.60) < 0.02);
  CHECK(std::abs(expected_entropy(100000, 16) - 4.0) < 0.001);
  CHECK(std::abs(expected_entropy(40, 62) - 4.77) < 0.03);
}

TEST_CASE("the alphabet is the smallest that holds the text") {
  CHECK(alphabet_size("0123") == 10);
  CHECK(alphabet_size("09af") == 16);
  CHECK(alphabet_size("09AF") == 16);
  CHECK(alphabet_size("09aF") == 62);
  CHECK(alphabet_size("ABZ7") == 32);
  CHECK(alphabet_size("abz7") == 36);
  CHECK(alphabet_size("ABCXYZ") == 26);
  CHECK(alphabet_size("aB+/=") == 64);
  CHECK(alphabet_size("aB!") == 94);
}

}  // namespace
}  // namespace leaksieve::filter
