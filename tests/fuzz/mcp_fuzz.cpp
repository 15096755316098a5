// Any bytes as a text that may hold MCP configs: nothing crashes or hangs, and every judgement lies inside of the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scanner/mcp/judge_documents.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t last = 0;
  for (const leaksieve::mcp::JudgedValue& value : leaksieve::mcp::judge_documents(text, "")) {
    if (value.span.begin > value.span.end || value.span.end > size || value.span.begin < last) std::abort();
    last = value.span.begin;
  }
  return 0;
}
