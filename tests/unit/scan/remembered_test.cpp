#include "scanner/scan/remembered.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve::scan {
namespace {

Oid id_of(char digit) { return *Oid::from_hex(std::string(40, digit)); }

Placed place_of(const std::string& secret, char object, std::uint32_t line, const std::string& fingerprint) {
  Placed place;
  place.object = id_of(object);
  place.finding.rule = 7;
  place.finding.secret = Secret(secret);
  place.finding.position = {line, 3};
  place.finding.whole = {line * 10UL, line * 10UL + 9};
  place.finding.span = {line * 10UL + 2, line * 10UL + 8};
  place.finding.fingerprint = fingerprint;
  place.finding.note = "note of " + fingerprint.substr(0, 2);
  return place;
}

// One secret in three objects, another one in the first of them, by fingerprint.
Findings sample() {
  Findings found;
  found.placed = {place_of("secret-one", 'a', 1, "s1"), place_of("secret-one", 'b', 2, "s1"),
                  place_of("secret-one", 'c', 3, "s1"), place_of("secret-two", 'a', 9, "w1")};
  return found;
}

// What stands in the objects that `known` names.
Findings read_again(const Findings& all, const Remembered& known) {
  Findings again;
  for (const Placed& place : all.placed) {
    if (std::ranges::binary_search(known.objects, place.object)) again.placed.push_back(place);
  }
  return again;
}

std::string told(const Findings& found) {
  std::string out;
  for (const auto& leak : group_by_leak(found.placed)) {
    for (const Placed& place : leak) {
      const finding::Finding& f = place.finding;
      out += f.secret.reveal() + ' ' + place.object.short_hex() + ' ' + std::to_string(f.position.line) + ' ' +
             std::to_string(f.whole.begin) + '-' + std::to_string(f.span.end) + ' ' + f.fingerprint + ' ' + f.note +
             '\n';
    }
  }
  return out;
}

TEST_CASE("each secret is read in one object, and stands in all of them again") {
  const Findings all = sample();
  const Remembered known = remember(all);
  CHECK(known.objects == std::vector<Oid>{id_of('a')});
  CHECK(known.places.size() == 2);
  Findings again = read_again(all, known);
  REQUIRE(recall(known, {}, again));
  CHECK(told(again) == told(all));
}

TEST_CASE("what the secret alone does not decide is read again") {
  Findings all = sample();
  SECTION("a decoded finding") { all.placed[2].finding.decoded = {"base64 → line 1"}; }
  SECTION("another note") { all.placed[2].finding.note = "with another id"; }
  SECTION("an object of which something was skipped or allowed") { all.read_again = {id_of('c')}; }
  SECTION("an allowlist that waits for a path") { all.placed[2].finding.pending = {1}; }
  const Remembered known = remember(all);
  CHECK(std::ranges::count(known.objects, id_of('c')) == 1);
  CHECK(std::ranges::count(known.objects, id_of('b')) == 0);
  Findings again = read_again(all, known);
  REQUIRE(recall(known, {}, again));
  CHECK(told(again) == told(all));
}

TEST_CASE("an object that holds something else now is told, and an ignored fingerprint is left out") {
  const Findings all = sample();
  const Remembered known = remember(all);
  Findings moved = read_again(all, known);
  moved.placed[0].finding.position.line = 2;
  CHECK_FALSE(recall(known, {}, moved));
  Findings gone;
  CHECK_FALSE(recall(known, {}, gone));

  Findings weak = sample();
  weak.placed[1].finding.fingerprint = "w00112233445566778899";
  const Remembered two = remember(weak);
  IgnoreList ignored;
  REQUIRE(ignored.add("w00112233445566778899\n", "x").ok());
  Findings again = read_again(weak, two);
  REQUIRE(recall(two, ignored, again));
  CHECK(again.placed.size() == 3);
  CHECK(again.allowed.contains(LeakKey{7, "secret-one"}));
}

TEST_CASE("the bytes hold no secret, and are read back or refused") {
  const Remembered known = remember(sample());
  ByteWriter out;
  write(known, out);
  CHECK(out.bytes().find("secret-") == std::string::npos);
  CHECK(out.bytes().find("note") == std::string::npos);
  ByteReader in(out.bytes());
  const auto back = read_remembered(in);
  REQUIRE(back);
  CHECK(in.is_at_end());
  CHECK(back->objects == known.objects);
  REQUIRE(back->places.size() == 2);
  CHECK(back->places[1].object == id_of('c'));
  CHECK(back->places[1].span == ByteSpan{32, 38});
  for (std::size_t size = 0; size < out.bytes().size(); ++size) {
    ByteReader cut(std::string_view(out.bytes()).substr(0, size));
    CHECK_FALSE((read_remembered(cut) && cut.is_at_end()));
  }
}

}  // namespace
}  // namespace leaksieve::scan
