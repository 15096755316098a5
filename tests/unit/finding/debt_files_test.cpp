// The two files of debt: baselines and the ledger.
#include "scanner/finding/baseline.h"
#include "scanner/finding/ledger.h"
#include "tests/support/catch.h"

namespace leaksieve::finding {
namespace {

const std::string kHeader = "{\"format\": \"leaksieve-baseline\", \"version\": 1}\n";
const std::string kLedgerHeader = "{\"format\": \"leaksieve-rotated\", \"version\": 1}\n";

// A fingerprint whose last digits are `number`.
std::string name(char kind, unsigned number) {
  std::string digits = std::to_string(number);
  return kind + std::string(20 - digits.size(), '0') + digits;
}

Leak leak_with(const std::string& fingerprint, const std::vector<std::string>& aliases = {}) {
  Leak leak;
  leak.fingerprint = fingerprint;
  leak.aliases = aliases;
  return leak;
}

std::string error_of(const std::string& text) {
  const Result<Baseline> baseline = Baseline::parse(text, "b.jsonl");
  return baseline ? "" : baseline.error().message;
}

TEST_CASE("a baseline is written as it is read, sorted, without what is empty") {
  const std::string text =
      kHeader + "{\"fingerprint\": \"" + name('s', 1) + "\", \"rule\": \"r\", \"path\": \"a b\"}\n" +
      "{\"fingerprint\": \"" + name('w', 2) + "\", \"aliases\": [\"" + name('w', 3) + "\", \"" + name('w', 4) +
      "\"], \"owner\": \"Ann\", \"reason\": \"old \\\"import\\\"\", \"expires\": " + "\"2030-01-31\"}\n";
  const Result<Baseline> baseline = Baseline::parse(text, "b.jsonl");
  REQUIRE(baseline.ok());
  CHECK(baseline->text() == text);
  CHECK(Baseline{}.text() == kHeader);
  // Order, blank lines, Windows' line ends and spaces do not matter.
  const std::size_t second = text.find("{\"fingerprint\": \"w");
  std::string mixed = kHeader + "\r\n  \n" + text.substr(second) + text.substr(kHeader.size(), second - kHeader.size());
  CHECK(Baseline::parse(mixed, "b.jsonl")->text() == text);
}

TEST_CASE("an entry knows a leak by any of its names") {
  Baseline baseline;
  baseline.add({name('w', 1), {name('w', 2)}, "", "", "", "", ""});
  CHECK(baseline.find(leak_with(name('w', 1))) != nullptr);
  CHECK(baseline.find(leak_with(name('w', 2))) != nullptr);
  CHECK(baseline.find(leak_with(name('w', 9), {name('w', 2)})) != nullptr);
  CHECK(baseline.find(leak_with(name('w', 9), {name('w', 1)})) != nullptr);
  CHECK(baseline.find(leak_with(name('w', 9), {name('w', 8)})) == nullptr);
}

TEST_CASE("of two entries for one leak the one that ends first counts") {
  Baseline baseline;
  baseline.add({name('s', 1), {name('w', 5)}, "", "", "", "late", "2031-01-01"});
  baseline.add({name('s', 1), {name('w', 6)}, "", "", "", "early", "2030-01-01"});
  baseline.add({name('s', 1), {}, "", "", "", "never", ""});
  CHECK(baseline.entries().size() == 1);
  CHECK(baseline.find(leak_with(name('s', 1)))->reason == "early");
  CHECK(baseline.find(leak_with(name('w', 5)))->reason == "early");
  CHECK(baseline.find(leak_with(name('w', 6)))->reason == "early");
  CHECK(baseline.find(leak_with(name('s', 1)))->is_expired("2030-01-02"));
  CHECK_FALSE(baseline.find(leak_with(name('s', 1)))->is_expired("2030-01-01"));
}

TEST_CASE("a baseline that is none is refused with its line") {
  const auto row = GENERATE(values<std::pair<std::string, std::string>>({
      {"", "b.jsonl:1: it is empty"},
      {"\n\n", "b.jsonl:2: it is empty"},
      {"hello\n", "b.jsonl:1: not a leaksieve-baseline file"},
      {"{\"format\": \"leaksieve-rotated\", \"version\": 1}\n", "b.jsonl:1: not a leaksieve-baseline file"},
      {"{\"format\": \"leaksieve-baseline\"}\n", "b.jsonl:1: not a leaksieve-baseline file"},
      {"{\"format\": \"leaksieve-baseline\", \"version\": 2}\n", "version 2 of leaksieve-baseline is not known here"},
      {kHeader + "{\"fingerprint\": \"s1\"}\n", "b.jsonl:2: 's1' is no fingerprint"},
      {kHeader + "{}\n", "b.jsonl:2: '' is no fingerprint"},
      {kHeader + "[]\n", "b.jsonl:2: no entry"},
      {kHeader + "{\"fingerprint\": \"" + name('s', 1) + "\"", "b.jsonl:2: no entry"},
      {kHeader + "{\"fingerprint\": 5}\n", "'fingerprint' has to be a text"},
      {kHeader + "{\"fingerprint\": \"" + name('s', 1) + "\", \"expiry\": \"2030-01-01\"}\n", "unknown key 'expiry'"},
      {kHeader + "{\"fingerprint\": \"" + name('s', 1) + "\", \"expires\": \"2030-02-30\"}\n", "is no day"},
      {kHeader + "{\"fingerprint\": \"" + name('s', 1) + "\", \"aliases\": \"x\"}\n", "has to be a list of texts"},
      {kHeader + "{\"fingerprint\": \"" + name('s', 1) + "\", \"aliases\": [\"x\"]}\n", "'x' is no fingerprint"},
      {kHeader + "<<<<<<< HEAD\n", "b.jsonl:2: a merge's conflict mark"},
      {kHeader + "=======\n", "a merge's conflict mark"},
      {"[1]", "finding 1 has no File or StartLine"},
      {"[{\"File\": \"a\"}]", "finding 1 has no File or StartLine"},
      {"[{", "broken JSON"},
      {std::string(100'000, '['), "broken JSON"},
  }));
  CAPTURE(row.first.substr(0, 200));
  CHECK(error_of(row.first).find(row.second) != std::string::npos);
}

TEST_CASE("a report of gitleaks accepts the places that it tells") {
  const std::string commit(40, 'a');
  const Result<Baseline> baseline = Baseline::parse(
      "[{\"RuleID\": \"x\", \"StartLine\": 3, \"EndLine\": 5, \"File\": \"a.txt\", \"Commit\": \"" + commit +
          "\", \"Secret\": \"REDACTED\"}, {\"StartLine\": 1, \"File\": \"b.txt\", \"Commit\": \"\"}]",
      "g.json");
  REQUIRE(baseline.ok());
  Leak leak;
  leak.occurrences.resize(1);
  Occurrence& place = leak.occurrences[0];
  place.path = "a.txt";
  place.commit = *Oid::from_hex(commit);
  place.position = {4, 1};
  CHECK(baseline->has_places_of(leak));
  place.position.line = 6;
  CHECK_FALSE(baseline->has_places_of(leak));
  place.position.line = 3;
  place.commit = *Oid::from_hex(std::string(40, 'b'));
  CHECK_FALSE(baseline->has_places_of(leak));
  place.path = "b.txt";  // a report of a folder names no commit
  place.position.line = 1;
  CHECK(baseline->has_places_of(leak));
  leak.occurrences.push_back(place);
  leak.occurrences[1].position.line = 2;  // one place more than the report has
  CHECK_FALSE(baseline->has_places_of(leak));
  CHECK(baseline->text() == kHeader);  // its places are not ours to write
}

TEST_CASE("the ledger is written as it is read, and of two entries the older one stays") {
  const std::string line = "{\"fingerprint\": \"" + name('s', 1) + "\", \"date\": \"2026-01-31T10:20:30Z\", \"by\": " +
                           "\"Ann <ann@example.org>\", \"note\": \"revoked\"}\n";
  const std::string later = "{\"fingerprint\": \"" + name('s', 1) + "\", \"date\": \"2026-02-01\"}\n";
  CHECK(Ledger::parse(kLedgerHeader + line, "l")->text() == kLedgerHeader + line);
  CHECK(Ledger::parse(kLedgerHeader + later + line, "l")->text() == kLedgerHeader + line);
  CHECK(Ledger::parse(kLedgerHeader + line + later, "l")->text() == kLedgerHeader + line);
  const Result<Ledger> ledger = Ledger::parse(kLedgerHeader + line, "l");
  CHECK(ledger->find(leak_with(name('w', 2), {name('s', 1)}))->note == "revoked");
  CHECK(ledger->find(leak_with(name('w', 2))) == nullptr);
  for (const std::string& bad :
       {std::string("x"), kHeader, kLedgerHeader + "{\"fingerprint\": \"" + name('s', 1) + "\"}",
        kLedgerHeader + "{\"date\": \"2026-01-01\"}"}) {
    CAPTURE(bad);
    CHECK_FALSE(Ledger::parse(bad, "l").ok());
  }
}

}  // namespace
}  // namespace leaksieve::finding
