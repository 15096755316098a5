#include "scanner/finding/unpacker.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scanner/decode/base64.h"
#include "scanner/decode/kubernetes.h"
#include "scanner/decode/text_likeness.h"
#include "scanner/decode/utf16.h"
#include "scanner/finding/context.h"
#include "scanner/finding/merge_decoded.h"

namespace leaksieve::finding {
namespace {

using decode::Escaping;
using match::Spot;
using match::SpotKind;

constexpr std::size_t kLineAround = 256;                       // bytes of a line around a run that is decoded in it
constexpr std::size_t kLongestRun = std::size_t{64} << 20;     // encoded bytes
constexpr std::size_t kShortestRun = 9;                        // decoded bytes
constexpr std::size_t kLongestRegion = std::size_t{64} << 10;  // of escapes that stand close together
constexpr std::size_t kQuotedLine = 80;                        // RFC 2045: 76, and a patch's or reply's mark
constexpr std::size_t kEscapings = 4;

std::optional<Escaping> escaping_of(SpotKind kind) {
  switch (kind) {
    case SpotKind::kPercent:
      return Escaping::kPercent;
    case SpotKind::kEscape:
    case SpotKind::kUnicode:
      return Escaping::kBackslash;
    case SpotKind::kEntity:
      return Escaping::kEntity;
    case SpotKind::kQuoted:
    case SpotKind::kSoftBreak:
      return Escaping::kQuotedPrintable;
    default:
      return std::nullopt;
  }
}

// Does the line that ends in front of `end` (a '\n', or the text's end) go on in the next, and is it no longer than
// quoted-printable may be? Lines of a go.sum end with '=' too.
bool goes_on(Bytes text, std::size_t end) {
  if (end > 0 && text[end - 1] == '\r') --end;
  return end > 0 && text[end - 1] == '=' && end - begin_of_line(text, end, kQuotedLine + 1) <= kQuotedLine;
}

// The lines of quoted-printable that are one with that of `span`.
ByteSpan soft_lines(Bytes text, ByteSpan span) {
  while (span.begin > 0 && text[span.begin - 1] == '\n' && goes_on(text, span.begin - 1) &&
         span.size() < kLongestRegion) {
    span.begin = context_of(text, {span.begin - 1, span.begin - 1}).begin;
  }
  while (span.end < text.size() && goes_on(text, span.end) && span.size() < kLongestRegion) {
    const std::size_t newline = text.find('\n', span.end);
    if (newline == Bytes::npos) break;
    span.end = context_of(text, {newline + 1, newline + 1}).end;
  }
  return span;
}

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

std::string step_of(std::string_view how, std::string_view member, const Finding& inner) {
  return fmt::format("{}{}{} → line {}", how, member.empty() ? "" : "!", member, inner.position.line);
}

}  // namespace

class Unpacker::Run {
 public:
  Run(Unpacker& self, const InnerText& outer, const Scan& scan) : self_(self), outer_(outer), scan_(scan) {}

  Status run(const std::vector<Spot>& spots) {
    if (const auto container = decode::detect_container(outer_.text)) {
      if (read_container(*container)) return status_;
    }
    if (outer_.depth.decode == 0) return status_;
    std::array<ByteSpan, kEscapings> regions{};
    take_kubernetes(spots);
    for (const Spot& spot : spots) {
      if (!status_) break;
      if (outer_.focus && !outer_.focus->contains({spot.begin, spot.begin + 1})) continue;
      if (const auto escaping = escaping_of(spot.kind)) {
        ByteSpan& region = regions.at(static_cast<std::size_t>(*escaping));
        if (grow(region, spot.begin, *escaping)) continue;
        const ByteSpan around = region_around(spot.begin, *escaping);
        if (!region.empty() && around.begin <= region.end && region.size() < kLongestRegion) {
          region.end = std::max(region.end, around.end);
          continue;
        }
        if (!region.empty()) scan_region(region, *escaping);
        region = around;
      } else if (spot.kind != SpotKind::kKubernetes && spot.begin >= done_ && !is_known(spot.begin)) {
        scan_run(spot);
      }
    }
    for (std::size_t i = 0; i < kEscapings && status_; ++i) {
      if (!regions.at(i).empty()) scan_region(regions.at(i), static_cast<Escaping>(i));
    }
    return status_;
  }

