#include "tests/support/run_command.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace leaksieve::test {
namespace {

std::map<std::string, std::string> clean_environment(const CommandOptions& options) {
  const char* path = std::getenv("PATH");
  std::map<std::string, std::string> env = {{"PATH", path == nullptr ? "/usr/bin:/bin" : path},
                                            {"HOME", "/nonexistent"},
                                            {"XDG_CACHE_HOME", "/nonexistent"},
                                            {"LC_ALL", "C"},
                                            {"TZ", "UTC"},
                                            {"GIT_CONFIG_NOSYSTEM", "1"},
                                            {"GIT_CONFIG_GLOBAL", "/dev/null"},
                                            {"GIT_AUTHOR_NAME", "Ann Author"},
                                            {"GIT_AUTHOR_EMAIL", "ann@example.org"},
                                            {"GIT_AUTHOR_DATE", "2024-01-01T00:00:00+0000"},
                                            {"GIT_COMMITTER_NAME", "Carl Committer"},
                                            {"GIT_COMMITTER_EMAIL", "carl@example.org"},
                                            {"GIT_COMMITTER_DATE", "2024-01-01T00:00:00+0000"}};
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) env[name] = value;
  }
  for (const auto& [name, value] : options.env) env[name] = value;
  return env;
}

[[noreturn]] void run_child(const std::vector<std::string>& arguments, const CommandOptions& options,
                            const std::array<int, 3>& descriptors) {
  for (int i = 0; i < 3; ++i) dup2(descriptors[static_cast<std::size_t>(i)], i);
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) _exit(126);
  std::vector<std::string> pairs;
  for (const auto& [name, value] : clean_environment(options)) pairs.push_back(name + "=" + value);
  std::vector<char*> env;
  for (std::string& pair : pairs) env.push_back(pair.data());
  env.push_back(nullptr);
  std::vector<std::string> copies = arguments;
  std::vector<char*> argv;
  for (std::string& argument : copies) argv.push_back(argument.data());
  argv.push_back(nullptr);
  execvpe(argv[0], argv.data(), env.data());
  _exit(127);
}

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  }
  int& read_end() { return ends[0]; }
  int& write_end() { return ends[1]; }
};

void close_end(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

}  // namespace

std::string program_path() {
  const char* const other = std::getenv("LEAKSIEVE_PROGRAM");
  return other != nullptr ? other : LEAKSIEVE_BUILT_PROGRAM;
}

CommandResult run_command(const std::vector<std::string>& arguments, const CommandOptions& options) {
  (void)std::signal(SIGPIPE, SIG_IGN);
  Pipe in, out, err;
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) run_child(arguments, options, {in.read_end(), out.write_end(), err.write_end()});
  close_end(in.read_end());
  close_end(out.write_end());
  close_end(err.write_end());
  CommandResult result;
  std::size_t written = 0;
  // A child that answers while it reads would else wait for us as we wait for it.
  fcntl(in.write_end(), F_SETFL, O_NONBLOCK);
  if (options.input.empty()) close_end(in.write_end());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(options.timeout_seconds);
  while (out.read_end() >= 0 || err.read_end() >= 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      kill(child, SIGKILL);
      throw std::runtime_error("timed out: " + arguments[0]);
    }
    std::array<pollfd, 3> polled = {
        {{out.read_end(), POLLIN, 0}, {err.read_end(), POLLIN, 0}, {in.write_end(), POLLOUT, 0}}};
    poll(polled.data(), polled.size(), 200);
    const auto drain = [&](pollfd& entry, int& descriptor, std::string& text) {
      if (descriptor < 0 || entry.revents == 0) return;
      std::array<char, 65536> buffer{};
      const ssize_t got = read(descriptor, buffer.data(), buffer.size());
      if (got > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
      } else {
        close_end(descriptor);
      }
    };
    drain(polled[0], out.read_end(), result.out);
    drain(polled[1], err.read_end(), result.err);
    if (in.write_end() >= 0 && polled[2].revents != 0) {
      const ssize_t sent = write(in.write_end(), options.input.data() + written, options.input.size() - written);
      if (sent > 0) written += static_cast<std::size_t>(sent);
      const bool full = sent < 0 && errno == EAGAIN;
      if ((sent <= 0 && !full) || written == options.input.size()) close_end(in.write_end());
    }
  }
  close_end(in.write_end());
  int status = 0;
  waitpid(child, &status, 0);
  result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace leaksieve::test
