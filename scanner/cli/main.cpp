#include <cstdio>
#include <cstdlib>
#include <exception>

#include "scanner/cli/exit_status.h"
#include "scanner/cli/run.h"
#include "scanner/cli/terminal.h"

namespace {

// Giving every string and page back takes longer than some hooks' work; the end of the process does it at once. With a
// sanitizer the usual way: it looks for leaks of memory there.
[[noreturn]] void end(int status) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  std::exit(status);
#else
  std::fflush(nullptr);
  std::_Exit(status);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  try {
    end(leaksieve::cli::run({argv + (argc > 0 ? 1 : 0), argv + argc}));
  } catch (const std::exception& error) {  // a defect, or no memory: the last net
    leaksieve::cli::print_error({leaksieve::ErrorKind::kInternal, error.what()});
    return leaksieve::cli::kExitUsage;
  }
}
