// What the threads of one run share. Inner header of git/pack.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "scanner/git/pack/entry_reader.h"
#include "scanner/git/pack/selection.h"
#include "scanner/git/pack/work_queue.h"

namespace leaksieve::git::pack {

struct RunState {
  const PackStore& store;
  const DeltaTree& tree;
  const StreamOptions& options;
  TypeSet types;
  std::vector<std::uint8_t> marks;
  ReadLimits limits;
  RootOrder roots;
  std::mutex alone;  // held while an object is made that goes over the memory budget
  std::mutex failure_mutex;
  std::optional<Error> failure;  // the run's, not an object's
};

}  // namespace leaksieve::git::pack
