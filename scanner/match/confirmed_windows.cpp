#include "scanner/match/confirmed_windows.h"

#include <functional>

namespace leaksieve::match {

ConfirmedWindows::Search& ConfirmedWindows::search_of(Bytes text, const ByteSpan& window, std::uint32_t rule) {
  const bool begins_text = window.begin == 0;
  const bool ends_text = window.end == text.size();
  const ByteSpan seen{window.begin - (begins_text ? 0 : 1), window.end + (ends_text ? 0 : 1)};
  const Bytes bytes = seen.of(text);
  Slot& slot = slots_[(std::hash<Bytes>()(bytes) + rule) % kSlots];
  const bool is_same = slot.search.is_done && slot.rule == rule && slot.begins_text == begins_text &&
                       slot.ends_text == ends_text && slot.bytes == bytes;
  if (is_same) return slot.search;
  slot.search.is_done = false;
  slot.search.found.clear();
  slot.rule = rule;
  slot.begins_text = begins_text;
  slot.ends_text = ends_text;
  slot.bytes = bytes;
  return slot.search;
}

}  // namespace leaksieve::match