  [[nodiscard]] std::vector<DecodedFinding>& found() { return found_; }

 private:
  friend class Unpacker::Members;

  // False when it turned out to be none.
  bool read_container(decode::Container container);

  [[nodiscard]] InnerText inner(Bytes text) const {
    return {text, outer_.path, std::nullopt, {outer_.depth.decode - 1, outer_.depth.archive}, true, true};
  }

  std::vector<Finding> scan(const InnerText& inner) {
    std::vector<Finding> findings;
    if (Status status = scan_(inner, findings); !status && status_) status_ = status;
    std::erase_if(findings, [](const Finding& finding) { return finding.span.empty(); });  // told by a path
    return findings;
  }

  void add(Finding finding, const ByteSpan& whole, const ByteSpan& span, std::string step, bool wins_ties) {
    finding.whole = whole;
    finding.span = span;
    finding.decoded.insert(finding.decoded.begin(), std::move(step));
    found_.push_back({std::move(finding), false, wins_ties});
  }

  // What bytes are known as: the same may be harmless as one and not as another.
  enum class Known : std::uint8_t { kMember, kEscapes, kContainer = kEscapes + kEscapings, kNamed, kInLine };

  // Runs scan_it() unless the same bytes (not empty) were harmless before. Only where no path can make a difference.
  template <class ScanIt>
  void scan_once(Bytes bytes, Known as, ScanIt scan_it) {
    KnownTexts& harmless = self_.harmless_;
    if (bytes.size() > harmless.longest() || !outer_.path.empty() || !harmless.open()) return scan_it();
    scan_unless_known(harmless.print_of(bytes, print_kind(as, outer_.depth)), scan_it);
  }

  // The same for a member of an archive, which is known by its name as well, and for a container in encoded text.
  template <class ScanIt>
  void scan_whole_once(const InnerText& whole, Known as, ScanIt scan_it) {
    KnownTexts& harmless = self_.harmless_;
    if (whole.path.size() > harmless.longest() || !harmless.open()) return scan_it();
    scan_unless_known(harmless.print_of_both(whole.path, whole.text, print_kind(as, whole.depth)), scan_it);
  }

  // Depths are 16 at most (cli/scan_request.h), and there are 16 kinds.
  static std::uint16_t print_kind(Known as, const UnpackDepth& depth) {
    return static_cast<std::uint16_t>((static_cast<unsigned>(as) * 64 + depth.decode) * 64 + depth.archive);
  }

  // What told something is told each time, and what takes of the budget takes of it each time.
  template <class ScanIt>
  void scan_unless_known(const KnownTexts::Print& print, ScanIt scan_it) {
    if (self_.harmless_.holds(print) || self_.takes_again(print)) return;
    const std::size_t before = found_.size();
    const std::size_t skips = self_.skips_.size();
    const decode::OutputBudget budget = self_.budget_;
    scan_it();
    if (!status_ || found_.size() != before || self_.skips_.size() != skips) return;
    self_.learn(print, budget);
  }

  // Takes what is around a spot of `region` into it. A long line may have a spot at every fourth byte, so only what
  // lies behind the region is looked at. False where that does not tell.
  [[nodiscard]] bool grow(ByteSpan& region, std::size_t at, Escaping escaping) const {
    if (at >= region.end || region.size() >= kLongestRegion) return false;
    const Bytes behind = outer_.text.substr(region.end, 2);
    if (behind.empty() || behind[0] == '\n' || behind == "\r\n")
      return true;                                             // as for all spots of a line but the first
    if (escaping == Escaping::kQuotedPrintable) return false;  // its next line may be one with it
    const std::size_t far = std::min(outer_.text.size(), at + kContextBytes);
    if (far <= region.end) return true;
    const Bytes rest = outer_.text.substr(region.end, far - region.end);
    region.end += std::min(rest.size(), rest.find('\n'));
    if (outer_.text[region.end - 1] == '\r') --region.end;
    return true;
  }

  [[nodiscard]] ByteSpan region_around(std::size_t at, Escaping escaping) const {
    const ByteSpan line = context_of(outer_.text, {at, at});
    return escaping == Escaping::kQuotedPrintable ? soft_lines(outer_.text, line) : line;
  }

