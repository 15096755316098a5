// How many bytes a second the matcher and the whole detector take, on one core.
//
// The text is made, from a fixed seed, to look like source code: identifiers, strings, numbers, hex ids, indentation.
// What decides the speed is how often a rule's literal turns up by chance, so each case has its own text: `code`
// (almost never), `dense` (a "token = ..." line in ten: keywords and generic rules are confirmed and dropped), `binary`
// (random bytes).
#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "scanner/finding/detector.h"
#include "scanner/match/matcher.h"
#include "scanner/rules/load.h"

namespace leaksieve {
namespace {

constexpr std::size_t kTextBytes = std::size_t{4} << 20;

std::string make_word(std::mt19937& random) {
  static constexpr std::array<const char*, 16> kWords = {
      "buffer", "index", "return", "const",   "std::string", "length",   "object", "commit",
      "if",     "while", "0x1f",   "nullptr", "reader",      "\"text\"", "size_t", "auto"};
  return kWords[random() % kWords.size()];
}

std::string make_code(std::size_t bytes, unsigned secret_lines_in_1000) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::mt19937 random(42);
  std::string text;
  while (text.size() < bytes) {
    text.append(2 * (random() % 5), ' ');
    if (random() % 1000 < secret_lines_in_1000) {
      text += "api_token = \"";
      for (int i = 0; i < 40; ++i) text += kHex[random() % kHex.size()];
      text += "\";\n";
      continue;
    }
    for (unsigned words = 3 + random() % 8; words > 0; --words) text += make_word(random) + " ";
    text += ";\n";
  }
  return text;
}

std::string make_binary(std::size_t bytes) {
  std::mt19937 random(43);
  std::string data(bytes, '\0');
  for (char& byte : data) byte = static_cast<char>(random());
  return data;
}

const std::string& text_of(int which) {
  static const std::array<std::string, 3> kTexts = {make_code(kTextBytes, 0), make_code(kTextBytes, 100),
                                                    make_binary(kTextBytes)};
  return kTexts.at(static_cast<std::size_t>(which));
}

const std::shared_ptr<const match::PatternDb>& database() {
  static const std::shared_ptr<const match::PatternDb> db = [] {
    auto compiled = match::PatternDb::compile(rules::builtin_rules(), {});
    if (!compiled) {
      std::cerr << compiled.error().message << "\n";
      std::exit(2);
    }
    return *compiled;
  }();
  return db;
}

void finish(benchmark::State& state, std::size_t found) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kTextBytes));
  state.counters["rules"] = static_cast<double>(database()->rule_set().rules.size());
  state.counters["found"] = static_cast<double>(found);
}

// Hyperscan and the exact spans, without filters.
void scan_with_matcher(benchmark::State& state) {
  auto matcher = match::Matcher::make(database());
  if (!matcher) return state.SkipWithError(matcher.error().message.c_str());
  const std::string& text = text_of(static_cast<int>(state.range(0)));
  std::vector<match::Match> found;
  for (auto _ : state) {
    found.clear();
    if (const Status status = matcher->scan(text, "", found); !status)
      state.SkipWithError(status.error().message.c_str());
    benchmark::DoNotOptimize(found.data());
  }
  finish(state, found.size());
}

// Everything that happens to a blob.
void scan_with_detector(benchmark::State& state) {
  auto detector = finding::Detector::make(database());
  if (!detector) return state.SkipWithError(detector.error().message.c_str());
  const std::string& text = text_of(static_cast<int>(state.range(0)));
  std::vector<finding::Finding> found;
  for (auto _ : state) {
    found.clear();
    if (const Status status = detector->scan(text, "", found); !status)
      state.SkipWithError(status.error().message.c_str());
    benchmark::DoNotOptimize(found.data());
  }
  finish(state, found.size());
}

// What the start of the program costs: the built-in database, ready to scan.
void open_database(benchmark::State& state) {
  for (auto _ : state) {
    auto db = match::PatternDb::compile(rules::builtin_rules(), {});
    if (!db) return state.SkipWithError(db.error().message.c_str());
    benchmark::DoNotOptimize(*db);
  }
}

BENCHMARK(scan_with_matcher)->ArgName("code0_dense1_binary2")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(scan_with_detector)->ArgName("code0_dense1_binary2")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(open_database)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace leaksieve

BENCHMARK_MAIN();
