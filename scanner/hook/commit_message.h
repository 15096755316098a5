// Which lines of a commit message's file git keeps. Inner header of the hook layer.
// Source: git-commit(1), --cleanup; git-config(1), core.commentChar.
#pragma once

#include <string>
#include <string_view>

#include "scanner/git/repository.h"

namespace leaksieve::hook {

struct MessageForm {
  std::string comment = "#";    // what a comment line begins with; empty: "auto", any that git may choose
  bool keeps_comments = false;  // commit.cleanup is verbatim or whitespace, or no editor was there to strip them for
};

[[nodiscard]] MessageForm message_form(const git::Repository& repository);

// The text with comment lines, and all from the scissors line on, emptied: line numbers stay.
[[nodiscard]] std::string without_comments(std::string_view message, const MessageForm& form);

}  // namespace leaksieve::hook
