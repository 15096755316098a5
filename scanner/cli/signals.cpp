// std::stop_source may not be touched in a signal handler (it takes locks), so the handler only writes a byte to a
// pipe, and a thread that waits at the other end asks for the stop. The same pipe ends that thread.
#include "scanner/cli/signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace leaksieve::cli {
namespace {

constexpr char kStop = 's';
constexpr char kEnd = 'e';

std::array<int, 2> pipe_ends = {-1, -1};
std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void send(char what) noexcept {
  const int saved = errno;
  [[maybe_unused]] const ssize_t ignored = ::write(pipe_ends[1], &what, 1);
  errno = saved;
}

extern "C" void leaksieve_on_signal(int signal) {
  if (received.fetch_add(1) == 0) {
    send(kStop);
    return;
  }
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  ::sigaction(signal, &action, nullptr);
  ::raise(signal);  // delivered when this handler returns
}

void set_handler(int signal, void (*handler)(int)) {
  struct sigaction action {};
  ::sigaction(signal, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return;
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

StopOnSignal::StopOnSignal() {
  received = 0;
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return;  // then a signal ends the program, as it does without us
  waiter_ = std::thread([this] {
    char what = 0;
    while (true) {
      const ssize_t count = ::read(pipe_ends[0], &what, 1);
      if (count < 0 && errno == EINTR) continue;
      if (count == 1 && what == kStop) source_.request_stop();
      if (count != 1 || what == kEnd) return;
    }
  });
  set_handler(SIGINT, leaksieve_on_signal);
  set_handler(SIGTERM, leaksieve_on_signal);
}

StopOnSignal::~StopOnSignal() {
  if (!waiter_.joinable()) return;
  set_handler(SIGINT, SIG_DFL);
  set_handler(SIGTERM, SIG_DFL);
  send(kEnd);
  waiter_.join();
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  pipe_ends = {-1, -1};
}

}  // namespace leaksieve::cli
