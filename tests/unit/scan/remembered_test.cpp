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

finding::Finding& finding_at(Findings& found, std::ptrdiff_t number) {
  return std::next(found.placed.begin(), number)->finding;
}

// One secret in three objects, another one in the first of them, by fingerprint.
Findings sample() {
  Findings found;
  found.placed = {place_of("secret-one", 'a', 1, "s1"), place_of("secret-one", 'b', 2, "s1"),
                  place_of("secret-one", 'c', 3, "s1"), place_of("secret-two", 'a', 9, "w1")};
  return found;
}

// Without their notes: then a secret need not be found again, for its bytes are where they were.
Findings bare_sample() {
  Findings found = sample();
  for (Placed& place : found.placed) {
    place.finding.note = "";
    place.finding.span.end = place.finding.span.begin + place.finding.secret.size_bytes();
    place.finding.whole.end = place.finding.span.end + 1;
  }
  finding_at(found, 3).is_lowered = true;
  return found;
}

// The content of an object, with its secrets where `all` has them.
std::string content_of(const Oid& object, const Findings& all) {
  std::string content(200, '.');
  for (const Placed& place : all.placed) {
    const ByteSpan& span = place.finding.span;
    if (place.object == object && span.size() == place.finding.secret.size_bytes())
      content.replace(span.begin, span.size(), place.finding.secret.reveal());
  }
  return content;
}

using Secrets = std::vector<std::optional<Secret>>;

Secrets secrets_of(const Remembered& known, const Findings& all) {
  Secrets secrets(known.leaks.size());
  for (const Oid& source : sources_of(known)) take_secrets(known, source, content_of(source, all), secrets);
  return secrets;
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
    for (const Placed* place : leak) {
      const finding::Finding& f = place->finding;
      out += f.secret.reveal() + ' ' + place->object.short_hex() + ' ' + std::to_string(f.position.line) + ' ' +
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
  REQUIRE(recall(known, Secrets(known.leaks.size()), {}, again));
  CHECK(told(again) == told(all));
}

TEST_CASE("what the secret alone does not decide is read again") {
  Findings all = sample();
  SECTION("a decoded finding") { finding_at(all, 2).decoded = {"base64 → line 1"}; }
  SECTION("another note") { finding_at(all, 2).note = "with another id"; }
  SECTION("an object of which something was skipped or allowed") { all.read_again = {id_of('c')}; }
  SECTION("an allowlist that waits for a path") { finding_at(all, 2).pending = {1}; }
  const Remembered known = remember(all);
  CHECK(std::ranges::count(known.objects, id_of('c')) == 1);
  CHECK(std::ranges::count(known.objects, id_of('b')) == 0);
  Findings again = read_again(all, known);
  REQUIRE(recall(known, Secrets(known.leaks.size()), {}, again));
  CHECK(told(again) == told(all));
}

TEST_CASE("a secret that stands in its object as it is is taken out of it, and nothing is scanned again") {
  const Findings all = bare_sample();
  const Remembered known = remember(all);
  CHECK(known.objects.empty());
  CHECK(sources_of(known) == std::vector<Oid>{id_of('a')});
  CHECK(known.places.size() == 4);
  Findings again;
  REQUIRE(recall(known, secrets_of(known, all), {}, again));
  CHECK(told(again) == told(all));
  CHECK(std::ranges::count_if(again.placed, [](const Placed& place) { return place.finding.is_lowered; }) == 1);
}

TEST_CASE("a secret that cannot be taken any more makes nothing be recalled") {
  const Findings all = bare_sample();
  const Remembered known = remember(all);
  Findings again;
  CHECK_FALSE(recall(known, Secrets(known.leaks.size()), {}, again));
  Secrets secrets(known.leaks.size());
  take_secrets(known, id_of('a'), "cut", secrets);
  take_secrets(known, id_of('b'), content_of(id_of('a'), all), secrets);
  CHECK(std::ranges::none_of(secrets, [](const auto& secret) { return secret.has_value(); }));
}

TEST_CASE("a secret that is scanned for anyway, that has a note or whose bytes are others is found again") {
  Findings all = bare_sample();
  SECTION("an object with something decoded") {
    all.placed.push_back(place_of("secret-three", 'a', 12, "s3"));
    all.placed.back().finding.decoded = {"base64 → line 1"};
  }
  SECTION("a note") { finding_at(all, 3).note = "of account 7"; }
  SECTION("UTF-16") { finding_at(all, 3).span.end += finding_at(all, 3).secret.size_bytes(); }
  const Remembered known = remember(all);
  CHECK(known.objects == std::vector<Oid>{id_of('a')});
  Findings again = read_again(all, known);
  REQUIRE(recall(known, secrets_of(known, all), {}, again));
  CHECK(told(again) == told(all));
}

TEST_CASE("an object that holds something else now is told, and an ignored fingerprint is left out") {
  const Findings all = sample();
  const Remembered known = remember(all);
  Findings moved = read_again(all, known);
  finding_at(moved, 0).position.line = 2;
  CHECK_FALSE(recall(known, Secrets(known.leaks.size()), {}, moved));
  Findings gone;
  CHECK_FALSE(recall(known, Secrets(known.leaks.size()), {}, gone));

  Findings weak = sample();
  finding_at(weak, 1).fingerprint = "w00112233445566778899";
  const Remembered two = remember(weak);
  IgnoreList ignored;
  REQUIRE(ignored.add("w00112233445566778899\n", "x").ok());
  Findings again = read_again(weak, two);
  REQUIRE(recall(two, Secrets(two.leaks.size()), ignored, again));
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
  ByteWriter bare;
  write(remember(bare_sample()), bare);
  CHECK(bare.bytes().find("secret-") == std::string::npos);
  ByteReader bare_in(bare.bytes());
  const auto bare_back = read_remembered(bare_in);
  REQUIRE(bare_back);
  CHECK(bare_back->leaks[0].secret == ByteSpan{12, 22});
  CHECK(bare_back->leaks[1].is_lowered);
  for (std::size_t size = 0; size < out.bytes().size(); ++size) {
    ByteReader cut(std::string_view(out.bytes()).substr(0, size));
    CHECK_FALSE((read_remembered(cut) && cut.is_at_end()));
  }
}

}  // namespace
}  // namespace leaksieve::scan
