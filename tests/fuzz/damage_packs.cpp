// Reads damaged stores by the million: makes small packs, damages them (tests/fuzz/damage/), streams them, and checks
// that nothing is lost in silence. A case is its number: --seed N --count 1 does case N again.
//   damage_packs [--count N] [--seed N] [--seconds N] [--repeat N] [--keep FOLDER]
// --repeat does each case so many times: for what depends on which thread is first.
// Ends with status 1 at the first fault, which stays in FOLDER (default: the temporary folder); a case that takes more
// than kDeadlineSeconds ends the program.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include "tests/fuzz/damage/check.h"
#include "tests/fuzz/damage/damage.h"

namespace {

namespace fs = std::filesystem;
using namespace leaksieve::test;

constexpr unsigned kDeadlineSeconds = 20;
constexpr std::uint64_t kCasesPerStore = 64;

struct Options {
  std::uint64_t count = 5000, seed = 1, seconds = 0, repeat = 1;
  std::string keep;
};

struct Totals {
  std::uint64_t cases = 0, told = 0, skipped = 0, mismatched = 0, with_problems = 0, lost_names = 0;
  std::int64_t peak_bytes = 0;
  std::uint64_t peak_case = 0;
};

volatile std::sig_atomic_t running_low = 0, running_high = 0;  // the case's number, for the handler

extern "C" void tell_hang(int) {
  std::fprintf(
      stderr, "case %llu hangs\n",
      static_cast<unsigned long long>(static_cast<unsigned>(running_high)) << 32U | static_cast<unsigned>(running_low));
  std::_Exit(1);
}

// In memory where the system has such a folder.
class Folder {
 public:
  explicit Folder(const std::string& keep) {
    std::error_code error;
    const fs::path parent = fs::is_directory("/dev/shm", error) ? "/dev/shm" : fs::temp_directory_path();
    path_ = keep.empty() ? parent / ("damage_packs." + std::to_string(::getpid())) : fs::path(keep);
    fs::create_directories(path_ / "pack");
  }
  ~Folder() {
    std::error_code error;
    if (!is_kept_) fs::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }
  void keep() { is_kept_ = true; }

  // Only what changed from the store before is written.
  void fill(const std::map<std::string, std::string>& files) {
    for (const auto& [name, bytes] : files_) {
      if (files.contains(name)) continue;
      fs::remove(path_ / name);
      std::error_code not_empty;
      if (!name.starts_with("pack/")) fs::remove((path_ / name).parent_path(), not_empty);
    }
    for (const auto& [name, bytes] : files) {
      const auto before = files_.find(name);
      if (before == files_.end() || before->second != bytes) write_bytes(path_ / name, bytes);
    }
    files_ = files;
  }

 private:
  fs::path path_;
  std::map<std::string, std::string> files_;
  bool is_kept_ = false;
};

class Runner {
 public:
  explicit Runner(const Options& options) : options_(options), folder_(options.keep), other_(make_sample_store(0)) {}

  int run() {
    const auto begin = std::chrono::steady_clock::now();
    std::signal(SIGALRM, tell_hang);
    double seconds = 0;
    for (std::uint64_t i = 0; i < options_.count; ++i) {
      for (std::uint64_t times = 0; times < options_.repeat; ++times) {
        if (!run_case(options_.seed + i)) return 1;
      }
      seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      if (options_.seconds > 0 && seconds > static_cast<double>(options_.seconds)) break;
    }
    ::alarm(0);
    report(seconds);
    return totals_.told > 0 && totals_.skipped > 0 ? 0 : 1;
  }

 private:
  bool run_case(std::uint64_t number) {
    running_low = static_cast<int>(number);
    running_high = static_cast<int>(number >> 32U);
    ::alarm(kDeadlineSeconds);
    if (group_ != number / kCasesPerStore + 1) {
      group_ = number / kCasesPerStore + 1;
      whole_ = make_sample_store(group_);
    }
    Random random(number + 1);
    for (int i = 0; i < 8; ++i) (void)random.next();  // the first ones are alike for seeds that are
    SampleStore store = whole_;
    const bool is_damaged = random.below(32) != 0;
    const std::string done = is_damaged ? damage(random, store, other_) : "none";
    folder_.fill(store.files);
    CaseOptions options;
    options.threads = random.below(16) == 0 ? 2 : 1;
    options.max_memory_bytes = std::array{std::uint64_t{20000}, std::uint64_t{1} << 20U, std::uint64_t{20000},
                                          std::uint64_t{1} << 32U}[random.below(4)];
    const CaseResult result = check_case(folder_.path(), store, options);
    add(number, result);
    if (result.fault.empty()) return true;
    folder_.keep();
    std::fprintf(stderr, "case %llu (%s, %u threads): %s\nits files are in %s\n",
                 static_cast<unsigned long long>(number), done.c_str(), options.threads, result.fault.c_str(),
                 folder_.path().c_str());
    return false;
  }

  void add(std::uint64_t number, const CaseResult& result) {
    ++totals_.cases;
    totals_.told += result.told;
    totals_.skipped += result.skipped;
    totals_.mismatched += result.mismatched;
    totals_.lost_names += result.lost_names;
    totals_.with_problems += result.problems > 0 ? 1 : 0;
    if (result.peak_bytes <= totals_.peak_bytes) return;
    totals_.peak_bytes = result.peak_bytes;
    totals_.peak_case = number;
  }

  void report(double seconds) const {
    const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
    std::printf("%llu damaged stores in %.0f s (%.0f a second), no fault\n", number(totals_.cases), seconds,
                static_cast<double>(totals_.cases) / seconds);
    std::printf("objects told %llu, skipped by name %llu, told with another id's content %llu\n", number(totals_.told),
                number(totals_.skipped - totals_.mismatched), number(totals_.mismatched));
    std::printf("names that no index had any more %llu; stores with a file told as broken %llu\n",
                number(totals_.lost_names), number(totals_.with_problems));
    std::printf("most memory held: %lld bytes (case %llu)\n", static_cast<long long>(totals_.peak_bytes),
                number(totals_.peak_case));
  }

  const Options& options_;
  Folder folder_;
  SampleStore other_, whole_;
  std::uint64_t group_ = 0;
  Totals totals_;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--count")
      options.count = value;
    else if (name == "--seed")
      options.seed = value;
    else if (name == "--seconds")
      options.seconds = value;
    else if (name == "--repeat")
      options.repeat = value;
    else if (name == "--keep")
      options.keep = argv[i + 1];
    else
      throw std::runtime_error("no such flag: " + name);
  }
  if (argc % 2 == 0) throw std::runtime_error("each flag needs a value");
  return options;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv);
  return Runner(options).run();
} catch (const std::exception& error) {
  std::fprintf(stderr, "damage_packs: %s\n", error.what());
  return 2;
}
