// Bytes from nowhere as texts and edits of them, with planted matches: a scan of the edits has to find what a scan of
// the whole texts finds. The first byte says which rules; two bytes each say what comes next in the story.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include "tests/support/edit_comparison.h"

namespace {
namespace test = leaksieve::test;
namespace match = leaksieve::match;

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool empty() const { return at_ >= size_; }
  std::uint8_t next() { return empty() ? std::uint8_t{0} : data_[at_++]; }

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

test::EditComparison& comparison_of(unsigned kind) {
  static std::map<unsigned, std::unique_ptr<test::EditComparison>> all;
  std::unique_ptr<test::EditComparison>& known = all[kind];
  if (known == nullptr) {
    auto rules = test::rules_of_every_kind();
    if (kind == 1) rules.push_back(test::rule_of("y-block", R"(-----BEGIN-----[\s\S]+?-----END-----)"));
    if (kind == 2) rules.push_back(test::rule_of("z-free", R"(\b[0-9a-f]{8}\s[0-9a-f]{8}\b)"));
    const auto db = match::PatternDb::compile({std::move(rules), {}}, {});
    if (!db) std::abort();
    known = std::make_unique<test::EditComparison>(*db);
  }
  return *known;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  const unsigned kind = bytes.next();
  test::EditComparison& comparison = comparison_of(kind % 3);
  const auto choose = [&bytes](std::size_t below) {
    const unsigned high = bytes.next();
    return (high * 256U + bytes.next()) % below;
  };
  test::EditStory story(choose, test::fragments_of_every_kind());
  story.has_long_lines = kind >= 128;
  const std::string difference = comparison.run(story, 200 + choose(4000), 6);
  if (difference.empty()) return 0;
  std::fprintf(stderr, "%s\n", difference.c_str());
  std::abort();
}
