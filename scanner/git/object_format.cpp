// The text of commits and tags and the entries of trees. Broken ones give what could be read.
// Source: git's Documentation/user-manual.txt, "Object storage format"; fsck.c for what old tools left behind.
#include <charconv>

#include "scanner/git/objects.h"

namespace leaksieve::git {
namespace {

// Takes the text up to the next '\n' off the front.
Bytes take_line(Bytes& rest) {
  const std::size_t end = rest.find('\n');
  const Bytes line = rest.substr(0, end);
  rest.remove_prefix(end == Bytes::npos ? rest.size() : end + 1);
  return line;
}

bool take_prefix(Bytes& line, Bytes prefix) {
  if (!line.starts_with(prefix)) return false;
  line.remove_prefix(prefix.size());
  return true;
}

template <class Number>
Number number_of(Bytes text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "Name <mail> 1700000000 +0100": from the right, because names and mails hold anything.
struct PersonParts {
  Bytes name, email, date;  // date: "" when there is no mail
};

PersonParts split_person(Bytes line) {
  const std::size_t close = line.rfind('>');
  const std::size_t open = close == Bytes::npos ? Bytes::npos : line.find('<');
  if (open == Bytes::npos || open > close) return {line, {}, {}};
  PersonParts parts{line.substr(0, open), line.substr(open + 1, close - open - 1), line.substr(close + 1)};
  while (parts.name.ends_with(' ')) parts.name.remove_suffix(1);
  while (parts.date.starts_with(' ')) parts.date.remove_prefix(1);
  return parts;
}

Person parse_person(Bytes line) {
  const PersonParts parts = split_person(line);
  Person person;
  person.name = parts.name;
  person.email = parts.email;
  const Bytes rest = parts.date;
  person.time = number_of<std::int64_t>(rest);
  const std::size_t zone = rest.find_last_of("+-");
  if (zone != Bytes::npos && zone > 0) {
    const int hhmm = number_of<int>(rest.substr(zone + 1));
    const int minutes = hhmm / 100 * 60 + hhmm % 100;
    if (minutes < 24 * 60) person.offset_minutes = rest[zone] == '-' ? -minutes : minutes;
  }
  return person;
}

// The first line of the message: leading empty lines left out, as git log does.
std::string summary_of(Bytes message) {
  while (message.starts_with('\n')) message.remove_prefix(1);
  return std::string(take_line(message));
}

// Calls `take(line)` for each header line and leaves the message.
template <class Take>
void for_each_header(Bytes& rest, Take take) {
  while (!rest.empty()) {
    const Bytes line = take_line(rest);
    if (line.empty()) return;
    take(line);
  }
}

}  // namespace

const char* name_of(ObjectType type) {
  switch (type) {
    case ObjectType::kCommit:
      return "commit";
    case ObjectType::kTree:
      return "tree";
    case ObjectType::kTag:
      return "tag";
    case ObjectType::kBlob:
      break;
  }
  return "blob";
}

std::optional<Commit> parse_commit(const Oid& id, Bytes content) {
  Commit commit;
  commit.id = id;
  bool has_tree = false;
  for_each_header(content, [&](Bytes line) {
    if (take_prefix(line, "tree ")) {
      if (const auto tree = Oid::from_hex(line); tree && !has_tree) {
        commit.tree = *tree;
        has_tree = true;
      }
    } else if (take_prefix(line, "parent ")) {
      if (const auto parent = Oid::from_hex(line)) commit.parents.push_back(*parent);
    } else if (take_prefix(line, "author ")) {
      commit.author = parse_person(line);
    } else if (take_prefix(line, "committer ")) {
      commit.committer = parse_person(line);
    }
  });
  if (!has_tree) return std::nullopt;
  commit.summary = summary_of(content);
  return commit;
}

std::optional<CommitLinks> parse_commit_links(Bytes content, std::vector<Oid>& parents) {
  parents.clear();
  CommitLinks links;
  bool has_tree = false;
  for_each_header(content, [&](Bytes line) {
    if (take_prefix(line, "tree ")) {
      if (const auto tree = Oid::from_hex(line); tree && !has_tree) {
        links.tree = *tree;
        has_tree = true;
      }
    } else if (take_prefix(line, "parent ")) {
      if (const auto parent = Oid::from_hex(line)) parents.push_back(*parent);
    } else if (take_prefix(line, "committer ")) {
      links.time = number_of<std::int64_t>(split_person(line).date);
    }
  });
  if (!has_tree) return std::nullopt;
  return links;
}

std::optional<Tag> parse_tag(const Oid& id, Bytes content) {
  Tag tag;
  tag.id = id;
  bool has_target = false;
  for_each_header(content, [&](Bytes line) {
    if (take_prefix(line, "object ")) {
      if (const auto target = Oid::from_hex(line); target && !has_target) {
        tag.target = *target;
        has_target = true;
      }
    } else if (take_prefix(line, "type ")) {
      for (const ObjectType type : {ObjectType::kCommit, ObjectType::kTree, ObjectType::kBlob, ObjectType::kTag}) {
        if (line == name_of(type)) tag.target_type = type;
      }
    } else if (take_prefix(line, "tag ")) {
      tag.name = line;
    } else if (take_prefix(line, "tagger ")) {
      tag.tagger = parse_person(line);
    }
  });
  if (!has_target) return std::nullopt;
  tag.summary = summary_of(content);
  return tag;
}

// "<octal mode> <name>\0<raw id>", again and again.
std::optional<TreeEntry> TreeCursor::next() {
  if (rest_.empty()) return std::nullopt;
  broken_ = true;
  TreeEntry entry;
  std::size_t at = 0;
  while (at < rest_.size() && rest_[at] >= '0' && rest_[at] <= '7' && at < 7) {
    entry.mode = entry.mode * 8 + static_cast<std::uint32_t>(rest_[at++] - '0');
  }
  if (at == 0 || at >= rest_.size() || rest_[at] != ' ') return std::nullopt;
  const std::size_t name = at + 1;
  const std::size_t end = rest_.find('\0', name);
  if (end == Bytes::npos || rest_.size() - end - 1 < oid_bytes_) return std::nullopt;
  entry.name = rest_.substr(name, end - name);
  entry.id = Oid::from_raw(rest_.data() + end + 1, oid_bytes_);
  rest_.remove_prefix(end + 1 + oid_bytes_);
  broken_ = false;
  return entry;
}

}  // namespace leaksieve::git
