// From the sure to the vague: references, then containers (JSON, URLs, headers, connection strings), whose parts are
// judged by their own names, then what the text is, then what the name says.
#include "scanner/mcp/value_judge.h"

#include <algorithm>
#include <optional>

#include <re2/re2.h>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/json_reader.h"
#include "scanner/mcp/names.h"
#include "scanner/mcp/services.h"
#include "scanner/mcp/unwrap.h"
#include "scanner/mcp/url_parts.h"
#include "scanner/mcp/value_shape.h"

namespace leaksieve::mcp {
namespace {

using Parts = std::vector<JudgedPart>;

re2::StringPiece piece(Bytes text) { return {text.data(), text.size()}; }

MappedText slice_of(const MappedText& text, const re2::StringPiece& part) {
  const auto begin = static_cast<std::size_t>(part.data() - text.text().data());
  return text.slice(begin, begin + part.size());
}

class Judge {
 public:
  explicit Judge(const ValueContext& context) : context_(context) {}

  Parts judge(const MappedText& untrimmed, std::string_view name, unsigned depth) {
    const MappedText value = untrimmed.trimmed();
    const auto one = [&](Judgement judgement, std::string_view why) {
      return Parts{{judgement, value, std::string(why), {}, {}}};
    };
    if (value.empty()) return one(Judgement::kPlaceholder, "empty");
    if (context_.is_expression && depth == 0) return judge_expression(value, name);
    ByteSpan default_value;
    if (const auto reference = find_reference(value.text(), default_value)) {
      return judge_default(value, default_value, name, depth, one(Judgement::kReference, *reference));
    }
    if (depth < kDeepest) {
      if (Parts parts = judge_container(value, name, depth); !parts.empty()) return parts;
    }
    return {judge_text(value, name)};
  }

 private:
  static constexpr unsigned kDeepest = 5;

  // Program text says where the value is; a string in it may be the value that stands in when there is none:
  // process.env.X || "real", os.getenv("X", "real").
  Parts judge_expression(const MappedText& value, std::string_view name) {
    Parts parts{{Judgement::kReference, value, "program text", {}, {}}};
    const Bytes text = value.text();
    for (std::size_t at = text.find_first_of("\"'`"); at < text.size(); at = text.find_first_of("\"'`", at)) {
      bool closed = false;
      const bool first = text.substr(0, at).find_first_of("|?,(+") == Bytes::npos;
      const MappedText literal = read_json_string(value, at, closed);
      if (!closed || literal.empty()) continue;
      for (JudgedPart& part : judge(literal, name, 1)) {
        if (part.judgement != Judgement::kSecret) continue;
        part.why = first ? "a string in program text" : "default of a reference";
        parts.push_back(std::move(part));
      }
    }
    return parts;
  }

  Parts judge_default(const MappedText& value, const ByteSpan& span, std::string_view name, unsigned depth,
                      Parts parts) {
    if (span.empty() || depth >= kDeepest) return parts;
    for (JudgedPart& part : judge(value.slice(span.begin, span.end), name, depth + 1)) {
      if (part.judgement != Judgement::kSecret) continue;
      part.why = "default of a reference";
      parts.push_back(std::move(part));
    }
    return parts;
  }

  // Empty: the value is no container.
  Parts judge_container(const MappedText& value, std::string_view name, unsigned depth) {
    const Bytes text = value.text();
    if ((text.front() == '{' && text.back() == '}') || (text.front() == '[' && text.back() == ']')) {
      if (Parts parts = judge_json(value, name, depth); !parts.empty()) return parts;
    }
    if (auto url = parse_url(value)) return judge_url(value, *url, depth);
    if (auto parts = judge_dsn(value)) return *parts;
    static const RE2 kScheme(
        R"((?i)^(?:(?:authorization|x-api-key)\s*[:=]\s*)?(bearer|basic|token|api-?key|bot|key)[ =:]+(\S.*)$)");
    re2::StringPiece scheme;
    re2::StringPiece rest;
    if (RE2::FullMatch(piece(text), kScheme, &scheme, &rest)) {
      const MappedText inner = slice_of(value, rest);
      if (lower_case({scheme.data(), scheme.size()}) == "basic") return judge_basic(inner);
      return judge(inner, kind_of_name(name) == NameKind::kToken ? name : "token", depth + 1);
    }
    return judge_pairs(value, depth);
  }

