// What happens to a store's files on bad disks, in bad transfers and at bad hands.
#pragma once

#include "tests/fuzz/damage/sample_store.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {

// Damages one to three files of `store`; `other` lends its files. Gives a word for what was done.
std::string damage(Random& random, SampleStore& store, const SampleStore& other);

}  // namespace leaksieve::test
