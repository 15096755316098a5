// What a hook decides. One function a kind of hook; run_hook() is the way in.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"
#include "scanner/hook/hook_type.h"
#include "scanner/hook/policy.h"
#include "scanner/match/matcher.h"
#include "scanner/scan/options.h"

namespace leaksieve::hook {

// How git called it. Source: githooks(5).
struct Call {
  const HookType* type = nullptr;
  std::vector<std::string> arguments;
  std::string input;  // standard input, for the hooks that get one
};

struct Context {
  std::shared_ptr<const match::PatternDb> db;
  scan::ScanOptions options;  // the user's own: threads, ignore files, excluded paths
  std::stop_token stop;
};

struct Outcome {
  bool refused = false;
  std::string text;  // for people, on standard error; "" when there is nothing to tell
};

// True for hooks that read standard input.
[[nodiscard]] bool reads_input(std::string_view type);

// Scans what the hook is about and decides. An error of ours (a broken index) is decided by the policy's
// on_error, so it is an Outcome too; an Error is wrong usage.
[[nodiscard]] Result<Outcome> run_hook(const Call& call, const Context& context, const git::Repository& repository);

// The repository that git runs the hook in, and how strict it wants to be.
struct Situation {
  const Call& call;
  const Context& context;
  const git::Repository& repository;
  const Policy& policy;
};

// run_commit.cpp
[[nodiscard]] Result<Outcome> run_pre_commit(const Situation& situation);
[[nodiscard]] Result<Outcome> run_commit_msg(const Situation& situation);
// run_push.cpp
[[nodiscard]] Result<Outcome> run_pre_push(const Situation& situation);
// run_receive.cpp: pre-receive and update
[[nodiscard]] Result<Outcome> run_receive(const Situation& situation);
// run_after.cpp: the hooks that only tell
[[nodiscard]] Result<Outcome> run_after(const Situation& situation);

}  // namespace leaksieve::hook
