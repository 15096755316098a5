#include "scanner/cli/terminal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "scanner/base/quote.h"

namespace leaksieve::cli {
namespace {

constexpr std::size_t kMostInput = std::size_t{1} << 30;  // it is held in memory

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

// 0, or errno.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 ? errno : EIO;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

bool has_cursor() {
  const std::string_view term = variable("TERM");
  return !term.empty() && term != "dumb";
}

Result<bool> wants_color(std::string_view when) {
  if (when == "always") return true;
  if (when == "never") return false;
  if (when == "auto") return is_terminal(STDOUT_FILENO) && has_cursor() && variable("NO_COLOR").empty();
  return Error{ErrorKind::kUsage, fmt::format("'{}' is none of auto, always, never", clean_line(when, 60))};
}

bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {  // the first that is set decides, as in setlocale(3)
    std::string value(variable(name));
    if (value.empty()) continue;
    std::erase(value, '-');
    std::ranges::transform(value, value.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return value.find("utf8") != std::string::npos;
  }
  return false;
}

unsigned terminal_width(unsigned fallback) {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return fallback;
}

Status write_stdout(std::string_view bytes) {
  const int code = write_all(STDOUT_FILENO, bytes);
  if (code == 0 || code == EPIPE) return {};
  return Error{ErrorKind::kUnreadable, fmt::format("cannot write to standard output: {}", std::strerror(code))};
}

void write_stderr(std::string_view bytes) { (void)write_all(STDERR_FILENO, bytes); }

void print_error(const Error& error) {
  // A message may hold several lines (a compiler's text); each of them is made safe by itself.
  std::string_view rest = error.message;
  std::string out = "leaksieve: error: ";
  while (true) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    out += clean_line(rest.substr(0, end), 1000) + "\n";
    if (end + 1 >= rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  write_stderr(out);
}

void print_warning(std::string_view message) {
  write_stderr("leaksieve: warning: " + clean_line(message, 1000) + "\n");
}

Result<std::string> read_stdin() {
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return Error{ErrorKind::kUnreadable, fmt::format("cannot read standard input: {}", std::strerror(errno))};
    }
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > kMostInput) {
      return Error{ErrorKind::kLimit, "standard input is over 1 GiB: write it to a file and scan that with --dir"};
    }
  }
}

}  // namespace leaksieve::cli