  // user:password@tcp(host:3306)/db, user:password@host/db
  std::optional<Parts> judge_dsn(const MappedText& value) {
    static const RE2 kDsn(R"(([\w.-]+):([^\s@]+)@(?:\w+\()?([\w.-]+)(?::\d+)?\)?(?:/\S*)?)");
    re2::StringPiece user;
    re2::StringPiece password;
    re2::StringPiece host;
    if (!RE2::FullMatch(piece(value.text()), kDsn, &user, &password, &host)) return std::nullopt;
    if (password.ends_with("/") || password.ends_with(":")) return std::nullopt;  // C:/tools/@acme/mcp
    UrlParts url;
    url.user = slice_of(value, user);
    url.password = slice_of(value, password);
    url.host = lower_case({host.data(), host.size()});
    JudgedPart part = judge_url_password(url, is_local_host(url.host));
    part.name = "password";
    return Parts{std::move(part)};
  }

  Parts judge_json(const MappedText& value, std::string_view name, unsigned depth) {
    std::size_t at = 0;
    const Node node = read_json(value, at);
    Parts parts;
    if (node.children.empty() || at < value.size()) return parts;
    if (node.kind == Node::Kind::kObject || node.children.front().kind != Node::Kind::kBare)
      collect_json(node, name, depth, parts);
    return parts;
  }

  void collect_json(const Node& node, std::string_view name, unsigned depth, Parts& parts) {
    for (const Node& child : node.children) {
      const std::string_view own = child.key.empty() ? name : std::string_view(child.key);
      if (!child.is_scalar()) {
        collect_json(child, own, depth, parts);
        continue;
      }
      for (JudgedPart& part : judge(child.value, own, depth + 1)) {
        if (part.name.empty()) part.name = own;
        parts.push_back(std::move(part));
      }
    }
  }

  Parts judge_basic(const MappedText& value) {
    JudgedPart part{Judgement::kPlaceholder, value, "no credentials in base64", {}, {}};
    if (const auto decoded = base64_decoded(value)) {
      const Bytes text = decoded->text();
      const std::size_t colon = text.find(':');
      if (colon != Bytes::npos) {
        const Bytes user = text.substr(0, colon);
        const Bytes password = text.substr(colon + 1);
        // An API key is often the user, with an empty password.
        const bool by_user = password.empty() || password == "x" || password == "api_token";
        const JudgedPart inner = judge_password(MappedText(by_user ? user : password), "password",
                                                by_user ? Bytes() : user, context_.is_local);
        part.judgement = inner.judgement;
        part.why = inner.judgement == Judgement::kSecret ? "credentials in base64" : inner.why;
        return {part};
      }
    }
    if (has_random_part(value.text()) && value.size() >= 16) {
      part.judgement = Judgement::kSecret;
      part.why = "token behind Basic";
    }
    return {part};
  }