  void scan_region(const ByteSpan& region, Escaping escaping) {
    const auto as = static_cast<Known>(static_cast<std::size_t>(Known::kEscapes) + static_cast<std::size_t>(escaping));
    scan_once(region.of(outer_.text), as, [&] {
      const decode::PlainText plain(region.of(outer_.text), escaping);
      if (!plain.has_changes()) return;
      for (Finding& finding : scan(inner(plain.text()))) {
        if (!plain.is_changed(finding.whole)) continue;
        const auto outside = [&](const ByteSpan& span) {
          const ByteSpan original = plain.original_span(span);
          return ByteSpan{region.begin + original.begin, region.begin + original.end};
        };
        const ByteSpan whole = outside(finding.whole);
        const ByteSpan span = outside(finding.span);
        add(std::move(finding), whole, span, name_of(escaping), escaping != Escaping::kPercent);
      }
    });
  }

  void scan_run(const Spot& spot) {
    const bool is_hex = spot.kind == SpotKind::kHex;
    const auto run = is_hex ? decode::decode_hex_run(outer_.text, spot.begin, kLongestRun)
                            : decode::decode_base64_run(outer_.text, spot.begin, kLongestRun);
    done_ = run.span.end;
    if (run.bytes.size() < kShortestRun || decode::is_media(run.bytes)) return;
    const std::string_view how = is_hex ? "hex" : "base64";
    if (decode::detect_container(run.bytes) || decode::detect_utf16(run.bytes)) {
      const InnerText whole = inner(run.bytes);
      scan_whole_once(whole, Known::kContainer, [&] {
        for (Finding& finding : scan(whole)) {
          std::string step = step_of(how, "", finding);
          add(std::move(finding), run.span, run.span, std::move(step), false);
        }
      });
    } else if (decode::looks_like_text(run.bytes)) {
      scan_in_line(run.span, run.bytes, how, false);
    }
  }

  void scan_in_line(const ByteSpan& encoded, Bytes plain, std::string_view how, bool wins_ties) {
    const ByteSpan line = context_of(outer_.text, encoded);
    const ByteSpan around{std::max(line.begin, encoded.begin - std::min(encoded.begin, kLineAround)),
                          std::min(line.end, encoded.end + kLineAround)};
    scan_once(around.of(outer_.text), wins_ties ? Known::kNamed : Known::kInLine, [&] {
      std::string text(outer_.text.substr(around.begin, encoded.begin - around.begin));
      if (!text.empty() && is_word(text.back())) text += ' ';  // of "0x67…", "\nQUJD…": no part of what it says
      const std::size_t before = text.size();
      text += plain;
      if (around.end > encoded.end) text += outer_.text.substr(encoded.end, around.end - encoded.end);
      const ByteSpan focus{before, before + plain.size()};
      InnerText in_line = inner(text);
      in_line.focus = focus;
      for (Finding& finding : scan(in_line)) {
        if (!finding.span.overlaps(focus)) continue;
        std::string step = step_of(how, "", finding);
        add(std::move(finding), encoded, encoded, std::move(step), wins_ties);
      }
    });
  }

  void take_kubernetes(const std::vector<Spot>& spots) {
    std::size_t done = 0;
    for (const Spot& spot : spots) {
      if (spot.kind != SpotKind::kKubernetes || spot.begin < done || !status_) continue;
      if (outer_.focus && !outer_.focus->contains({spot.begin, spot.begin + 1})) continue;
      const ByteSpan document = decode::yaml_document_around(outer_.text, spot.begin);
      for (const decode::KubernetesValue& value : decode::kubernetes_values(document.of(outer_.text))) {
        const ByteSpan encoded{document.begin + value.value.begin, document.begin + value.value.end};
        if (!known_.empty() && encoded.begin < known_.back().end) continue;  // of the document before
        known_.push_back(encoded);
        scan_in_line(encoded, value.plain, "base64", true);
      }
      done = document.end;
    }
  }

  [[nodiscard]] bool is_known(std::size_t at) const {
    const auto behind = std::ranges::upper_bound(known_, at, {}, &ByteSpan::begin);
    return behind != known_.begin() && at < std::prev(behind)->end;
  }

