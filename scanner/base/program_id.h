// What code this process runs, for keys of caches: two builds of one version differ.
#pragma once

#include <string>

namespace leaksieve {

// 64 hex digits, made of the build ids of the program and of every library that it has loaded; of one without a build
// id, its file's size and time of change. Empty when one of them tells neither. Source: ld(1), --build-id;
// dl_iterate_phdr(3).
[[nodiscard]] const std::string& program_id();

}  // namespace leaksieve
