// What encoded text and containers in a buffer say: decoded, scanned in their turn, and told at the place of the
// encoded text. Inner header of the finding layer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scanner/base/known_texts.h"
#include "scanner/base/result.h"
#include "scanner/decode/container.h"
#include "scanner/decode/escapes.h"
#include "scanner/finding/finding.h"
#include "scanner/finding/leak.h"
#include "scanner/match/matcher.h"

namespace leaksieve::finding {

// How deep to look; 0: not at all.
struct UnpackDepth {
  unsigned decode = 3;   // encodings and compressed streams in each other
  unsigned archive = 2;  // archives in archives; a compressed tar is one
};

// A buffer that came out of another one.
struct InnerText {
  Bytes text;
  Bytes path;                     // of a member; else that of the buffer it came out of
  std::optional<ByteSpan> focus;  // spots outside of it are the outer buffer's
  UnpackDepth depth;              // left
  bool is_inner = false;          // it came out of another one
  bool is_encoded = false;        // out of encoded text: that it is a container is a guess
};

// One per thread. Encoded text is scanned in its line, in place of the encoded text, so that the name in front
// of it speaks.
class Unpacker {
 public:
  // Scans a buffer, and what is in it down to its depth.
  using Scan = std::function<Status(const InnerText& inner, std::vector<Finding>& out)>;

  explicit Unpacker(const rules::RuleSet& rules) : rules_(rules) {}

  // Before a new object; `depth` is what it will be unpacked to.
  void begin(const UnpackDepth& depth) {
    depth_ = depth;
    budget_ = {};
    skips_.clear();
  }
  // What could not be read of the object: `what` names the member in it, "" = the object.
  [[nodiscard]] const std::vector<Skip>& skips() const { return skips_; }

  // Is there anything for unpack() in a buffer with these spots?
  [[nodiscard]] static bool is_needed(const InnerText& outer, const std::vector<match::Spot>& spots);

  // Adds to `out` what `outer` holds in other writings; out[first...] are its own findings, by place, of which those go
  // that are told better now. `out` is then in order from `first` on.
  Status unpack(const InnerText& outer, const std::vector<match::Spot>& spots, const Scan& scan, std::size_t first,
                std::vector<Finding>& out);

 private:
  class Run;
  class Members;
  static constexpr std::size_t kMostTaken = 8192;  // forgotten all at once

  [[nodiscard]] bool takes_again(const KnownTexts::Print& print);
  void learn(const KnownTexts::Print& print, const decode::OutputBudget& before);

  const rules::RuleSet& rules_;
  UnpackDepth depth_;
  decode::OutputBudget budget_;
  std::string chain_;  // of members, down to the buffer at hand: "inner.jar!"
  std::vector<Skip> skips_;
  KnownTexts harmless_{std::size_t{1} << 14U, std::size_t{80} << 10U};  // texts in which nothing was found
  std::unordered_map<std::uint64_t, decode::OutputBudget> taken_;       // of budget_ by others of them; by print's tag
};

}  // namespace leaksieve::finding
