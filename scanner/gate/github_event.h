// GitHub's event file, which Gitea and Forgejo write too. Inner header of the gate layer.
#pragma once

#include "scanner/base/result.h"
#include "scanner/gate/environment.h"
#include "scanner/gate/told.h"

namespace leaksieve::gate {

// Reads GITHUB_EVENT_NAME and the file that GITHUB_EVENT_PATH names.
// Errors (kUsage): the file is not there, is no JSON, or lacks what the event has to have.
// Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows,
// https://docs.github.com/en/webhooks/webhook-events-and-payloads
[[nodiscard]] Result<Told> read_github_event(const Environment& environment);

}  // namespace leaksieve::gate
