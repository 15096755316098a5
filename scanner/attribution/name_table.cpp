#include "scanner/attribution/name_table.h"

#include <algorithm>
#include <cstring>

namespace leaksieve::attribution {

std::uint32_t NameTable::number_of(std::string_view name) {
  std::uint64_t head = 0;
  std::memcpy(&head, name.data(), std::min(name.size(), sizeof head));
  const std::uint64_t hash = (head + name.size()) * 0x9E3779B97F4A7C15U;
  std::uint32_t& recent = recent_[hash >> 52];
  if (recent != 0 && names_[recent - 1] == name) return recent - 1;
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) {
    recent = found->second + 1;
    return found->second;
  }
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.emplace_back(name);
  numbers_.emplace(names_.back(), number);
  recent = number + 1;
  return number;
}

}  // namespace leaksieve::attribution
