#include "scanner/cli/installed_patterns.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::cli {
namespace fs = std::filesystem;

Result<std::vector<fs::path>> installed_patterns() {
  std::error_code error;
  const fs::path bin = fs::read_symlink("/proc/self/exe", error).parent_path();
  std::vector<fs::path> files;
  for (const fs::path& folder :
       {bin.parent_path() / "share/leaksieve/patterns", bin.parent_path().parent_path() / "patterns"}) {
    for (const auto& file : fs::directory_iterator(folder, error)) {
      const fs::path& path = file.path();
      if (path.extension() == ".toml" && !path.filename().string().starts_with('_')) files.push_back(path);
    }
    if (!files.empty()) break;
  }
  if (files.empty()) {
    return Error{
        ErrorKind::kNotFound,
        fmt::format("the built-in rules' files are not beside '{}': name rule files, `leaksieve rules test FILE...`",
                    quote_path(bin.string()))};
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace leaksieve::cli
