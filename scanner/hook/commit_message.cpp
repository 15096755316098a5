#include "scanner/hook/commit_message.h"

#include <algorithm>
#include <cstdlib>

#include "scanner/git/settings.h"

namespace leaksieve::hook {
namespace {

constexpr std::string_view kScissors = " ------------------------ >8 ------------------------";
constexpr std::string_view kAutoChars = "#;@!$%^&|:";  // git's choices for core.commentChar=auto

bool is_comment(std::string_view line, const MessageForm& form) {
  if (form.comment.empty()) return !line.empty() && kAutoChars.find(line.front()) != std::string_view::npos;
  return line.starts_with(form.comment);
}

bool is_scissors(std::string_view line, const MessageForm& form) {
  const std::size_t mark = form.comment.empty() ? 1 : form.comment.size();
  return is_comment(line, form) && line.substr(mark).starts_with(kScissors);
}

// With an automatic comment character, git's own lines tell it: the last line that begins with one of the choices.
std::string automatic_comment(std::string_view message) {
  std::size_t end = message.size();
  while (end > 0) {
    const std::size_t begin = message.rfind('\n', end - 1);
    const std::string_view line = message.substr(begin == std::string_view::npos ? 0 : begin + 1, end - begin - 1);
    if (line.size() >= 2 && kAutoChars.find(line.front()) != std::string_view::npos &&
        (line[1] == ' ' || line[1] == '\t')) {
      return std::string(1, line.front());
    }
    if (begin == std::string_view::npos) break;
    end = begin;
  }
  return "#";
}

}  // namespace

MessageForm message_form(const git::Repository& repository) {
  MessageForm form;
  form.comment = git::setting(repository, "core.commentString")
                     .value_or(git::setting(repository, "core.commentChar").value_or("#"));
  if (form.comment == "auto") form.comment.clear();
  const std::string cleanup = git::setting(repository, "commit.cleanup").value_or("default");
  // git sets GIT_EDITOR to ":" for the hooks of a commit without an editor; its default is to keep comments then.
  const char* const editor = std::getenv("GIT_EDITOR");
  const bool no_editor = editor != nullptr && std::string_view(editor) == ":";
  form.keeps_comments =
      cleanup == "verbatim" || cleanup == "whitespace" || cleanup == "scissors" || (cleanup == "default" && no_editor);
  return form;
}

std::string without_comments(std::string_view message, const MessageForm& given) {
  MessageForm form = given;
  if (form.comment.empty()) form.comment = automatic_comment(message);
  std::string out;
  bool cut = false;
  for (std::size_t begin = 0; begin < message.size();) {
    const std::size_t end = std::min(message.find('\n', begin), message.size());
    const std::string_view line = message.substr(begin, end - begin);
    cut = cut || is_scissors(line, form);
    if (!cut && (form.keeps_comments || !is_comment(line, form))) out += line;
    out += '\n';
    begin = end + 1;
  }
  return out;
}

}  // namespace leaksieve::hook
