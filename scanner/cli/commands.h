// The commands; each is one file, cmd_<name>.cpp. They give the exit status (exit_status.h) and write to standard
// output.
#pragma once

namespace leaksieve::cli {

class Invocation;

int run_scan(const Invocation& invocation);
int run_rules_list(const Invocation& invocation);
int run_rules_show(const Invocation& invocation);
int run_rules_check(const Invocation& invocation);
int run_rules_test(const Invocation& invocation);
int run_rules_profile(const Invocation& invocation);
int run_hook_install(const Invocation& invocation);
int run_hook_uninstall(const Invocation& invocation);
int run_hook_status(const Invocation& invocation);
int run_hook_run(const Invocation& invocation);
int run_allow(const Invocation& invocation);
int run_ci(const Invocation& invocation);
int run_purge_plan(const Invocation& invocation);
int run_baseline_create(const Invocation& invocation);
int run_baseline_update(const Invocation& invocation);
int run_baseline_diff(const Invocation& invocation);
int run_rotated(const Invocation& invocation);
int run_audit(const Invocation& invocation);
int run_fix(const Invocation& invocation);
int run_report(const Invocation& invocation);
int run_completions(const Invocation& invocation);
int run_man(const Invocation& invocation);

}  // namespace leaksieve::cli
