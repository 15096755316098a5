// One buffer's way: windows → matches → filters → overlaps → findings. Text in UTF-16 is scanned twice, as UTF-8 and as
// the raw bytes it came in: a byte order mark in front of plain text must not hide what follows.
#include "scanner/finding/detector.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <tuple>
#include <utility>

#include "scanner/decode/utf16.h"
#include "scanner/finding/context.h"
#include "scanner/finding/fingerprint.h"
#include "scanner/finding/judge.h"
#include "scanner/finding/mcp_documents.h"
#include "scanner/finding/parts.h"
#include "scanner/finding/unpacker.h"

namespace leaksieve::finding {
namespace {

// A window is its own bytes and some on either side: matches that begin in its own bytes are its to tell, the rest is
// context.
constexpr std::size_t kContextBefore = std::size_t{16} << 10;
constexpr std::size_t kContextBehind = std::size_t{48} << 10;
constexpr std::size_t kOverlap = kContextBefore + kContextBehind;

bool is_any_kept(const std::vector<Judged>& judged) { return std::ranges::any_of(judged, &Judged::kept); }

// The lines around `self`, without the other secrets that stand there.
struct MaskedLine {
  std::string text;
  ByteSpan secret;
};

MaskedLine masked_line(Bytes text, const std::vector<Judged>& all, std::size_t self) {
  const ByteSpan own = all[self].match.secret;
  const ByteSpan line = context_of(text, own);
  std::vector<ByteSpan> others;  // by begin
  for (std::size_t i = self; i > 0 && all[i - 1].match.secret.end > line.begin; --i) {
    others.push_back(all[i - 1].match.secret);
  }
  std::reverse(others.begin(), others.end());
  for (std::size_t i = self + 1; i < all.size() && all[i].match.secret.begin < line.end; ++i) {
    others.push_back(all[i].match.secret);
  }
  MaskedLine masked;
  std::size_t at = line.begin;
  const auto append_to = [&](std::size_t end) {
    if (end > at) masked.text += text.substr(at, end - at);
    at = std::max(at, end);
  };
  bool done = false;
  const auto append_own = [&] {
    append_to(own.begin);
    masked.secret.begin = masked.text.size();
    append_to(own.end);
    masked.secret.end = masked.text.size();
    done = true;
  };
  for (const ByteSpan& other : others) {
    if (other.overlaps(own)) continue;
    if (!done && other.begin >= own.end) append_own();
    append_to(other.begin);
    at = std::max(at, std::min(other.end, line.end));
  }
  if (!done) append_own();
  append_to(line.end);
  return masked;
}

Finding file_finding(const rules::Rule& rule, std::uint32_t index, Bytes path) {
  Finding finding;
  finding.rule = index;
  finding.secret = Secret(std::string(path));
  finding.fingerprint = make_fingerprint(rule, finding.secret, path, {});
  return finding;
}

bool tells_same(const Finding& a, const Finding& b) { return a.span.overlaps(b.span); }

}  // namespace

struct Detector::Impl {
  std::shared_ptr<const match::PatternDb> db;
  match::Matcher matcher;
  Judge judge;
  PartsJoiner parts;
  McpDocuments documents;
  std::vector<match::Match> matches;  // of the current buffer; kept for their memory
  Unpacker unpacker;
  std::vector<std::size_t> last_ends{};  // by rule: where its last match in the windows before ended
  std::vector<match::Spot> spots{};      // of the current buffer
  std::size_t window_size{};             // bytes, of the current scan: Detector::window_bytes

  Status collect(Bytes text, Bytes path, const match::Edit* edit, match::Trace* keep) {
    matches.clear();
    spots.clear();
    if (text.size() <= window_size) {
      const Status status = matcher.scan(text, path, edit, keep, matches);
      spots = matcher.spots();
      return status;
    }
    const std::size_t own_size = std::max(window_size, 2 * kOverlap) - kOverlap;
    last_ends.assign(db->rule_set().rules.size(), 0);
    std::vector<match::Match> found;
    for (std::size_t own = 0; own < text.size(); own += own_size) {
      const std::size_t begin = own > kContextBefore ? own - kContextBefore : 0;
      const std::size_t own_end = std::min(text.size(), own + own_size);
      const Bytes window = text.substr(begin, std::min(text.size(), own_end + kContextBehind) - begin);
      found.clear();
      if (Status status = matcher.scan(window, path, found); !status) return status;
      for (const match::Spot& spot : matcher.spots()) {
        const std::size_t at = spot.begin + begin;
        if (at >= own && at < own_end) spots.push_back({spot.kind, at});
      }
      for (match::Match& match : found) {
        if (match.whole.empty()) {  // by its path: once
          if (own == 0) matches.push_back(match);
          continue;
        }
        for (ByteSpan* span : {&match.whole, &match.secret}) *span = {span->begin + begin, span->end + begin};
        std::size_t& last_end = last_ends[match.rule];
        if (match.whole.begin < own || match.whole.begin >= own_end || match.whole.begin < last_end) continue;
        last_end = match.whole.end;
        matches.push_back(match);
      }
    }
    return {};
  }

