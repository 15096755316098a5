// Everything that happens to one buffer: decode UTF-16, match, confirm, filter, settle overlaps, name; then the same
// with what is encoded or packed in it.
#pragma once

#include <memory>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/result.h"
#include "scanner/finding/finding.h"
#include "scanner/finding/leak.h"
#include "scanner/match/matcher.h"

namespace leaksieve::finding {

// One per thread.
class Detector {
 public:
  static Result<Detector> make(std::shared_ptr<const match::PatternDb> db);
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;
  ~Detector();

  // Appends the findings of `text`, ordered by (span.begin, rule). `path` is a path the buffer is known under ("" =
  // unknown, as in a whole-history scan, where paths are learned later): path allowlists and path demands are applied
  // when it is given, else left to settle_path(). Any bytes; text with a UTF-16 BOM or the NUL pattern of UTF-16 is
  // decoded first. Buffers over `window_bytes` are scanned in windows that overlap by 64 KiB; nothing is reported
  // twice.
  [[nodiscard]] Status scan(Bytes text, Bytes path, std::vector<Finding>& out);
  // The same findings, for less where `text` was made from a scanned one (match/edit.h). `edit` and `keep` may be null.
  [[nodiscard]] Status scan(Bytes text, Bytes path, const match::Edit* edit, match::Trace* keep,
                            std::vector<Finding>& out);

  [[nodiscard]] const match::PatternDb& db() const;
  // Of the last scan: what was packed in the buffer and could not be read, or not to its end. `what` names the member,
  // "" the buffer.
  [[nodiscard]] const std::vector<Skip>& skips() const;

  // How many encodings and compressed streams in each other, and archives in archives, are opened; 0: none. A member of
  // a container may become 64 MiB, all of them together too, and 200 times what they were (beyond 1 MiB).
  unsigned decode_depth = 3;
  unsigned archive_depth = 2;
  std::size_t window_bytes = std::size_t{64} << 20;

 private:
  struct Impl;
  explicit Detector(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The path half of the filters, for a finding whose buffer's path became known later: false when the rule's path demand
// is not met, an allowlist names the path, or another rule tells the same secret better at that path. `commit_hex`
// serves allowlists by commit ("" = none). An empty path (a message, an object without a name) meets no path demand.
[[nodiscard]] bool allowed_at(const match::PatternDb& db, const Finding& finding, Bytes path, Bytes commit_hex);

}  // namespace leaksieve::finding
