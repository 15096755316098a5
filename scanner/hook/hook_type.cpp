#include "scanner/hook/hook_type.h"

#include <algorithm>
#include <array>

namespace leaksieve::hook {
namespace {

constexpr std::array<HookType, 10> kTypes = {{
    {"pre-commit", Side::kClient, true, true},
    {"pre-merge-commit", Side::kClient, true, true},
    {"commit-msg", Side::kClient, true, true},
    {"pre-push", Side::kClient, true, true},
    {"post-commit", Side::kClient, false, false},
    {"post-rewrite", Side::kClient, false, false},
    {"post-merge", Side::kClient, false, true},
    {"post-checkout", Side::kClient, false, false},
    {"pre-receive", Side::kServer, true, true},
    {"update", Side::kServer, true, false},
}};

constexpr std::array<std::string_view, 11> kPassedOn = {
    "applypatch-msg",     "pre-applypatch",    "post-applypatch",       "prepare-commit-msg",
    "pre-rebase",         "pre-auto-gc",       "post-receive",          "post-update",
    "sendemail-validate", "post-index-change", "reference-transaction",
};

}  // namespace

std::span<const HookType> all_hook_types() { return kTypes; }

const HookType* find_hook_type(std::string_view name) {
  const auto found = std::ranges::find(kTypes, name, &HookType::name);
  return found == kTypes.end() ? nullptr : &*found;
}

std::span<const std::string_view> passed_on_types() { return kPassedOn; }

}  // namespace leaksieve::hook
