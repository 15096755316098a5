// How each service's secrets are rotated: patterns/rotation.toml (its head explains the keys).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"

namespace leaksieve::rotation {

// Whether the vendor ends a secret by itself when it meets it in public.
enum class AutoRevoked : std::uint8_t { kYes, kPartly, kNo, kUnknown };
[[nodiscard]] const char* name_of(AutoRevoked revoked);  // "yes", "partly", "no", "unknown"

struct Guide {
  std::string service;             // as rules name it; "" for a fallback
  std::vector<std::string> kinds;  // of secrets that it is for; empty = all
  std::vector<std::string> rules;  // rule ids that it is for; empty = all
  std::string title;               // "GitHub: personal access token"
  std::vector<std::string> steps;  // in order
  std::string url;                 // where a person does it; "" = depends on the installation
  std::string api;                 // a call or a command line that does it; "" = none is documented
  AutoRevoked auto_revoked = AutoRevoked::kUnknown;
  std::string auto_revoked_note;
  std::string audit_log;             // where use since the leak is seen; "" = none is documented
  std::string replacement;           // the least privileged credential for the same work
  std::vector<std::string> sources;  // vendors' pages, https
  std::uint32_t line = 0;            // in the file
};

class Guidebook {
 public:
  // Errors (kUsage): what is wrong in the file, with its line. Unknown keys are errors: a misspelt one would be a step
  // that nobody reads.
  static Result<Guidebook> parse(std::string_view toml, const std::string& name);

  // The entry for the rule, else for service and kind, else for the service, else the fallback for the kind, else the
  // general fallback. REQUIRED: the book came from parse(), which demands a general fallback.
  [[nodiscard]] const Guide& find(std::string_view service, std::string_view kind, std::string_view rule) const;

  [[nodiscard]] const std::vector<Guide>& guides() const { return guides_; }        // of services
  [[nodiscard]] const std::vector<Guide>& fallbacks() const { return fallbacks_; }  // by kind

 private:
  std::vector<Guide> guides_, fallbacks_;
};

// The text of patterns/rotation.toml. Defined in a generated source (cmake/EmbedPatterns.cmake).
[[nodiscard]] std::string_view embedded_guides();

// The built-in book; parsed at the first call. Errors: kInternal, when the build put a broken file in.
[[nodiscard]] const Result<Guidebook>& builtin_guidebook();

}  // namespace leaksieve::rotation
