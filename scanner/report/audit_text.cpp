// For people: text, Markdown, HTML. Names come from files that anybody may have written, so each format quotes them.
#include <array>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/report/audit.h"
#include "scanner/report/html_text.h"

namespace leaksieve::report {
namespace {

constexpr std::array<AuditFormat, 5> kFormats = {{{"text", audit_text},
                                                  {"json", audit_json},
                                                  {"sarif", audit_sarif},
                                                  {"markdown", audit_markdown},
                                                  {"html", audit_html}}};

std::string where(const mcp::AuditFinding& finding) {
  const std::string path = quote_path(finding.path);
  return finding.position.line == 0 ? path : fmt::format("{}:{}", path, finding.position.line);
}

// "claude-desktop > github > env.TOKEN", as far as it is known.
std::string place_of(const mcp::Place& place) {
  std::string text;
  for (const std::string* part : {&place.client, &place.server, &place.field}) {
    if (part->empty()) continue;
    if (!text.empty()) text += " > ";
    text += clean_line(*part, 100);
  }
  return text;
}

std::string counts(const AuditReport& report) {
  const auto plural = [](std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  };
  return fmt::format("{} in {} and {}", plural(report.findings.size(), "finding"), plural(report.files, "config file"),
                     plural(report.servers, "server"));
}

// Nothing in it is Markdown or HTML to a renderer.
std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : clean_line(text, 400)) {
    if (c == '<') {
      out += "&lt;";
      continue;
    }
    if (std::string_view("\\`*_[]>|#!").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::span<const AuditFormat> all_audit_formats() { return kFormats; }

std::string audit_text(const AuditReport& report) {
  std::string out;
  for (const mcp::AuditFinding& finding : report.findings) {
    const mcp::AuditRule& rule = *finding.rule;
    out += fmt::format("{} {}  {} ({})\n", rule.id, name_of(rule.severity), rule.title, name_of(rule.layer));
    const std::string place = place_of(finding.place);
    out += fmt::format("  where  {}{}{}\n", where(finding), place.empty() ? "" : "  ", place);
    if (!finding.detail.empty()) out += fmt::format("  seen   {}\n", clean_line(finding.detail, 300));
    out += fmt::format("  why    {}\n  do     {}\n\n", rule.why, clean_line(finding.remedy, 400));
  }
  for (const mcp::AuditAnswer& answer : report.answers)
    out += fmt::format("{:<3}  {} ({})\n", answer.yes ? "yes" : "no", answer.question, clean_line(answer.because, 300));
  for (const mcp::AuditLog& log : report.logs)
    out += fmt::format("     audit log of {}: {}\n", clean_line(log.service, 60),
                       log.where.empty() ? "unknown" : log.where);
  for (const std::string& skipped : report.skipped) out += fmt::format("not read: {}\n", clean_line(skipped, 300));
  return out + counts(report) + (report.skipped.empty() ? "" : "; incomplete") + "\n";
}

std::string audit_markdown(const AuditReport& report) {
  std::string out = "# MCP audit\n\n" + counts(report) + (report.skipped.empty() ? "" : "; incomplete") + "\n\n";
  out += "| question | answer |\n| --- | --- |\n";
  for (const mcp::AuditAnswer& answer : report.answers)
    out += fmt::format("| {} | **{}**: {} |\n", answer.question, answer.yes ? "yes" : "no",
                       markdown_escaped(answer.because));
  for (const mcp::AuditFinding& finding : report.findings) {
    const mcp::AuditRule& rule = *finding.rule;
    out += fmt::format("\n## {} {}: {}\n\n", rule.id, name_of(rule.severity), rule.title);
    out += fmt::format("- layer: {}\n- where: {} {}\n", name_of(rule.layer), markdown_escaped(where(finding)),
                       markdown_escaped(place_of(finding.place)));
    if (!finding.detail.empty()) out += fmt::format("- seen: {}\n", markdown_escaped(finding.detail));
    out += fmt::format("- why: {}\n- do: {}\n", rule.why, markdown_escaped(finding.remedy));
  }
  if (!report.logs.empty()) out += "\n## Audit logs\n\n";
  for (const mcp::AuditLog& log : report.logs)
    out += fmt::format("- {}: {}\n", markdown_escaped(log.service),
                       log.where.empty() ? "unknown" : markdown_escaped(log.where));
  for (const std::string& skipped : report.skipped) out += fmt::format("\nNot read: {}\n", markdown_escaped(skipped));
  return out;
}

std::string audit_html(const AuditReport& report) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>MCP audit</title>\n<style>"
      "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
      "table{border-collapse:collapse}td,th{border:1px solid #8888;padding:.3rem .6rem;text-align:left}"
      "dt{font-weight:600}dd{overflow-wrap:anywhere}</style></head>\n<body><h1>MCP audit</h1>\n";
  out += fmt::format("<p>{}{}</p>\n<table><tr><th>Question</th><th>Answer</th><th></th></tr>\n", counts(report),
                     report.skipped.empty() ? "" : "; incomplete");
  for (const mcp::AuditAnswer& answer : report.answers)
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", answer.question, answer.yes ? "yes" : "no",
                       html_text(answer.because));
  out += "</table>\n";
  for (const mcp::AuditFinding& finding : report.findings) {
    const mcp::AuditRule& rule = *finding.rule;
    out += fmt::format("<h2>{} {}: {}</h2>\n<dl><dt>Layer</dt><dd>{}</dd><dt>Where</dt><dd><code>{}</code> {}</dd>",
                       rule.id, name_of(rule.severity), html_text(rule.title), name_of(rule.layer),
                       html_text(where(finding)), html_text(place_of(finding.place)));
    if (!finding.detail.empty())
      out += fmt::format("<dt>Seen</dt><dd>{}</dd>", html_text(clean_line(finding.detail, 300)));
    out += fmt::format("<dt>Why</dt><dd>{}</dd><dt>Do</dt><dd>{}</dd></dl>\n", html_text(rule.why),
                       html_text(clean_line(finding.remedy, 400)));
  }
  if (!report.logs.empty()) out += "<h2>Audit logs</h2>\n<ul>";
  for (const mcp::AuditLog& log : report.logs)
    out += fmt::format("<li>{}: {}</li>", html_text(log.service), log.where.empty() ? "unknown" : html_text(log.where));
  if (!report.logs.empty()) out += "</ul>\n";
  for (const std::string& skipped : report.skipped)
    out += fmt::format("<p>Not read: {}</p>\n", html_text(clean_line(skipped, 300)));
  return out + "</body></html>\n";
}

}  // namespace leaksieve::report
