#include "scanner/finding/rule_test.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/finding/detector.h"

namespace leaksieve::finding {
namespace {

class ExampleTest {
 public:
  ExampleTest(const rules::RuleSet& set, Detector detector) : set_(set), detector_(std::move(detector)) {}

  Status run() {
    for (const rules::Rule& rule : set_.rules) {
      for (std::size_t i = 0; i < rule.positives.size(); ++i) {
        if (const Status status = test_positive(rule, i); !status) return status;
      }
      for (std::size_t i = 0; i < rule.negatives.size(); ++i) {
        if (const Status status = test_negative(rule, i); !status) return status;
      }
    }
    return {};
  }

  std::vector<ExampleFailure> failures;

 private:
  // What the set finds in the example. An example without a path stands for any file: a rule with a path demand counts.
  Status scan(const rules::Example& example, std::vector<Finding>& findings) {
    findings.clear();
    if (const Status status = detector_.scan(example.text, example.path, findings); !status) return status;
    if (!example.path.empty()) {
      std::erase_if(findings,
                    [&](const Finding& finding) { return !allowed_at(detector_.db(), finding, example.path, ""); });
    }
    std::erase_if(findings, [](const Finding& finding) { return finding.allowed_inline; });
    return {};
  }

  Status test_positive(const rules::Rule& rule, std::size_t i) {
    const rules::Example& example = rule.positives[i];
    std::vector<Finding> findings;
    if (Status status = scan(example, findings); !status) return status;
    const std::string what = fmt::format("positive {}", i + 1);
    bool found = false;
    for (const Finding& finding : findings) {
      const rules::Rule& by = set_.rules[finding.rule];
      if (by.id == rule.id) {
        const bool exact = example.secret.empty() || finding.secret.reveal() == example.secret;
        if (!exact)
          fail(rule,
               fmt::format("{}: found {} bytes that are not the expected secret", what, finding.secret.size_bytes()));
        found = true;
      } else if (std::find(example.also.begin(), example.also.end(), by.id) == example.also.end()) {
        fail(rule, fmt::format("{}: rule '{}' reports too; name it in 'also', or settle which is more specific", what,
                               by.id));
      }
    }
    if (!found) fail(rule, what + ": found nothing");
    return {};
  }

  Status test_negative(const rules::Rule& rule, std::size_t i) {
    std::vector<Finding> findings;
    if (Status status = scan(rule.negatives[i], findings); !status) return status;
    for (const Finding& finding : findings) {
      if (set_.rules[finding.rule].id == rule.id) {
        fail(rule, fmt::format("negative {} ({}): found a secret", i + 1, rule.negatives[i].why));
      }
    }
    return {};
  }

  void fail(const rules::Rule& rule, std::string message) {
    failures.push_back({rule.id, rule.source, rule.line, std::move(message)});
  }

  const rules::RuleSet& set_;
  Detector detector_;
};

}  // namespace

Result<std::vector<ExampleFailure>> test_examples(const rules::RuleSet& set) {
  auto db = match::PatternDb::compile(set, {});
  if (!db) return db.error();
  Result<Detector> detector = Detector::make(*db);
  if (!detector) return detector.error();
  // The database's set is in the same order as `set`.
  ExampleTest test(set, std::move(*detector));
  if (const Status status = test.run(); !status) return status.error();
  return std::move(test.failures);
}

}  // namespace leaksieve::finding
