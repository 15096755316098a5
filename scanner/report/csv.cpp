// For spreadsheets and databases: a row a place, and rows for what was not read. RFC 4180: a header, CRLF, every field
// in quotes, quotes doubled. A field that a spreadsheet would take for a formula gets an apostrophe in front (OWASP,
// "CSV injection"), also one that the repository's paths, authors or messages hold.
#include <algorithm>
#include <array>

#include "scanner/base/quote.h"
#include "scanner/report/formats.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

constexpr std::string_view kHeader =
    "record,target,fingerprint,rule,description,service,severity,confidence,exposure,secret,secret_bytes,kind,path,"
    "line,"
    "column,decoded,object,commit,date,author,email,summary,place_exposure,in_head,removed_by,advice\r\n";
constexpr std::size_t kColumns = 26;
constexpr std::size_t kLongestLine = 500;

bool looks_like_formula(std::string_view field) {
  if (field.empty()) return false;
  if (std::string_view("=+-@\t\r\n").find(field[0]) != std::string_view::npos) return true;
  for (const std::string_view wide : {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"}) {
    if (field.starts_with(wide)) return true;  // full-width = + - @
  }
  return false;
}

std::string field_of(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  std::string out = "\"";
  if (looks_like_formula(valid)) out += '\'';
  for (const char c : valid) {
    if (c == '\0') continue;  // many readers end a file there
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string number_or_nothing(std::uint64_t number) { return number == 0 ? "" : std::to_string(number); }
std::string hex_or_nothing(const Oid& id) { return id.is_null() ? "" : id.hex(); }

using Row = std::array<std::string, kColumns>;

void append(std::string& out, const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + field_of(row[i]);
  out += "\r\n";
}

Row leak_row(const RunReport& run, const ScanReport& scan, const finding::Leak& leak, const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  const auto exposure = furthest_of(leak);
  std::string removed;
  for (const finding::Removal& removal : leak.removals) {
    removed += (removed.empty() ? "" : " ") + removal.commit.hex();
  }
  Row row;
  row[0] = "leak";
  row[1] = shown_path(scan.target);
  row[2] = leak.fingerprint;
  row[3] = rule.id;
  row[4] = title_of(rule);
  row[5] = rule.service;
  row[6] = rules::name_of(rule.severity);
  row[7] = rules::name_of(finding::confidence_of(leak, rule));
  row[8] = exposure ? finding::name_of(*exposure) : "";
  row[9] = shown_secret(leak, options);
  row[10] = std::to_string(leak.secret.size_bytes());
  row[24] = removed;
  row[25] = advice_for(exposure);
  return row;
}

void fill_place(Row& row, const finding::Leak& leak, const finding::Occurrence& place) {
  const bool in_head = !place.path.empty() && std::ranges::binary_search(leak.head_paths, place.path);
  const bool has_author = !place.commit.is_null() || place.kind == finding::PlaceKind::kTagMessage;
  row[11] = finding::name_of(place.kind);
  row[12] = shown_path(place.path);
  row[13] = number_or_nothing(place.position.line);
  row[14] = number_or_nothing(place.position.column);
  row[15] = clean_line(decoded_steps(place), kLongestLine);
  row[16] = hex_or_nothing(place.object);
  row[17] = hex_or_nothing(place.commit);
  row[18] = has_author ? iso_time(place.author) : "";
  row[19] = clean_line(place.author.name, kLongestLine);
  row[20] = clean_line(place.author.email, kLongestLine);
  row[21] = clean_line(place.summary, kLongestLine);
  row[22] = place.exposure.empty() ? "" : finding::name_of(place.exposure.furthest());
  row[23] = in_head ? "yes" : "no";
}

void append_told(std::string& out, const ScanReport& scan, const char* record, const std::string& text) {
  Row row;
  row[0] = record;
  row[1] = shown_path(scan.target);
  row[4] = clean_line(text, kLongestLine);
  append(out, row);
}

}  // namespace

std::string write_csv(const RunReport& run, const WriteOptions& options) {
  std::string out(kHeader);
  for (const ScanReport& scan : run.scans) {
    for (const finding::Leak& leak : scan.leaks) {
      Row row = leak_row(run, scan, leak, options);
      if (leak.occurrences.empty()) append(out, row);
      for (const finding::Occurrence& place : leak.occurrences) {
        fill_place(row, leak, place);
        append(out, row);
      }
    }
    for (const std::string& gap : gaps_of(scan)) append_told(out, scan, "incomplete", gap);
    for (const std::string& note : scan.notes) append_told(out, scan, "note", note);
  }
  return out;
}

}  // namespace leaksieve::report
