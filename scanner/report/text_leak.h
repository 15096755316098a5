// The block of lines that tells one leak.
#pragma once

#include <cstddef>
#include <string>

#include "scanner/report/report.h"
#include "scanner/report/text_style.h"

namespace leaksieve::report {

// Appends the block of leak `number` (1-based) with a blank line behind it.
void append_leak(std::string& out, const TextStyle& style, const RunReport& run, const finding::Leak& leak,
                 std::size_t number);

// One line about a leak that is accepted or rotated.
void append_settled(std::string& out, const TextStyle& style, const RunReport& run, const finding::Leak& leak);

}  // namespace leaksieve::report
