// How much one container may still give. Inner header of the layer.
#pragma once

#include <algorithm>

#include "scanner/decode/container.h"

namespace leaksieve::decode {

class Allowance {
 public:
  Allowance(std::size_t bytes_in, const ContainerLimits& limits, OutputBudget& budget)
      : limits_(limits), budget_(budget), left_(limits.free_bytes + limits.ratio * bytes_in) {}

  void begin_member() { member_left_ = limits_.member_bytes; }
  // Of the member at hand.
  [[nodiscard]] std::size_t left() const { return std::min({left_, member_left_, budget_.bytes}); }
  // REQUIRED: bytes <= left().
  void take(std::size_t bytes) {
    left_ -= bytes;
    member_left_ -= bytes;
    budget_.bytes -= bytes;
  }
  [[nodiscard]] bool take_member() {
    if (budget_.members == 0) return false;
    --budget_.members;
    return true;
  }
  // Why left() is 0, or would be when so many bytes more were taken.
  [[nodiscard]] const char* reason(std::size_t taken = 0) const {
    if (left_ == taken) return "it grows to more than 200 times its size when it is unpacked";
    return budget_.bytes == taken ? "all that is packed in here has more than 64 MiB" : "it has more than 64 MiB";
  }
  // Nothing more can come out of this container.
  [[nodiscard]] bool is_spent() const { return left_ == 0 || budget_.bytes == 0; }

 private:
  const ContainerLimits& limits_;
  OutputBudget& budget_;
  std::size_t left_;
  std::size_t member_left_ = 0;
};

}  // namespace leaksieve::decode
