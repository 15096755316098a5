// What a shell command that an agent is about to run would put into a commit, beyond what is staged already.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace leaksieve::hook {

// What `git add` and `git commit` of one command take from the worktree of one folder.
struct Taken {
  std::string directory;           // the command goes there first ("cd x", "git -C x"); "" = where it is run
  bool tracked = false;            // all changes of tracked files: `commit -a`, `add -u`
  bool everything = false;         // untracked files too: `add -A`, and whatever cannot be told
  std::vector<std::string> paths;  // pathspecs, relative to the folder
};

struct GitCommand {
  bool commits = false;                  // it runs `git commit`
  std::vector<std::string> directories;  // of its commits; "" = where it is run
  std::vector<Taken> taken;
};

// Reads the command as a POSIX shell cuts it: quotes, backslashes, `;`, `&&`, `||`, `|`, newlines, `cd`, assignments in
// front. It runs nothing; where it would have to (a variable, a substitution, a list in a file) it takes everything for
// named.
[[nodiscard]] GitCommand read_git_command(std::string_view command);

}  // namespace leaksieve::hook
