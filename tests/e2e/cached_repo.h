// A repository that is scanned with a cache of its own. For the tests of the scan cache.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {

namespace fs = std::filesystem;

inline std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

inline std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline void write(const fs::path& file, const std::string& bytes) {
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

inline std::vector<fs::path> files_below(const fs::path& folder, const std::string& suffix) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().string().ends_with(suffix)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class CachedRepo {
 public:
  RepoBuilder repo;

  CommandResult run(const Texts& arguments) const {
    CommandOptions options;
    options.directory = repo.path().string();
    options.env = {{"XDG_CACHE_HOME", cache().string()}};
    return run_leaksieve(arguments, options);
  }
  fs::path cache() const { return repo.outside() / "cache"; }
  std::vector<fs::path> snapshots() const { return files_below(cache() / "leaksieve" / "scans", ".snapshot"); }

  // True when the scan took what it could from the cache.
  bool recalls() const { return contains(run({"scan"}).out, "unchanged since the last scan"); }
  // What was written a moment ago is not remembered at once.
  bool recalls_soon() const { return recalls() || recalls() || recalls() || recalls(); }

  // Packs all, and scans until the cache knows it.
  void pack_and_learn() {
    repo.git({"gc", "-q"});
    compare("at first");
    REQUIRE(recalls_soon());
  }

  // With the cache as it stands, with the cache as this scan leaves it, and without.
  void compare(const std::string& what) const {
    INFO(what);
    const CommandResult without = run({"scan", "--format", "json", "--no-cache"});
    for (int round = 0; round < 2; ++round) {
      const CommandResult with = run({"scan", "--format", "json"});
      CHECK(with.exit == without.exit);
      CHECK(with.err == without.err);
      CHECK(with.out == without.out);
    }
  }
};

}  // namespace leaksieve::test