  // Server=x;Password=y, host=x password=y, AccountName=x;AccountKey=y
  Parts judge_pairs(const MappedText& value, unsigned depth) {
    static const RE2 kPair(
        R"((?i)(?:^|[;,\s])(password|pwd|pass|accountkey|sharedaccesskey|sharedaccesssignature|client[_ ]?secret|secret|token|api[_-]?key)\s*=\s*("[^"]*"|'[^']*'|[^;,\s]+))");
    Parts parts;
    if (std::count(value.text().begin(), value.text().end(), '=') < 2 && value.text().find(' ') == Bytes::npos)
      return parts;
    re2::StringPiece input = piece(value.text());
    re2::StringPiece key;
    re2::StringPiece found;
    while (RE2::FindAndConsume(&input, kPair, &key, &found)) {
      for (JudgedPart& part : judge(slice_of(value, found), {key.data(), key.size()}, depth + 1)) {
        part.name = std::string(key.data(), key.size());
        parts.push_back(std::move(part));
      }
    }
    return parts;
  }

  Parts judge_url(const MappedText& value, const UrlParts& url, unsigned depth) {
    Parts parts;
    const bool local = is_local_host(url.host);
    const auto add = [&](JudgedPart part, std::string_view name) {
      if (part.judgement == Judgement::kHarmless) return;
      if (part.name.empty()) part.name = name;
      parts.push_back(std::move(part));
    };
    if (url.has_password && !url.password.empty()) add(judge_url_password(url, local), "password");
    if (!url.has_password && has_token_format(url.user.text())) {
      add({Judgement::kSecret, url.user, "user of a URL", {}, {}}, "user");
    }
    for (const UrlParts::Parameter& parameter : url.query) {
      const MappedText decoded = percent_decoded(parameter.value, Plus::kKept);
      const auto nested = decoded.size() > 16 ? base64_decoded(decoded) : std::nullopt;
      const bool is_json = nested && nested->text().starts_with("{");
      for (JudgedPart& part : judge(is_json ? *nested : decoded, parameter.name, depth + 1))
        add(std::move(part), parameter.name);
    }
    judge_segments(url, parts);
    if (parts.empty()) parts.push_back({Judgement::kHarmless, value, "a URL without a secret", {}, {}});
    return parts;
  }

  JudgedPart judge_url_password(const UrlParts& url, bool local) {
    ByteSpan unused;
    const MappedText password = percent_decoded(url.password, Plus::kKept);
    if (const auto reference = find_reference(password.text(), unused))
      return {Judgement::kReference, url.password, std::string(*reference), {}, {}};
    for (const std::string_view host :
         {"host", "hostname", "your-host", "example.com", "server", "myhost", "db-host", "ip"}) {
      if (url.host == host || url.host.ends_with(".example.com") || url.host.find("your") != std::string::npos) {
        return {Judgement::kPlaceholder, url.password, "the host is an example", {}, {}};
      }
    }
    JudgedPart part = judge_password(password, "password", url.user.text(), local);
    part.part = url.password;
    if (part.judgement == Judgement::kSecret) part.why = "password of a URL";
    return part;
  }

  static void judge_segments(const UrlParts& url, Parts& parts) {
    const Services::Gateway* gateway = builtin_services().gateway(url.host);
    for (const MappedText& segment : url.segments) {
      const MappedText text = percent_decoded(segment, Plus::kKept);
      if (find_placeholder(text.text(), "", true)) {
        if (gateway != nullptr && (text.text().front() == '<' || text.text().front() == '{'))
          parts.push_back({Judgement::kPlaceholder, segment, "in the path", {}, {}});
        continue;
      }
      re2::StringPiece inner;
      const bool by_gateway = gateway != nullptr && (gateway->segment->NumberOfCapturingGroups() > 0
                                                         ? RE2::FullMatch(piece(text.text()), *gateway->segment, &inner)
                                                         : RE2::FullMatch(piece(text.text()), *gateway->segment));
      const bool random = by_gateway && (is_uuid(text.text()) || has_random_part(text.text()) || text.size() >= 40);
      if (random) {
        parts.push_back(
            {Judgement::kSecret, segment, "secret path of a " + gateway->service + " URL", "path", gateway->service});
      } else if (has_token_format(text.text()) || (text.size() >= 32 && is_long_random(text.text()))) {
        parts.push_back({Judgement::kSecret, segment, "secret in the path of a URL", "path", {}});
      }
    }
  }

  static JudgedPart judge_password(const MappedText& value, std::string_view name, Bytes user, bool local) {
    const Bytes text = value.text();
    const auto one = [&](Judgement judgement, std::string_view why) {
      return JudgedPart{judgement, value, std::string(why), {}, {}};
    };
    if (has_token_format(text)) return one(Judgement::kSecret, "a token");
    if (local && is_weak_password(text, user))
      return one(Judgement::kWeakLocal, "a default or weak password of a local service");
    if (const auto placeholder = find_placeholder(text, name, true)) return one(Judgement::kPlaceholder, *placeholder);
    if (is_weak_password(text, user)) {
      // Away from this machine a default password is a leak, but a documentation's `user:password@...` is an example.
      const bool example = user == "user" || user == "username" || user.empty();
      return example ? one(Judgement::kPlaceholder, "an example password")
                     : one(Judgement::kSecret, "a default password of a remote service");
    }
    return one(Judgement::kSecret, "a password");
  }

  JudgedPart judge_text(const MappedText& value, std::string_view name) const {
    const Bytes text = value.text();
    const auto one = [&](Judgement judgement, std::string_view why) {
      return JudgedPart{judgement, value, std::string(why), {}, {}};
    };
    NameKind kind = kind_of_name(name);
    if (context_.is_sensitive && kind != NameKind::kPassword) kind = NameKind::kToken;
    if (const auto open = find_public(text)) return one(Judgement::kPublic, *open);
    if (has_token_format(text)) {
      if (const auto placeholder = find_placeholder(text, name, false))
        return one(Judgement::kPlaceholder, *placeholder);
      return one(Judgement::kSecret, "a token's format");
    }
    switch (kind) {
      case NameKind::kPublic:
        return one(Judgement::kPublic, "public by its name");
      case NameKind::kHarmless:
        return one(Judgement::kHarmless, "its name is that of no secret");
      case NameKind::kPassword:
        if (is_plainly_harmless(text)) return one(Judgement::kHarmless, *find_harmless(text));
        return judge_password(value, name, {}, context_.is_local);
      case NameKind::kToken:
        if (const auto harmless = find_harmless(text)) return one(Judgement::kHarmless, *harmless);
        if (const auto placeholder = find_placeholder(text, name, false))
          return one(Judgement::kPlaceholder, *placeholder);
        return one(Judgement::kSecret, "its name is that of a secret");
      case NameKind::kNeutral:
        break;
    }
    if (const auto harmless = find_harmless(text)) return one(Judgement::kHarmless, *harmless);
    if (context_.kind != PlaceKind::kOther && text.size() >= 32 && is_long_random(text) &&
        !find_placeholder(text, name, false)) {
      return one(Judgement::kSecret, "long random text");
    }
    return one(find_placeholder(text, name, true) ? Judgement::kPlaceholder : Judgement::kHarmless,
               "nothing says that it is a secret");
  }

  // People think up passwords that read like hosts and file names.
  static bool is_plainly_harmless(Bytes text) {
    const auto harmless = find_harmless(text);
    return harmless && (*harmless == "a switch" || *harmless == "a path");
  }

  const ValueContext& context_;
};

}  // namespace

const char* name_of(Judgement judgement) {
  switch (judgement) {
    case Judgement::kReference:
      return "reference";
    case Judgement::kPlaceholder:
      return "placeholder";
    case Judgement::kHarmless:
      return "harmless";
    case Judgement::kPublic:
      return "public";
    case Judgement::kWeakLocal:
      return "weak-local";
    case Judgement::kSecret:
      break;
  }
  return "secret";
}

const char* name_of(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::kEnv:
      return "env";
    case PlaceKind::kHeader:
      return "header";
    case PlaceKind::kArgument:
      return "argument";
    case PlaceKind::kUrl:
      return "url";
    case PlaceKind::kInput:
      return "input";
    case PlaceKind::kOther:
      break;
  }
  return "other";
}

Parts judge_value(const MappedText& value, const ValueContext& context) {
  return Judge(context).judge(value, context.name, 0);
}

}  // namespace leaksieve::mcp
