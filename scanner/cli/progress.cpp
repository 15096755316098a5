#include "scanner/cli/progress.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <unistd.h>

#include "scanner/cli/terminal.h"

namespace leaksieve::cli {
namespace {

constexpr double kLeastSeconds = 0.5;  // before that a rate or a time left is a guess

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(std::min(seconds, 359999.0)));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string progress_line(const scan::Progress& progress, double phase_seconds, double seconds, std::size_t width) {
  std::string line = progress.phase;
  const std::uint64_t done = progress.objects;
  const std::uint64_t total = progress.objects_total;
  if (total > 0) {
    const std::uint64_t shown = std::min(done, total);
    line += fmt::format("  {}/{}  {}%", grouped(shown), grouped(total),
                        static_cast<int>(100.0 * static_cast<double>(shown) / static_cast<double>(total)));
  } else if (done > 0) {
    line += "  " + grouped(done);
  }
  if (progress.bytes > 0 && seconds >= kLeastSeconds) {
    line += fmt::format("  {:.1f} MiB/s", static_cast<double>(progress.bytes) / seconds / (1 << 20));
  }
  if (total > done && done > 0 && phase_seconds >= kLeastSeconds) {
    const double left = phase_seconds * static_cast<double>(total - done) / static_cast<double>(done);
    line += fmt::format("  {} left", clock_text(left));
  }
  return line.substr(0, width);
}

ProgressBar::ProgressBar(Show show)
    : active_(show == Show::kOnTerminal && is_terminal(STDERR_FILENO) && has_cursor()) {}

scan::ProgressCallback ProgressBar::callback() {
  if (!active_) return {};
  return [this](const scan::Progress& progress) { draw(progress); };
}

void ProgressBar::draw(const scan::Progress& progress) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (progress.phase != phase_) {
    phase_ = progress.phase;
    phase_begin_ = now;
  }
  const auto seconds = [&](auto since) { return std::chrono::duration<double>(now - since).count(); };
  if (seconds(begin_) < 0.3) return;  // a quick scan stays silent
  const std::size_t width = std::max(terminal_width(80), 20U) - 1;
  write_stderr("\r" + progress_line(progress, seconds(phase_begin_), seconds(begin_), width) + "\x1b[K");
  drawn_ = true;
}

void ProgressBar::clear() {
  const std::lock_guard lock(mutex_);
  if (drawn_) write_stderr("\r\x1b[K");
  drawn_ = false;
}

}  // namespace leaksieve::cli
