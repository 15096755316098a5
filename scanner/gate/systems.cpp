// Every reader takes what its system documents, and nothing that a change could set: names of branches and pull
// requests are for people and for refs, ids have to be ids.
#include "scanner/gate/systems.h"

#include <algorithm>
#include <array>

#include "scanner/gate/github_event.h"

namespace leaksieve::gate {
namespace {

using Kind = Name::Kind;

bool is_id(const std::string& text) {
  constexpr std::size_t kLeast = 7, kMost = 64;
  return text.size() >= kLeast && text.size() <= kMost &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

bool is_zero(const std::string& id) { return id.find_first_not_of('0') == std::string::npos; }

// Some systems say "0000000" or "null" for a commit that was none.
void add_id(std::vector<Name>& names, const std::string& id) {
  if (is_id(id) && !is_zero(id)) names.push_back({Kind::kId, id});
}

void add_branch(std::vector<Name>& names, const std::string& branch) {
  if (!branch.empty()) names.push_back({Kind::kBranch, branch});
}

std::string without(std::string_view prefix, std::string text) {
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  return text;
}

Told everything(const std::string& event) {
  Told told;
  told.event = told.subject = event;
  return told;
}

// A push to a branch or of a tag; `before` "" or zeros: not told, or there was nothing.
Told push(const std::string& branch, const std::string& tag, const std::string& head, const std::string& before) {
  Told told;
  told.scope = Scope::kPush;
  told.event = "push";
  told.own_branch = tag.empty() ? branch : "";
  told.tag = tag;
  told.subject = tag.empty() ? "push to " + branch : "push of tag " + tag;
  add_id(told.heads, head);
  add_id(told.bases, before);
  return told;
}

Told request(const std::string& event, const std::string& subject, const std::string& target, const std::string& head) {
  Told told;
  told.scope = Scope::kRequest;
  told.event = event;
  told.subject = subject;
  told.target = target;
  add_id(told.heads, head);
  return told;
}

// GitHub Actions. Source: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
bool is_github(const Environment& env) { return env.is_true("GITHUB_ACTIONS"); }

// Gitea and Forgejo set GITHUB_ACTIONS and GITHUB_EVENT_PATH too. Sources: https://docs.gitea.com/usage/actions/faq,
// https://forgejo.org/docs/latest/user/actions/reference/ (FORGEJO_ACTIONS since runner 7; GITEA_ACTIONS before).
bool is_forgejo(const Environment& env) { return env.is_true("FORGEJO_ACTIONS"); }
bool is_gitea(const Environment& env) { return env.is_true("GITEA_ACTIONS"); }

// GitLab CI. Source: https://docs.gitlab.com/ci/variables/predefined_variables/
bool is_gitlab(const Environment& env) { return env.is_true("GITLAB_CI"); }

Result<Told> read_gitlab(const Environment& env) {
  const std::string source = env.get("CI_PIPELINE_SOURCE");
  if (source == "merge_request_event" || env.has("CI_MERGE_REQUEST_IID")) {
    const std::string type = env.get("CI_MERGE_REQUEST_EVENT_TYPE");
    Told told = request(type.empty() ? "merge_request_event" : type, "merge request " + env.get("CI_MERGE_REQUEST_IID"),
                        env.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"), env.get("CI_COMMIT_SHA"));
    add_id(told.bases, env.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"));  // merged results and merge trains only
    add_id(told.bases, env.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"));
    add_branch(told.bases, told.target);
    return told;
  }
  if (source == "external_pull_request_event") {
    Told told = request(source, "pull request " + env.get("CI_EXTERNAL_PULL_REQUEST_IID"),
                        env.get("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"),
                        env.get("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA"));
    add_id(told.bases, env.get("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA"));
    add_branch(told.bases, told.target);
    return told;
  }
  const std::string before = env.get("CI_COMMIT_BEFORE_SHA");
  const bool is_push = source == "push" || source.empty() || (source == "parent_pipeline" && !is_zero(before));
  if (!is_push) return everything(source);  // schedule, web, api, trigger, ...
  Told told = push(env.get("CI_COMMIT_BRANCH"), env.get("CI_COMMIT_TAG"), env.get("CI_COMMIT_SHA"), before);
  told.default_branch = env.get("CI_DEFAULT_BRANCH");
  return told;
}

// Azure Pipelines. Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables
bool is_azure(const Environment& env) { return env.is_true("TF_BUILD"); }

Result<Told> read_azure(const Environment& env) {
  const std::string reason = env.get("BUILD_REASON");
  const std::string built = env.get("BUILD_SOURCEVERSION");
  if (reason == "PullRequest" || env.has("SYSTEM_PULLREQUEST_PULLREQUESTID")) {
    const std::string number = env.has("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER")
                                   ? env.get("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER")
                                   : env.get("SYSTEM_PULLREQUEST_PULLREQUESTID");
    // Documented with refs/heads/ in front; without it for repositories on GitHub.
    Told told =
        request(reason, "pull request " + number, without("refs/heads/", env.get("SYSTEM_PULLREQUEST_TARGETBRANCH")),
                env.get("SYSTEM_PULLREQUEST_SOURCECOMMITID"));
    if (is_id(built)) told.bases.push_back({Kind::kMergeParent, built});
    add_branch(told.bases, told.target);
    return told;
  }
  if (reason != "IndividualCI" && reason != "BatchedCI") return everything(reason.empty() ? "build" : reason);
  const std::string ref = env.get("BUILD_SOURCEBRANCH");
  const bool is_tag = ref.starts_with("refs/tags/");
  return push(is_tag ? "" : without("refs/heads/", ref), is_tag ? without("refs/tags/", ref) : "", built, "");
}

// Bitbucket Pipelines. Source: https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
// The destination's commit is abbreviated to 12 digits.
bool is_bitbucket(const Environment& env) { return env.has("BITBUCKET_BUILD_NUMBER") || env.has("BITBUCKET_COMMIT"); }

Result<Told> read_bitbucket(const Environment& env) {
  const std::string head = env.get("BITBUCKET_COMMIT");
  if (env.has("BITBUCKET_PR_ID")) {
    Told told = request("pull-request", "pull request " + env.get("BITBUCKET_PR_ID"),
                        env.get("BITBUCKET_PR_DESTINATION_BRANCH"), head);
    add_id(told.bases, env.get("BITBUCKET_PR_DESTINATION_COMMIT"));
    add_branch(told.bases, told.target);
    return told;
  }
  return push(env.get("BITBUCKET_BRANCH"), env.get("BITBUCKET_TAG"), head, "");
}

// Jenkins. Sources: https://plugins.jenkins.io/git/#plugin-content-environment-variables,
// https://www.jenkins.io/doc/book/pipeline/multibranch/#additional-environment-variables
bool is_jenkins(const Environment& env) { return env.has("JENKINS_URL") || env.has("JENKINS_HOME"); }

Result<Told> read_jenkins(const Environment& env) {
  if (env.has("CHANGE_ID")) {  // HEAD is the change, or what the job merged it into its target as
    Told told = request("change", "change request " + env.get("CHANGE_ID"), env.get("CHANGE_TARGET"), "");
    add_branch(told.bases, told.target);
    return told;
  }
  const std::string branch =
      env.has("BRANCH_NAME") ? env.get("BRANCH_NAME") : without("origin/", env.get("GIT_BRANCH"));
  // GIT_PREVIOUS_COMMIT would let a leak pass with the build that follows the one that was stopped for it.
  return push(branch, env.get("TAG_NAME"), env.get("GIT_COMMIT"), env.get("GIT_PREVIOUS_SUCCESSFUL_COMMIT"));
}

// CircleCI. Source: https://circleci.com/docs/reference/variables/. What the change is added to stands in no variable
// of the job: a config hands pipeline.git.base_revision over as LEAKSIEVE_BASE (ci/circleci.yml).
bool is_circle(const Environment& env) { return env.is_true("CIRCLECI"); }

Result<Told> read_circle(const Environment& env) {
  const std::string branch = env.get("CIRCLE_BRANCH");  // "pull/7" for a fork's
  Told told = push(branch, env.get("CIRCLE_TAG"), env.get("CIRCLE_SHA1"), "");
  if (branch.starts_with("pull/")) told.own_branch.clear();
  return told;
}

// Buildkite. Source: https://buildkite.com/docs/pipelines/configure/environment-variables
bool is_buildkite(const Environment& env) { return env.is_true("BUILDKITE"); }

Result<Told> read_buildkite(const Environment& env) {
  const std::string head = env.get("BUILDKITE_COMMIT");  // may be "HEAD"
  if (env.has("BUILDKITE_MERGE_QUEUE_BASE_COMMIT")) {
    Told told = request("merge_queue", "merge queue", env.get("BUILDKITE_MERGE_QUEUE_BASE_BRANCH"), head);
    add_id(told.bases, env.get("BUILDKITE_MERGE_QUEUE_BASE_COMMIT"));
    add_branch(told.bases, told.target);
    return told;
  }
  const std::string number = env.get("BUILDKITE_PULL_REQUEST");
  if (!number.empty() && number != "false") {
    Told told = request("pull_request", "pull request " + number, env.get("BUILDKITE_PULL_REQUEST_BASE_BRANCH"), head);
    add_branch(told.bases, told.target);
    return told;
  }
  if (env.is("BUILDKITE_SOURCE", "schedule")) return everything("schedule");
  Told told = push(env.get("BUILDKITE_BRANCH"), env.get("BUILDKITE_TAG"), head, "");
  told.default_branch = env.get("BUILDKITE_PIPELINE_DEFAULT_BRANCH");
  return told;
}

// Drone. Source: https://docs.drone.io/pipeline/environment/reference/
bool is_drone(const Environment& env) { return env.is_true("DRONE"); }

Result<Told> read_drone(const Environment& env) {
  const std::string event = env.get("DRONE_BUILD_EVENT"), head = env.get("DRONE_COMMIT_SHA");
  if (event == "pull_request") {
    Told told = request(event, "pull request " + env.get("DRONE_PULL_REQUEST"), env.get("DRONE_TARGET_BRANCH"), head);
    add_branch(told.bases, told.target);
    add_id(told.bases, env.get("DRONE_COMMIT_BEFORE"));
    return told;
  }
  if (event != "push" && event != "tag") return everything(event.empty() ? "build" : event);
  Told told = push(env.get("DRONE_BRANCH"), env.get("DRONE_TAG"), head, env.get("DRONE_COMMIT_BEFORE"));
  told.default_branch = env.get("DRONE_REPO_BRANCH");
  return told;
}

// Woodpecker. Source: https://woodpecker-ci.org/docs/usage/environment
bool is_woodpecker(const Environment& env) {
  return env.is("CI", "woodpecker") || env.is("CI_SYSTEM_NAME", "woodpecker");
}

Result<Told> read_woodpecker(const Environment& env) {
  const std::string event = env.get("CI_PIPELINE_EVENT"), head = env.get("CI_COMMIT_SHA");
  if (event.starts_with("pull_request")) {
    Told told =
        request(event, "pull request " + env.get("CI_COMMIT_PULL_REQUEST"), env.get("CI_COMMIT_TARGET_BRANCH"), head);
    add_branch(told.bases, told.target);
    return told;
  }
  if (event != "push" && event != "tag" && event != "release") return everything(event.empty() ? "build" : event);
  // The pipeline before may have been another branch's, or stopped for a leak that is still there.
  const bool follows = env.is("CI_PREV_COMMIT_BRANCH", env.get("CI_COMMIT_BRANCH")) &&
                       (!env.has("CI_PREV_PIPELINE_STATUS") || env.is("CI_PREV_PIPELINE_STATUS", "success"));
  Told told = push(env.get("CI_COMMIT_BRANCH"), env.get("CI_COMMIT_TAG"), head,
                   follows && event == "push" ? env.get("CI_PREV_COMMIT_SHA") : "");
  told.default_branch = env.get("CI_REPO_DEFAULT_BRANCH");
  return told;
}

constexpr std::string_view kCheckout = "`fetch-depth: 0` under `with:` of the actions/checkout step";
constexpr std::string_view kCheckoutWhole = "no `filter:` under `with:` of the actions/checkout step";

constexpr std::array<System, 11> kSystems = {{
    {"forgejo", "Forgejo Actions", is_forgejo, read_github_event, kCheckout, kCheckoutWhole, LogCommands::kGithub},
    {"gitea", "Gitea Actions", is_gitea, read_github_event, kCheckout, kCheckoutWhole, LogCommands::kGithub},
    {"github", "GitHub Actions", is_github, read_github_event, kCheckout, kCheckoutWhole, LogCommands::kGithub},
    {"gitlab", "GitLab CI", is_gitlab, read_gitlab, "`GIT_DEPTH: 0` under `variables:` of the job", "",
     LogCommands::kNone},
    {"azure", "Azure Pipelines", is_azure, read_azure, "`fetchDepth: 0` beside `checkout: self`",
     "no `fetchFilter:` beside `checkout: self`", LogCommands::kAzure},
    {"bitbucket", "Bitbucket Pipelines", is_bitbucket, read_bitbucket, "`depth: full` under `clone:`", "",
     LogCommands::kNone},
    {"woodpecker", "Woodpecker", is_woodpecker, read_woodpecker,
     "`clone: {git: {image: woodpeckerci/plugin-git, settings: {depth: 0, partial: false}}}`",
     "`partial: false` under `settings:` of the clone step", LogCommands::kNone},
    {"drone", "Drone", is_drone, read_drone, "no `depth:` under `clone:`", "", LogCommands::kNone},
    {"buildkite", "Buildkite", is_buildkite, read_buildkite,
     "no `--depth` in BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS",
     "no `--filter` in BUILDKITE_GIT_CLONE_FLAGS", LogCommands::kNone},
    {"circleci", "CircleCI", is_circle, read_circle, "`- run: git fetch --unshallow` behind `- checkout`",
     "`method: full` under `- checkout:`", LogCommands::kNone},
    {"jenkins", "Jenkins", is_jenkins, read_jenkins, "`cloneOption(shallow: false)` among the checkout's extensions",
     "", LogCommands::kNone},
}};

}  // namespace

std::span<const System> all_systems() { return kSystems; }

const System* find_system(std::string_view name) {
  const auto* const found = std::ranges::find(kSystems, name, &System::name);
  return found == kSystems.end() ? nullptr : found;
}

const System* recognise_system(const Environment& environment) {
  const auto* const found =
      std::ranges::find_if(kSystems, [&](const System& system) { return system.recognises(environment); });
  return found == kSystems.end() ? nullptr : found;
}

}  // namespace leaksieve::gate
