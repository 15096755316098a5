// A file or folder of a store that cannot be used, or not in whole.
#pragma once

#include <filesystem>

#include "scanner/base/result.h"

namespace leaksieve::git::pack {

struct StoreProblem {
  std::filesystem::path file;  // a .pack, an .idx, a multi-pack-index, or a folder
  Error why;                   // its message says why, not which file
  bool loses_objects = true;   // false: everything that it names is read all the same
};

}  // namespace leaksieve::git::pack
