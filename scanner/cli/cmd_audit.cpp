#include "scanner/cli/commands.h"
namespace leaksieve::cli { int run_audit(const Invocation&) { return 0; } }
