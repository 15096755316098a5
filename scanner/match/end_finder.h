// Hyperscan's half of matching: where matches end. Inner header of the match layer.
#pragma once

#include <memory>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/match/collector.h"
#include "scanner/match/edit.h"
#include "scanner/match/encoded_spots.h"
#include "scanner/match/gathered.h"
#include "scanner/match/line_sifter.h"
#include "scanner/match/pattern_db_impl.h"

namespace leaksieve::match {

// One per thread. Ids below expressions() are expressions', then come anchors', and last those of encoded spots.
class EndFinder {
 public:
  // REQUIRED: the rules' database is there; it, the reaches and what is known of lines outlive this. Errors:
  // Hyperscan's.
  static Result<std::unique_ptr<EndFinder>> make(const HsDatabase& database, const std::vector<Reach>& reaches,
                                                 KnownLinesOf& known);

  // Finds all ends in `text`: in collector(), until its next clear(). `edit` may be null (match/matcher.h). `keeps`: so
  // that move_ends_to() can make the text's trace.
  [[nodiscard]] Status find(Bytes text, const Edit* edit, bool keeps);
  // When it is known what came of them.
  void move_ends_to(Trace& trace);

  [[nodiscard]] Collector& collector() { return collector_; }
  // Spots too (match/encoded_spots.h), from the next find() on. Traces serve only texts that are looked at in the same
  // way.
  void look_for_spots(bool wanted);
  // Appends those that collector() holds, by place.
  void append_spots(std::vector<Spot>& spots);
  [[nodiscard]] std::uint32_t expressions() const { return static_cast<std::uint32_t>(database_.max_widths.size()); }

 private:
  struct AnchorAt {
    std::uint32_t id = 0;
    std::size_t first = 0, last = 0;  // ends
  };
  // Where what an end stands for has to lie to be a copy, in bytes of the text.
  struct Copy {
    std::size_t begin = 0, end = 0;
  };
  class SpanCursor;
  class EndsByPlace;
  enum class Pass : std::uint8_t { kWhole, kWithAnchors, kLines, kAround };

  EndFinder(const HsDatabase& database, const std::vector<Reach>& reaches, std::vector<std::size_t> gaps,
            KnownLinesOf& known);
  static int on_end(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void* self) noexcept;
  void take(std::uint32_t id, std::size_t end);
  void take_gathered(std::uint32_t id, std::size_t end);
  Status run(Bytes bytes, Pass pass);
  Status run_spots(Bytes bytes);
  Status run_gathered(Bytes text, const std::vector<ByteSpan>& spans, Pass pass);

  Status find_in_edit(Bytes text, const Edit& edit);
  Status find_in_whole(Bytes text);
  Status find_in_lines(Bytes text);
  void carry(Bytes text, const Edit& edit);
  void carry_ends(Bytes text, const Copy& copy, SpanCursor& cursor, const AnchorAt& ends, bool in_vain);
  [[nodiscard]] bool is_found_again(Bytes text, const ByteSpan* line, const AnchorAt& ends) const;
  bool place_windows(Bytes text);

  [[nodiscard]] std::uint32_t first_spot() const {
    return expressions() + static_cast<std::uint32_t>(database_.anchor_reaches.size());
  }
  [[nodiscard]] bool is_anchor(std::uint32_t id) const { return id >= expressions() && id < first_spot(); }
  [[nodiscard]] bool stays_in_line(std::uint32_t id) const { return id >= expressions() || database_.in_line[id] != 0; }
  [[nodiscard]] std::size_t width_in_line(std::uint32_t id) const;
  [[nodiscard]] std::size_t anchor_reach(std::uint32_t id) const;  // bytes, or kUnbounded
  [[nodiscard]] bool is_copied_around(const Copy& copy, const AnchorAt& ends) const;
  // Does a trigger of value rules end here (in bytes of the text), of which its own line says that it assigns nothing?
  [[nodiscard]] bool is_no_assignment(std::uint32_t id, std::size_t end) const;

  const HsDatabase& database_;
  const std::vector<Reach>& reaches_;
  std::uint32_t first_trigger_;  // of value rules, which are the last expressions
  std::size_t line_reach_;  // bytes around what is new in a line: of the longest match, and what is looked at for it
  std::unique_ptr<hs_scratch_t, HsFree> scratch_;
  Collector collector_;
  // Of the run at hand.
  Bytes text_;
  Pass pass_ = Pass::kWhole;
  bool out_of_memory_ = false;
  bool wants_spots_ = false;
  Gathered gathered_;
  bool learns_ = false;  // ends are noted in ends_in_lines_
  KnownLinesOf& known_lines_;
  LineSifter sifter_;
  // Of the text at hand; kept for their memory.
  std::vector<ByteSpan> lines_, unknown_lines_, around_;
  std::vector<std::size_t> ends_in_lines_;  // of anything that was met in them
  std::vector<AnchorAt> anchors_;           // those around which something may be new
  std::vector<Spot> spots_;                 // of the run at hand
  std::vector<std::uint32_t> places_;       // EndsByPlace's
};

}  // namespace leaksieve::match
