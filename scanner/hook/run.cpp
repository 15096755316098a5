#include "scanner/hook/run.h"

#include <fmt/format.h>

namespace leaksieve::hook {
namespace {

using Runner = Result<Outcome> (*)(const Situation&);

Runner runner_of(std::string_view type) {
  if (type == "pre-commit" || type == "pre-merge-commit") return run_pre_commit;
  if (type == "commit-msg") return run_commit_msg;
  if (type == "pre-push") return run_pre_push;
  if (type == "pre-receive" || type == "update") return run_receive;
  return run_after;
}

Outcome decide_failure(const HookType& type, OnError on_error, const Error& error) {
  const bool refused = type.blocks && on_error == OnError::kBlock;
  std::string text = fmt::format("leaksieve: this could not be checked for secrets: {}\n", error.message);
  if (refused) text += "It is refused. To let such cases pass: git config leaksieve.onError allow\n";
  return {refused, std::move(text)};
}

}  // namespace

bool reads_input(std::string_view type) {
  return type == "pre-push" || type == "pre-receive" || type == "post-rewrite";
}

Result<Outcome> run_hook(const Call& call, const Context& context, const git::Repository& repository) {
  const Result<Policy> policy = read_policy(repository);
  if (!policy) return decide_failure(*call.type, OnError::kBlock, policy.error());
  Result<Outcome> outcome = runner_of(call.type->name)({call, context, repository, *policy});
  if (outcome || outcome.error().kind == ErrorKind::kUsage) return outcome;
  return decide_failure(*call.type, policy->on_error, outcome.error());
}

}  // namespace leaksieve::hook
