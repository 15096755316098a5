#include "scanner/git/environment.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

// Splits at ':', which a quoted entry may hold.
std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    std::size_t end = begin;
    if (end < text.size() && text[end] == '"') {
      for (++end; end < text.size() && text[end] != '"'; ++end) {
        if (text[end] == '\\') ++end;
      }
    }
    end = std::min(text.find(':', std::min(end, text.size())), text.size());
    if (end > begin) parts.push_back(unquote(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

std::vector<std::string> read_alternates(const fs::path& objects) {
  std::vector<std::string> lines;
  std::ifstream file(objects / "info" / "alternates", std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') lines.push_back(unquote(line));
  }
  return lines;
}

}  // namespace

Environment read_environment() {
  Environment environment{variable("GIT_DIR"),        variable("GIT_WORK_TREE"),        variable("GIT_COMMON_DIR"),
                          variable("GIT_INDEX_FILE"), variable("GIT_OBJECT_DIRECTORY"), {}};
  if (const auto list = variable("GIT_ALTERNATE_OBJECT_DIRECTORIES")) {
    environment.alternate_object_directories = split_list(*list);
  }
  return environment;
}

std::string ceiling_directories() { return variable("GIT_CEILING_DIRECTORIES").value_or(""); }

std::string unquote(const std::string& text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    ++i;
    static constexpr std::string_view kNames = "abtnvfr", kBytes = "\a\b\t\n\v\f\r";
    const std::size_t name = kNames.find(text[i]);
    if (name != std::string_view::npos) {
      out += kBytes[name];
    } else if (text[i] >= '0' && text[i] <= '3' && i + 3 < text.size()) {
      out += static_cast<char>(std::strtol(text.substr(i, 3).c_str(), nullptr, 8));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<fs::path> with_alternates(const fs::path& first, const std::vector<std::string>& extra) {
  std::vector<fs::path> found{first};
  const auto add = [&found](const fs::path& base, const std::string& text) {
    const fs::path path = fs::path(text).is_absolute() ? fs::path(text) : base / text;
    std::error_code error;
    fs::path real = fs::weakly_canonical(path, error);
    if (error) real = path;
    const bool known = std::ranges::any_of(found, [&real](const fs::path& other) {
      std::error_code ignored;
      return other == real || fs::equivalent(other, real, ignored);
    });
    if (!known) found.push_back(std::move(real));
  };
  for (const std::string& text : extra) add(fs::current_path(), text);
  for (std::size_t i = 0; i < found.size(); ++i) {  // grows while it is walked
    const fs::path objects = found[i];
    for (const std::string& text : read_alternates(objects)) add(objects, text);
  }
  return found;
}

}  // namespace leaksieve::git