  // The findings of a text that is not decoded any further.
  Status scan_text(Bytes text, Bytes path, std::vector<Finding>& out, const match::Edit* edit = nullptr,
                   match::Trace* keep = nullptr) {
    if (Status status = collect(text, path, edit, keep); !status) return status;
    if (matches.empty()) return {};
    const bool is_document = documents.take_candidates(matches);
    std::vector<Judged> judged;
    for (const match::Match& match : matches) {
      if (!match.whole.empty()) {
        if (Judged one = judge.judge(match, text, path); one.kept || one.known_harmless)
          judged.push_back(std::move(one));
        continue;
      }
      Finding finding = file_finding(db->rule_set().rules[match.rule], match.rule, path);
      if (allowed_at(*db, finding, path, "")) out.push_back(std::move(finding));
    }
    documents.forget();
    if (is_document) {
      using Wanted = mcp::DocumentJudge::Wanted;
      documents.read(text, path, edit, keep, is_any_kept(judged) ? Wanted::kAll : Wanted::kAllIfSecret);
      documents.append(text, path, judge, judged);
    }
    if (!is_any_kept(judged)) return {};
    settle_overlaps(db->rule_set(), path.empty() ? PathKnowledge::kUnknown : PathKnowledge::kKnown, judged);
    parts.join(text, judged);
    const std::size_t first = out.size();
    append_findings(text, judged, out);
    documents.place(db->rule_set(), first, out);
    return {};
  }

  void append_findings(Bytes text, std::vector<Judged>& judged, std::vector<Finding>& out) const {
    LineCursor cursor(text);
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const match::Match& match = judged[i].match;
      Finding finding;
      finding.rule = match.rule;
      finding.whole = match.whole;
      finding.span = match.secret;
      finding.position = cursor.move_to(match.secret.begin);
      finding.allowed_inline = cursor.allows(match.secret.end);
      finding.secret = Secret(std::string(match.secret.of(text)));
      const MaskedLine line = masked_line(text, judged, i);
      finding.fingerprint = make_fingerprint(db->rule_set().rules[match.rule], finding.secret, line.text, line.secret);
      finding.note = std::move(judged[i].note);
      finding.is_lowered = judged[i].is_lowered;
      finding.pending = std::move(judged[i].pending);
      finding.outranked_by = std::move(judged[i].outranked_by);
      out.push_back(std::move(finding));
    }
  }

  // The findings of a text and of what is in it.
  Status scan_inside(const InnerText& inner, std::vector<Finding>& out, const match::Edit* edit = nullptr,
                     match::Trace* keep = nullptr) {
    const std::size_t first = out.size();
    matcher.look_for_spots(inner.depth.decode > 0);
    const Status status = scan_text(inner.text, inner.path, out, edit, keep);
    if (!status || !Unpacker::is_needed(inner, spots)) return status;
    // Of what is unpacked from versions of a file, most was in the version before: lines in which nothing is are known.
    const auto scan = [&](const InnerText& deeper, std::vector<Finding>& found) {
      const match::NewText text(deeper.text);
      const match::Edit as_new = text.edit();
      return scan_any(deeper, found, edit != nullptr ? &as_new : nullptr);
    };
    return unpacker.unpack(inner, std::exchange(spots, {}), scan, first, out);
  }

  Status scan_utf16(const InnerText& inner, decode::Endian endian, std::vector<Finding>& out) {
    const decode::Utf16Text decoded(inner.text, endian);
    InnerText as_utf8 = inner;
    as_utf8.text = decoded.utf8();
    std::vector<Finding> findings;
    if (Status status = scan_inside(as_utf8, findings); !status) return status;
    for (Finding& finding : findings) {
      for (ByteSpan* span : {&finding.whole, &finding.span}) {
        if (!span->empty()) *span = {decoded.original_offset(span->begin), decoded.original_offset(span->end)};
      }
    }
    std::vector<Finding> raw;
    if (Status status = scan_inside(inner, raw); !status) return status;
    for (Finding& finding : raw) {
      const bool told =
          finding.span.empty() || std::any_of(findings.begin(), findings.end(),
                                              [&](const Finding& other) { return tells_same(finding, other); });
      if (!told) out.push_back(std::move(finding));
    }
    std::move(findings.begin(), findings.end(), std::back_inserter(out));
    return {};
  }

  Status scan_any(const InnerText& inner, std::vector<Finding>& out, const match::Edit* edit = nullptr,
                  match::Trace* keep = nullptr) {
    const auto endian = decode::detect_utf16(inner.text);
    if (!endian) return scan_inside(inner, out, edit, keep);
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    const Status status = scan_utf16(inner, *endian, out);
    std::sort(out.begin() + first, out.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.span.begin, a.rule) < std::tie(b.span.begin, b.rule);
    });
    return status;
  }
};

Result<Detector> Detector::make(std::shared_ptr<const match::PatternDb> db) {
  Result<match::Matcher> matcher = match::Matcher::make(db);
  if (!matcher) return matcher.error();
  Result<Judge> judge = Judge::make(db);
  if (!judge) return judge.error();
  const rules::RuleSet& set = db->rule_set();  // the database keeps it where it is
  return Detector(std::unique_ptr<Impl>(new Impl{
      std::move(db), std::move(*matcher), std::move(*judge), PartsJoiner(set), McpDocuments(set), {}, Unpacker(set)}));
}

Detector::Detector(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

const match::PatternDb& Detector::db() const { return *impl_->db; }
const std::vector<Skip>& Detector::skips() const { return impl_->unpacker.skips(); }

Status Detector::scan(Bytes text, Bytes path, std::vector<Finding>& out) {
  return scan(text, path, nullptr, nullptr, out);
}

Status Detector::scan(Bytes text, Bytes path, const match::Edit* edit, match::Trace* keep, std::vector<Finding>& out) {
  const UnpackDepth depth{decode_depth, archive_depth};
  impl_->unpacker.begin(depth);
  impl_->window_size = window_bytes;
  try {
    return impl_->scan_any({text, path, std::nullopt, depth}, out, edit, keep);
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimit, "out of memory while decoding"};
  }
}

}  // namespace leaksieve::finding
