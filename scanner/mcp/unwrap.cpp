#include "scanner/mcp/unwrap.h"

#include <algorithm>
#include <array>

#include "scanner/base/alphabets.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/json_reader.h"

namespace leaksieve::mcp {
namespace {

bool is_text_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 || c == '\n' || c == '\r' || c == '\t';
}

bool is_escaped(Bytes bytes, std::size_t at) {
  std::size_t slashes = 0;
  while (slashes < at && bytes[at - slashes - 1] == '\\') ++slashes;
  return slashes % 2 == 1;
}

// The quote that opens the string which holds `at`: the last one before it that is not escaped.
std::optional<std::size_t> opening_quote(Bytes bytes, std::size_t at) {
  const std::size_t least = at > kLongestLookBack ? at - kLongestLookBack : 0;
  std::optional<std::size_t> backtick;  // Markdown in a string has them too
  for (std::size_t i = at; i-- > least;) {
    if (bytes[i] == '\n') break;
    if (bytes[i] == '"' && !is_escaped(bytes, i)) return i;
    if (bytes[i] == '`' && !backtick) backtick = i;
  }
  return backtick;
}

// `"...\n", "..."`: where the string before `quote` begins, when it is such a line.
std::optional<std::size_t> line_before(Bytes bytes, std::size_t quote) {
  std::size_t i = quote;
  while (i > 0 && is_space(bytes[i - 1])) --i;
  if (i == 0 || bytes[--i] != ',') return std::nullopt;
  while (i > 0 && is_space(bytes[i - 1])) --i;
  if (i < 3 || bytes[--i] != '"' || bytes[i - 1] != 'n' || bytes[i - 2] != '\\') return std::nullopt;
  return opening_quote(bytes, i);
}

// Behind the string that ended at `end`: the next line of the cell, when there is one.
std::optional<std::size_t> line_behind(Bytes bytes, std::size_t end) {
  if (end < 3 || bytes[end - 2] != 'n' || bytes[end - 3] != '\\') return std::nullopt;
  while (end < bytes.size() && is_space(bytes[end])) ++end;
  if (end >= bytes.size() || bytes[end] != ',') return std::nullopt;
  ++end;
  while (end < bytes.size() && is_space(bytes[end])) ++end;
  if (end >= bytes.size() || bytes[end] != '"') return std::nullopt;
  return end;
}

constexpr std::array<std::string_view, 5> kMarks = {"//", "#", "--", ";", "*"};

// Behind the mark and one blank; npos when the line has another or none.
std::size_t behind_mark(Bytes bytes, std::size_t line, std::string_view mark) {
  std::size_t at = line;
  while (at < bytes.size() && is_blank(bytes[at])) ++at;
  if (!bytes.substr(at).starts_with(mark)) return Bytes::npos;
  while (bytes.substr(at).starts_with(mark)) at += mark.size();
  return at;
}

}  // namespace

MappedText percent_decoded(const MappedText& text, Plus plus) {
  const Bytes bytes = text.text();
  if (bytes.find_first_of("%+") == Bytes::npos) return text;
  MappedTextBuilder out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '%' && i + 2 < bytes.size() && hex_value(bytes[i + 1]) >= 0 && hex_value(bytes[i + 2]) >= 0) {
      out.add(static_cast<char>(hex_value(bytes[i + 1]) * 16 + hex_value(bytes[i + 2])), text.offset(i), 3);
      i += 2;
    } else {
      const ByteSpan from = text.span({i, i + 1});
      out.add(bytes[i] == '+' && plus == Plus::kIsBlank ? ' ' : bytes[i], from.begin, from.size());
    }
  }
  return out.finish(text.offset(bytes.size()));
}

std::optional<MappedText> base64_decoded(const MappedText& text) {
  Bytes bytes = text.text();
  while (!bytes.empty() && bytes.back() == '=') bytes.remove_suffix(1);
  if (bytes.size() < 4 || bytes.size() % 4 == 1) return std::nullopt;
  MappedTextBuilder out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint32_t value = base64_value(bytes[i]);
    if (value == kNoBase64) return std::nullopt;
    bits = bits << 6U | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const char c = static_cast<char>((bits >> count) & 0xffU);
    if (!is_text_byte(c)) return std::nullopt;
    const ByteSpan from = text.span({i - 1, i + 1});  // a byte's bits are in two characters
    out.add(c, from.begin, from.size());
  }
  return out.finish(text.offset(text.size()));
}

std::optional<MappedText> unescaped_around(const MappedText& text, std::size_t at, ByteSpan& around) {
  const Bytes bytes = text.text();
  std::optional<std::size_t> begin = opening_quote(bytes, at);
  if (!begin) return std::nullopt;
  const std::size_t least = at > kLongestLookBack ? at - kLongestLookBack : 0;
  for (auto before = line_before(bytes, *begin); before && *before >= least; before = line_before(bytes, *begin)) {
    begin = before;
  }
  around.begin = *begin;
  MappedTextBuilder out;
  std::optional<std::size_t> next = begin;
  std::size_t end = *begin;
  while (next) {
    end = *next;
    bool closed = false;
    out.add(read_json_string(text, end, closed));
    next = closed ? line_behind(bytes, end) : std::nullopt;
  }
  around.end = end;
  return out.finish(text.offset(end));
}

std::optional<MappedText> uncommented_around(const MappedText& text, std::size_t begin, std::size_t at,
                                             ByteSpan& around) {
  const Bytes bytes = text.text();
  std::string_view mark;
  for (const std::string_view candidate : kMarks) {
    const std::size_t behind = behind_mark(bytes, begin, candidate);
    if (behind != Bytes::npos && behind <= at) {
      mark = candidate;
      break;
    }
  }
  if (mark.empty()) return std::nullopt;
  const std::size_t least = at > kLongestLookBack ? at - kLongestLookBack : 0;
  while (begin > least) {
    const std::size_t before = begin_of_line(bytes, begin - 1, kLongestLookBack);
    if (behind_mark(bytes, before, mark) == Bytes::npos) break;
    begin = before;
  }
  MappedTextBuilder out;
  std::size_t line = begin;
  while (line < bytes.size()) {
    const std::size_t behind = behind_mark(bytes, line, mark);
    if (behind == Bytes::npos) break;
    const std::size_t end = std::min(bytes.find('\n', line), bytes.size());
    out.add(text.slice(std::min(behind, end), std::min(end + 1, bytes.size())));
    line = end + 1;
  }
  line = std::min(line, bytes.size());
  around = {begin, line};
  return out.finish(text.offset(line));
}

}  // namespace leaksieve::mcp