  Unpacker& self_;
  const InnerText& outer_;
  const Scan& scan_;
  Status status_;
  std::size_t done_ = 0;         // up to here runs are decoded
  std::vector<ByteSpan> known_;  // values that were decoded under their names
  std::vector<DecodedFinding> found_;
};

// What a container gives, scanned.
class Unpacker::Members final : public decode::ContainerSink {
 public:
  Members(Run& run, decode::Container container) : run_(run), container_(container) {}

  bool take(std::string_view name, Bytes content) override {
    took_any_ = true;
    const InnerText& outer = run_.outer_;
    const bool is_stream = name.empty() && decode::is_stream(container_);
    if (decode::is_media(content) || (is_stream && outer.depth.decode == 0)) return true;
    UnpackDepth depth = outer.depth;
    --(is_stream ? depth.decode : depth.archive);
    std::string& chain = run_.self_.chain_;
    const std::size_t chain_size = chain.size();
    if (!name.empty()) chain.append(name).append("!");
    const InnerText inner{content, name.empty() ? outer.path : name, std::nullopt, depth, true, false};
    run_.scan_whole_once(inner, Run::Known::kMember, [&] {
      for (Finding& finding : run_.scan(inner)) {
        finding.decoded.insert(finding.decoded.begin(), step_of(name_of(container_), name, finding));
        finding.whole = finding.span = {0, outer.text.size()};
        if (!name.empty()) finding.inner_path = name;
        run_.found_.push_back({std::move(finding), true, false});
      }
    });
    chain.resize(chain_size);
    return run_.status_.ok();
  }

  void skip(std::string_view name, std::string_view reason) override {
    if (!took_any_ && run_.outer_.is_encoded) return;
    std::string what = run_.self_.chain_ + std::string(name);
    if (what.ends_with('!')) what.pop_back();
    run_.self_.skips_.push_back({std::move(what), std::string(reason)});
  }

  [[nodiscard]] bool took_any() const { return took_any_; }

 private:
  Run& run_;
  decode::Container container_;
  bool took_any_ = false;
};

bool Unpacker::Run::read_container(decode::Container container) {
  Members members(*this, container);
  const bool is_stream = decode::is_stream(container);
  if (outer_.depth.archive > 0 || (is_stream && outer_.depth.decode > 0)) {
    decode::ContainerLimits limits;
    limits.opens_tar = outer_.depth.archive > 0;
    decode::read_container(outer_.text, container, limits, self_.budget_, members);
  } else if (outer_.is_inner && container != decode::Container::kZlib) {
    const bool is_wanted = is_stream ? self_.depth_.decode > 0 : self_.depth_.archive > 0;
    if (is_wanted)
      members.skip("", fmt::format("it is packed deeper than --{}-depth", is_stream ? "decode" : "archive"));
  }
  return members.took_any();
}

// False: what was harmless before is not known, or would take more than is left.
bool Unpacker::takes_again(const KnownTexts::Print& print) {
  const auto taken = taken_.find(print.tag);
  if (taken == taken_.end()) return false;
  const decode::OutputBudget& took = taken->second;
  if (took.bytes > budget_.bytes || took.members > budget_.members) return false;
  budget_.bytes -= took.bytes;
  budget_.members -= took.members;
  return true;
}

void Unpacker::learn(const KnownTexts::Print& print, const decode::OutputBudget& before) {
  if (budget_ != before) {
    if (taken_.size() == kMostTaken) taken_.clear();
    taken_[print.tag] = {before.bytes - budget_.bytes, before.members - budget_.members};
    return;
  }
  harmless_.add(print);
  harmless_.note_added(1);
}

bool Unpacker::is_needed(const InnerText& outer, const std::vector<Spot>& spots) {
  return (outer.depth.decode > 0 && !spots.empty()) ||
         ((outer.depth.decode > 0 || outer.depth.archive > 0 || outer.is_inner) &&
          decode::detect_container(outer.text));
}

Status Unpacker::unpack(const InnerText& outer, const std::vector<Spot>& spots, const Scan& scan, std::size_t first,
                        std::vector<Finding>& out) {
  Run run(*this, outer, scan);
  const Status status = run.run(spots);
  merge_decoded(rules_, outer.text, std::move(run.found()), first, out);
  return status;
}

}  // namespace leaksieve::finding
