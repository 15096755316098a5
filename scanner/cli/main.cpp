#include <exception>

#include "scanner/cli/exit_status.h"
#include "scanner/cli/run.h"
#include "scanner/cli/terminal.h"

int main(int argc, char** argv) {
  try {
    return leaksieve::cli::run({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (const std::exception& error) {  // a defect, or no memory: the last net
    leaksieve::cli::print_error({leaksieve::ErrorKind::kInternal, error.what()});
    return leaksieve::cli::kExitUsage;
  }
}
