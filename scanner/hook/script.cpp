#include "scanner/hook/script.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scanner/base/quote.h"
#include "scanner/hook/script_text.h"
#include "scanner/report/report.h"

namespace leaksieve::hook {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMark = "# A git hook of leaksieve ";
constexpr std::string_view kProgram = "\nprogram=";

void replace_all(std::string& text, std::string_view mark, std::string_view by) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size())) {
    text.replace(at, mark.size(), by);
  }
}

}  // namespace

std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += R"('\'')";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string make_script(const ScriptFacts& facts) {
  std::string text = kScriptTemplate;
  replace_all(text, "@VERSION@", facts.version);
  replace_all(text, "program=@PROGRAM@", "program=" + shell_word(facts.program));
  // The message stands in double quotes: only what they let through as it is.
  const bool is_plain = facts.program.find_first_of("\"\\$`!\n") == std::string::npos;
  replace_all(text, "@PROGRAM@", is_plain ? facts.program : "the place that this hook names");
  replace_all(text, " @BEFORE@", facts.before.empty() ? "" : fmt::format(" {}", fmt::join(facts.before, " ")));
  replace_all(text, "@TYPES@", facts.types.empty() ? "none" : fmt::format("{}", fmt::join(facts.types, " | ")));
  return text;
}

std::optional<std::string> version_of_script(std::string_view text) {
  const std::size_t at = text.find(kMark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at + kMark.size());
  return std::string(rest.substr(0, rest.find_first_of(", \n")));
}

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  if (stream) content << stream.rdbuf();
  return content.str();
}

std::optional<std::string> version_of_file(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error) ? version_of_script(read_text(file)) : std::nullopt;
}

std::string program_of_script(std::string_view text) {
  const std::size_t at = text.find(kProgram);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = text.substr(at + kProgram.size());
  std::string word(rest.substr(0, rest.find('\n')));
  replace_all(word, R"('\'')", "\x01");
  std::erase(word, '\'');
  std::ranges::replace(word, '\x01', '\'');
  return word;
}

Status write_script(const fs::path& file, std::string_view text) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) {
    return Error{ErrorKind::kUnreadable, fmt::format("cannot make the folder '{}': {}",
                                                     quote_path(file.parent_path().string()), error.message())};
  }
  if (Status status = report::write_file_atomically(file.string(), text); !status) return status;
  using fs::perms;
  fs::permissions(
      file, perms::owner_all | perms::group_read | perms::group_exec | perms::others_read | perms::others_exec, error);
  if (error) {
    return Error{ErrorKind::kUnreadable,
                 fmt::format("cannot make '{}' executable: {}", quote_path(file.string()), error.message())};
  }
  return {};
}

}  // namespace leaksieve::hook
