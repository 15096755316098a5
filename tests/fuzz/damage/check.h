// Streams a damaged store in both ways and compares what was told with what must be.
#pragma once

#include <filesystem>
#include <string>

#include "tests/fuzz/damage/sample_store.h"

namespace leaksieve::test {

struct CaseResult {
  std::string fault;  // empty: all is well
  std::size_t told = 0, skipped = 0, mismatched = 0, problems = 0, lost_names = 0;
  std::int64_t peak_bytes = 0;
};

struct CaseOptions {
  unsigned threads = 1;
  std::uint64_t max_memory_bytes = std::uint64_t{1} << 20;  // and the largest object
};

// `objects`: a folder that holds store.files. What is checked:
// - the store opens and both streams end well; ObjectSink and DeltaSink are told the same;
// - every name in an opened index, and no other, is told or skipped, and told once, skipped once;
// - what is told hashes to its id, or is skipped too because it does not; the pieces of a delta make its content;
// - each of store.ids is told with its content, or skipped by its name, or named by no index that could be opened: then
//   a skip or a problem of the store says that something is wrong;
// - no more memory is held than the files' size explains.
[[nodiscard]] CaseResult check_case(const std::filesystem::path& objects, const SampleStore& store,
                                    const CaseOptions& options);

}  // namespace leaksieve::test
