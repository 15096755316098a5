#include "tests/support/edit_comparison.h"

#include <stdexcept>

namespace leaksieve::test {
namespace {

match::Matcher matcher_of(const std::shared_ptr<const match::PatternDb>& db) {
  auto matcher = match::Matcher::make(db);
  if (!matcher) throw std::runtime_error(matcher.error().message);
  return std::move(*matcher);
}

std::string told(const std::vector<match::Match>& matches) {
  std::string all;
  for (const match::Match& match : matches) {
    all += std::to_string(match.rule) + ":" + std::to_string(match.whole.begin) + "-" +
           std::to_string(match.whole.end) + "/" + std::to_string(match.secret.begin) + "-" +
           std::to_string(match.secret.end) + " ";
  }
  return all;
}

}  // namespace

EditComparison::EditComparison(const std::shared_ptr<const match::PatternDb>& db) : matcher_(matcher_of(db)) {}

std::string EditComparison::begin(const std::string& text) {
  const match::NewText new_text(text);
  const match::Edit edit = new_text.edit();
  const std::string difference = compare(text, &edit);
  return difference.empty() ? compare(text, nullptr) : difference;
}

std::string EditComparison::add(const EditedText& edited) {
  const match::Trace base = std::move(trace_);
  const match::Edit edit{&base, size_, edited.pieces};
  return compare(edited.text, &edit);
}

std::string EditComparison::compare(const std::string& text, const match::Edit* edit) {
  std::vector<match::Match> whole, edited;
  match::Trace trace;
  if (!matcher_.scan(text, "", whole) || !matcher_.scan(text, "", edit, &trace, edited)) return "cannot scan";
  trace_ = std::move(trace);
  size_ = text.size();
  matches_ += whole.size();
  return told(whole) == told(edited) ? "" : "whole: " + told(whole) + "\nedits: " + told(edited);
}

std::string EditComparison::run(EditStory& story, std::size_t size, unsigned versions) {
  std::string text = story.first_text(size);
  std::string difference = begin(text);
  for (unsigned version = 0; version < versions && difference.empty(); ++version) {
    EditedText edited = story.next_text(text);
    difference = add(edited);
    text = std::move(edited.text);
  }
  return difference;
}

rules::Rule rule_of(const std::string& id, const std::string& regex) {
  rules::Rule rule;
  rule.id = id;
  rule.regex = regex;
  rule.source = "test.toml";
  return rule;
}

std::vector<rules::Rule> rules_of_every_kind() {
  rules::Rule around = rule_of("h-around", R"(open\s{1,3}(trig_[a-z]{2,6}))");  // its trigger says nothing of "open"
  around.trigger = "trig_[a-z]{2}";
  around.trigger_before = 12;
  around.trigger_after = 8;
  rules::Rule value = rule_of("i-value", "");
  value.value = "[0-9][a-z0-9]{9,19}";
  value.near = {"acme"};
  return {
      rule_of("a-line", R"(\btok_[a-z]{4,8}\b)"),
      rule_of("b-lines", R"(secret\s{0,3}=\s{0,3}([a-z]{4,9})\b)"),
      rule_of("c-begin", R"(^head[a-z]{2})"),
      rule_of("d-end", R"([a-z]{2}tail$)"),
      rule_of("e-newlines", R"((?:^|[^a-z])word(?:[^a-z]|$))"),
      rule_of("f-unbounded-line", R"(pass=[^\s;]+)"),
      rule_of("g-multiline", R"((?m)^k1=[a-z]{3,}$)"),
      around,
      value,
  };
}

std::vector<std::string> fragments_of_every_kind() {
  return {"tok_abcdef",
          "tok_",
          "secret",
          "secret\n=\nvalue",
          "=\n abcdef",
          "head",
          "headab",
          "abtail",
          "word",
          "word\n",
          "pass=aaaa;",
          "pass=",
          "k1=abc",
          "1f2f3f4f 1f2f3f4f",
          "\nword",
          "k1=abc\nk1=d",
          "tail",
          "trig_abc",
          "open\n",
          "open trig_ab",
          "api_key = \"1a2b3c4d5e6f\"\n",
          "api_key = 1a2b3c4d5e6f\n",
          "acme\n",
          "secret = abcde\n",
          "-----BEGIN-----",
          "-----END-----"};
}

}  // namespace leaksieve::test
