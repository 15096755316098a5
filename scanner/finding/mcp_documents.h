// MCP configs in a buffer: what scanner/mcp says of their values joins the matches of the rules. Inner header of the
// finding layer.
#pragma once

#include <vector>

#include "scanner/finding/finding.h"
#include "scanner/finding/judge.h"
#include "scanner/mcp/judge_documents.h"

namespace leaksieve::finding {

// One per thread. A rule with `documents = "mcp"` has a regex that finds no secret: where it hits, the text is read for
// configs. Secrets become matches of that rule, and everything else silences vaguer rules.
class McpDocuments {
 public:
  explicit McpDocuments(const rules::RuleSet& set);

  // Takes the rule's own matches out of `matches`. False: there are none, and no document is to be read.
  bool take_candidates(std::vector<match::Match>& matches);
  // Reads `text`. `edit` and `keep` as in Detector::scan. `wanted`: kAllIfSecret unless a match is kept.
  void read(Bytes text, Bytes path, const match::Edit* edit, match::Trace* keep, mcp::DocumentJudge::Wanted wanted);
  void forget() { values_.clear(); }
  // Appends what was read to `judged`.
  void append(Bytes text, Bytes path, Judge& judge, std::vector<Judged>& judged) const;
  // Gives the findings from `first` on their places in the configs that were read, and those of the rule their decoded
  // text.
  void place(const rules::RuleSet& set, std::size_t first, std::vector<Finding>& findings) const;

 private:
  mcp::DocumentJudge documents_;
  std::vector<std::uint32_t> rules_;      // that ask for documents
  std::vector<mcp::JudgedValue> values_;  // of the buffer at hand, by place
};

}  // namespace leaksieve::finding
