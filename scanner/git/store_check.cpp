#include "scanner/git/store_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/pack/pack_store.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kRepair = "run `git fsck` there, or restore it from a clone";

std::string name_of(const fs::path& file) {
  const std::string extension = file.extension().string();
  std::string_view kind = "object folder";
  if (extension == ".pack") kind = "pack";
  if (extension == ".idx") kind = "pack index";
  if (file.filename() == "multi-pack-index") kind = "multi-pack-index";
  if (file.filename() == "pack") kind = "pack folder";
  return fmt::format("{} '{}'", kind, quote_path(file.string()));
}

void add(const pack::StoreProblem& problem, StoreCheck& check) {
  if (!problem.loses_objects) {
    check.notes.push_back(fmt::format("{} cannot be used: {}; the packs' own indexes were read", name_of(problem.file),
                                      problem.why.message));
    return;
  }
  check.lost.push_back({name_of(problem.file), fmt::format("{}; {}", problem.why.message, kRepair)});
}

}  // namespace

StoreCheck check_store(const Repository& repository) {
  StoreCheck check;
  for (const fs::path& objects : repository.object_directories()) {
    std::error_code error;
    if (fs::is_directory(objects, error)) continue;
    check.lost.push_back({name_of(objects), "it is not there"});
  }
  const Result<std::shared_ptr<const pack::PackStore>> packs = repository.packs();
  if (packs) {  // else reading objects tells why not
    for (const pack::StoreProblem& problem : (*packs)->problems()) add(problem, check);
  }
  std::ranges::sort(check.lost, {}, &Unreadable::what);
  std::ranges::sort(check.notes);
  return check;
}

}  // namespace leaksieve::git
