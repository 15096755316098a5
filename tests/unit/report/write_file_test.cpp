#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

#include "scanner/report/report.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::report {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_CASE("a report file is written whole, private when new, and leaves nothing beside it") {
  const test::TempDir folder;
  const fs::path file = folder.path() / "report.json";
  REQUIRE(write_file_atomically(file.string(), "one").ok());
  CHECK(read_file(file) == "one");
  CHECK((fs::status(file).permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));
  fs::permissions(file, fs::perms(0644));
  REQUIRE(write_file_atomically(file.string(), std::string(1 << 20, 'x')).ok());
  CHECK(fs::file_size(file) == (1U << 20U));
  CHECK((fs::status(file).permissions() & fs::perms::all) == fs::perms(0644));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a symbolic link stays one") {
  const test::TempDir folder;
  std::ofstream(folder.path() / "real") << "old";
  fs::create_symlink("real", folder.path() / "link");
  REQUIRE(write_file_atomically((folder.path() / "link").string(), "new").ok());
  CHECK(fs::is_symlink(folder.path() / "link"));
  CHECK(read_file(folder.path() / "real") == "new");
}

TEST_CASE("what cannot be written is an error and changes nothing") {
  const test::TempDir folder;
  const Status missing = write_file_atomically((folder.path() / "no/such/report").string(), "x");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().kind == ErrorKind::kNotFound);
  CHECK(missing.error().message.find("no/such/report") != std::string::npos);
  const Status directory = write_file_atomically(folder.path().string(), "x");
  REQUIRE_FALSE(directory.ok());
  CHECK(files_in(folder.path()) == 0);
  CHECK(write_file_atomically("/dev/null", "x").ok());
}

}  // namespace
}  // namespace leaksieve::report
