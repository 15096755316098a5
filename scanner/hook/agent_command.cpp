// Agents mostly write `git add -A && git commit -m "..."` as one command: when their hook is asked, nothing is staged
// yet.
#include "scanner/hook/agent_command.h"

#include <algorithm>
#include <array>
#include <optional>

namespace leaksieve::hook {
namespace {

constexpr std::size_t kLongestCommand = 100'000;  // bytes; what stands behind it is not read

struct Word {
  std::string text;
  bool is_certain = true;  // false: the shell would put something in ($x, `x`, $(x))
};
using Words = std::vector<Word>;

// Cuts a text into simple commands.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  std::vector<Words> cut() {
    while (at_ < text_.size()) take_one();
    end_command();
    return std::move(commands_);
  }

 private:
  void take_one() {
    const char c = text_[at_++];
    if (c == '\'') {
      take_quoted('\'');
    } else if (c == '"') {
      take_quoted('"');
    } else if (c == '\\') {
      if (at_ < text_.size() && text_[at_] != '\n') add(text_[at_]);
      ++at_;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      end_word();
    } else if (c == '#' && !word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (std::string_view(";&|\n(){}").find(c) != std::string_view::npos && (c != '{' || !word_) && c != '}') {
      end_command();
    } else {
      if (c == '$' || c == '`') mark_uncertain();
      add(c);
    }
  }

  void take_quoted(char quote) {
    if (!word_) word_.emplace();
    while (at_ < text_.size() && text_[at_] != quote) {
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      if (quote == '"' && (text_[at_] == '$' || text_[at_] == '`')) mark_uncertain();
      add(text_[at_++]);
    }
    ++at_;
  }

  void add(char c) {
    if (!word_) word_.emplace();
    word_->text += c;
  }
  void mark_uncertain() {
    if (!word_) word_.emplace();
    word_->is_certain = false;
  }
  void end_word() {
    if (word_) words_.push_back(std::move(*word_));
    word_.reset();
  }
  void end_command() {
    end_word();
    if (!words_.empty()) commands_.push_back(std::move(words_));
    words_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<Word> word_;
  Words words_;
  std::vector<Words> commands_;
};

bool is_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string joined(const std::string& folder, const std::string& path) {
  if (folder.empty() || path.starts_with('/')) return path;
  return folder + "/" + path;
}

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 6> kBefore = {"sudo", "command", "env", "time", "nohup", "exec"};
// Words of the shell that a command may stand behind.
constexpr std::array<std::string_view, 6> kShellWords = {"then", "do", "else", "if", "while", "!"};
// Options of git itself, of `git commit` and of `git add`, whose value is the next word.
constexpr std::array<std::string_view, 6> kGitValues = {"-c",          "--git-dir",   "--work-tree",
                                                        "--namespace", "--exec-path", "--config-env"};
constexpr std::array<std::string_view, 17> kCommitValues = {"-m",
                                                            "--message",
                                                            "-F",
                                                            "--file",
                                                            "-C",
                                                            "--reuse-message",
                                                            "-c",
                                                            "--reedit-message",
                                                            "--author",
                                                            "--date",
                                                            "-t",
                                                            "--template",
                                                            "--cleanup",
                                                            "--fixup",
                                                            "--squash",
                                                            "--trailer",
                                                            "--pathspec-file-nul"};
constexpr std::string_view kCommitLettersWithValue = "mFCct";

class Reader {
 public:
  explicit Reader(GitCommand& out) : out_(out) {}

  void read(const Words& words) {
    std::size_t at = 0;
    while (at < words.size() && (is_assignment(words[at].text) || is_one_of(kBefore, words[at].text) ||
                                 is_one_of(kShellWords, words[at].text))) {
      ++at;
    }
    if (at == words.size()) return;
    const std::string& program = words[at].text;
    if (program == "cd" || program == "pushd") {
      if (at + 1 < words.size() && words[at + 1].is_certain) folder_ = joined(folder_, words[at + 1].text);
    } else if (program == "git" || program.ends_with("/git")) {
      read_git(words, at + 1);
    } else {
      read_wrapped(words, at);
    }
  }

 private:
  // `bash -c "git commit"`, `xargs git add`: the command is in a word, or behind one.
  void read_wrapped(const Words& words, std::size_t at) {
    const std::string& program = words[at].text;
    if (program == "xargs" || program == "find") {
      for (std::size_t i = at + 1; i + 1 < words.size(); ++i) {
        if (words[i].text != "git") continue;
        const std::string& what = words[i + 1].text;
        if (what == "add" || what == "stage") out_.taken.push_back({folder_, false, true, {}});
        if (what == "commit") note_commit(folder_);
      }
      return;
    }
    const bool is_shell = program == "sh" || program.ends_with("bash") || program.ends_with("/sh") ||
                          program == "zsh" || program == "dash" || program == "eval";
    if (!is_shell || depth_ > 3) return;
    ++depth_;
    for (std::size_t i = at + 1; i < words.size(); ++i) {
      if (words[i].text.starts_with('-')) continue;
      const std::string before = folder_;
      for (const Words& inner : Cutter(words[i].text).cut()) read(inner);
      folder_ = before;
    }
    --depth_;
  }

  void note_commit(const std::string& folder) {
    out_.commits = true;
    if (!is_one_of(out_.directories, folder)) out_.directories.push_back(folder);
  }

  void read_git(const Words& words, std::size_t at) {
    std::string folder = folder_;
    for (; at < words.size() && words[at].text.starts_with('-'); ++at) {
      if (at + 1 < words.size() && words[at].text == "-C") {
        folder = joined(folder, words[++at].text);
      } else if (is_one_of(kGitValues, words[at].text)) {
        ++at;
      }
    }
    if (at >= words.size()) return;
    const std::string& what = words[at].text;
    if (what == "add" || what == "stage") read_add(words, at + 1, folder);
    if (what == "commit") read_commit(words, at + 1, folder);
  }

  void read_add(const Words& words, std::size_t at, const std::string& folder) {
    Taken taken{folder, false, false, {}};
    bool all = false;
    bool only_paths = false;
    for (; at < words.size(); ++at) {
      const std::string& text = words[at].text;
      if (!words[at].is_certain || text.starts_with("--pathspec-from-file")) {
        taken.everything = true;
      } else if (only_paths || !text.starts_with('-')) {
        taken.paths.push_back(text);
      } else if (text == "--") {
        only_paths = true;
      } else if (text == "-n" || text == "--dry-run") {
        return;
      } else {
        const auto is_short_of = [&text](char letter) {
          return !text.starts_with("--") && text.find(letter) != std::string::npos;
        };
        all = all || text == "--all" || text == "--no-ignore-removal" || is_short_of('A');
        taken.tracked =
            taken.tracked || text == "--update" || text == "--patch" || is_short_of('u') || is_short_of('p');
      }
    }
    if (!taken.paths.empty()) all = taken.tracked = false;  // only of these paths
    taken.everything = taken.everything || all;
    out_.taken.push_back(std::move(taken));
  }

  void read_commit(const Words& words, std::size_t at, const std::string& folder) {
    note_commit(folder);
    Taken taken{folder, false, false, {}};
    bool only_paths = false;
    for (; at < words.size(); ++at) {
      const Word& word = words[at];
      const std::string& text = word.text;
      if (only_paths || !text.starts_with('-')) {
        taken.everything = taken.everything || !word.is_certain;
        taken.paths.push_back(text);
      } else if (text == "--") {
        only_paths = true;
      } else if (text == "--all" || text.starts_with("--pathspec-from-file")) {
        taken.tracked = true;
      } else if (text.starts_with("--")) {
        if (is_one_of(kCommitValues, text)) ++at;
      } else {
        at += read_letters(text, taken) ? 1 : 0;
      }
    }
    if (taken.tracked || taken.everything || !taken.paths.empty()) out_.taken.push_back(std::move(taken));
  }

  // "-am": letters up to one that takes a value. True when the value is the next word.
  static bool read_letters(const std::string& text, Taken& taken) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == 'a') taken.tracked = true;
      if (text[i] == 'S' || text[i] == 'u') return false;  // the rest is its value
      if (kCommitLettersWithValue.find(text[i]) != std::string_view::npos) return i + 1 == text.size();
    }
    return false;
  }

  GitCommand& out_;
  std::string folder_;
  int depth_ = 0;
};

}  // namespace

GitCommand read_git_command(std::string_view command) {
  GitCommand out;
  Reader reader(out);
  for (const Words& words : Cutter(command.substr(0, kLongestCommand)).cut()) reader.read(words);
  return out;
}

}  // namespace leaksieve::hook
