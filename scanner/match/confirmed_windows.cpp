#include "scanner/match/confirmed_windows.h"

namespace leaksieve::match {

ConfirmedWindows::Search& ConfirmedWindows::search_of(Bytes text, const ByteSpan& window, std::uint32_t rule) {
  const Key key{rule, window.begin == 0, window.end == text.size()};
  const ByteSpan seen{window.begin - (key.begins_text ? 0 : 1), window.end + (key.ends_text ? 0 : 1)};
  return searches_.entry_of(seen.of(text), key);
}

}  // namespace leaksieve::match
