#include "tests/support/repo_builder.h"

#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>

#include "scanner/base/hash.h"

namespace leaksieve::test {

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "leaksieve-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = std::filesystem::canonical(pattern);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

RepoBuilder::RepoBuilder(const std::string& name, const std::vector<std::string>& init_arguments) {
  path_ = temp_.path() / name;
  std::filesystem::create_directories(path_);
  std::vector<std::string> init = {"init", "-q", "-b", "main"};
  init.insert(init.end(), init_arguments.begin(), init_arguments.end());
  git(init);
}

CommandResult RepoBuilder::try_git(const std::vector<std::string>& arguments, const std::string& input) {
  std::vector<std::string> command = {"git"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const std::string date = std::to_string(clock_) + " +0000";
  CommandOptions options;
  options.directory = path_.string();
  options.input = input;
  options.env = {{"GIT_AUTHOR_DATE", date}, {"GIT_COMMITTER_DATE", date}};
  return run_command(command, options);
}

std::string RepoBuilder::git(const std::vector<std::string>& arguments, const std::string& input) {
  CommandResult result = try_git(arguments, input);
  if (result.exit != 0) {
    std::string command = "git";
    for (const std::string& argument : arguments) command += " " + argument;
    throw std::runtime_error(command + ": " + result.err);
  }
  if (!result.out.empty() && result.out.back() == '\n') result.out.pop_back();
  return result.out;
}

void RepoBuilder::write(const std::string& file, std::string_view content) {
  const std::filesystem::path path = path_ / file;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << content;
  if (!out.good()) throw std::runtime_error("cannot write " + path.string());
}

std::string RepoBuilder::commit(const std::string& file, std::string_view content, const std::string& message) {
  write(file, content);
  git({"add", "--", file});
  tick();
  git({"commit", "-q", "-m", message});
  return git({"rev-parse", "HEAD"});
}

std::string RepoBuilder::commit_all(const std::string& message) {
  git({"add", "-A"});
  tick();
  git({"commit", "-q", "--allow-empty", "-m", message});
  return git({"rev-parse", "HEAD"});
}

void RepoBuilder::tick() { clock_ += 60; }

std::string fake_github_token(unsigned seed) {
  static constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::mt19937 random(seed);
  std::string body;
  for (int i = 0; i < 30; ++i) body += kBase62[random() % kBase62.size()];
  std::uint32_t sum = crc32(body);
  std::string tail;
  for (int i = 0; i < 6; ++i, sum /= 62) tail.insert(tail.begin(), kBase62[sum % 62]);
  return std::string("gh") + "p_" + body + tail;
}

}  // namespace leaksieve::test
