// What vendors write into their tokens in clear: whose token this is. Little of it is documented as a promise, so these
// checks drop only what cannot be, and tell the rest.
#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/filter/base64.h"
#include "scanner/filter/check_families.h"
#include "scanner/filter/shapes.h"

namespace leaksieve::filter {
namespace {

using Json = nlohmann::json;

// Reports print it.
std::string printable(std::string text) {
  constexpr std::size_t kMost = 80;
  text.resize(std::min(text.size(), kMost));
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

bool all_alnum(Bytes text) { return std::all_of(text.begin(), text.end(), is_alnum); }

}  // namespace

// A macaroon of version 2: 02, then the field 01 with its length and the location. The token may be cut: what counts is
// how it begins. Source: https://pypi.org/help/#apitoken and libmacaroons, doc/format.txt
CheckResult check_pypi_macaroon(Bytes secret) {
  const std::size_t dash = secret.find('-');
  Bytes body = dash == Bytes::npos ? secret : secret.substr(dash + 1);
  body = body.substr(0, body.size() - body.size() % 4);
  const std::optional<std::string> bytes = base64_decode(body);
  if (!bytes || bytes->size() < 4 || (*bytes)[0] != 2 || (*bytes)[1] != 1) {
    return {Verdict::dropped("no macaroon in the token"), ""};
  }
  const auto size = static_cast<unsigned char>((*bytes)[2]);
  if (size == 0 || size > bytes->size() - 3) return {Verdict::dropped("no macaroon in the token"), ""};
  const std::string location = bytes->substr(3, size);
  const std::size_t project = bytes->find("\"projects\"");
  return {Verdict::kept(),
          "pypi: for " + printable(location) + (project == std::string::npos ? "" : ", some projects only")};
}

// sk_live_51<account>...: behind the version's digit stand the 16 characters of the account's id.
// Source: https://docs.stripe.com/keys
CheckResult check_stripe_account(Bytes secret) {
  const std::size_t first = secret.find('_');
  const std::size_t second = first == Bytes::npos ? first : secret.find('_', first + 1);
  if (second == Bytes::npos) return {Verdict::dropped("no Stripe key"), ""};
  const Bytes mode = secret.substr(first + 1, second - first - 1);
  const Bytes body = secret.substr(second + 1);
  std::string note = fmt::format("stripe: {} mode", mode == "live" ? "live" : "test");
  if (body.size() > 90 && body.starts_with("51") && all_alnum(body.substr(0, 17))) {
    note += fmt::format(", account acct_{}", body.substr(1, 16));
  }
  return {Verdict::kept(), note};
}

// <bot's id>:<35 characters>. Source: https://core.telegram.org/bots/api#authorizing-your-bot
CheckResult check_telegram_bot(Bytes secret) {
  const std::size_t colon = secret.find(':');
  if (colon == Bytes::npos || colon < 6 || colon > 12 ||
      !std::all_of(secret.begin(), secret.begin() + colon, is_digit)) {
    return {Verdict::dropped("no bot id in the token"), ""};
  }
  if (secret[0] == '0') return {Verdict::dropped("no bot id in the token"), ""};
  return {Verdict::kept(), fmt::format("telegram: bot {}", secret.substr(0, colon))};
}

// xoxb-<workspace>-<user>-...: what kind of token it is, and how many parts of digits it has.
// Source: https://api.slack.com/concepts/token-types
CheckResult check_slack_token(Bytes secret) {
  struct Kind {
    std::string_view start;
    std::string_view name;
  };
  for (const Kind& kind :
       {Kind{"xoxb-", "bot"}, Kind{"xoxp-", "user"}, Kind{"xoxa-", "workspace app"}, Kind{"xoxc-", "browser session"},
        Kind{"xoxd-", "session cookie"}, Kind{"xapp-", "app"}, Kind{"xoxe.", "rotating"}, Kind{"xoxe-", "refresh"},
        Kind{"xoxr-", "refresh"}, Kind{"xoxs-", "session"}}) {
    if (secret.starts_with(kind.start)) return {Verdict::kept(), fmt::format("slack: {} token", kind.name)};
  }
  return {Verdict::dropped("no Slack token"), ""};
}

// Source: https://cloud.google.com/iam/docs/keys-create-delete
CheckResult check_google_service_account(Bytes secret) {
  const Json json = Json::parse(secret, nullptr, false);  // false: no exceptions
  if (!json.is_object()) return {Verdict::dropped("no JSON object"), ""};
  const auto text_of = [&](const char* name) {
    const auto found = json.find(name);
    return found == json.end() || !found->is_string() ? std::string() : found->get<std::string>();
  };
  if (text_of("type") != "service_account") return {Verdict::dropped("no service account"), ""};
  const CheckResult key = check_pem_private_key(text_of("private_key"));
  if (!key.verdict) return key;
  std::string note = "google: " + printable(text_of("client_email"));
  if (const std::string project = text_of("project_id"); !project.empty()) note += ", project " + printable(project);
  return {Verdict::kept(), note};
}

// The signature that Azure's newer keys carry in their text. Source: https://aka.ms/secretscan/identifiable-keys,
// https://github.com/microsoft/security-utilities
CheckResult check_azure_signature(Bytes secret) {
  struct Signature {
    std::string_view text;
    std::string_view service;
  };
  for (const Signature& signature :
       {Signature{"AZCS", "cognitive services"}, Signature{"+ASt", "storage"}, Signature{"ACDb", "Cosmos DB"},
        Signature{"AzSe", "search"}, Signature{"AzCa", "cache"}, Signature{"+ASb", "service bus"},
        Signature{"+AEh", "event hubs"}, Signature{"+ARm", "relay"}, Signature{"AzFu", "functions"},
        Signature{"AIoT", "IoT"}, Signature{"+ABa", "batch"}, Signature{"+AMC", "machine learning"},
        Signature{"+ACR", "container registry"}, Signature{"AzEG", "event grid"}, Signature{"APIM", "API management"},
        Signature{"AZDO", "DevOps"}}) {
    const std::size_t at = secret.rfind(signature.text);
    if (at != Bytes::npos && at + 14 >= secret.size()) {
      return {Verdict::kept(), fmt::format("azure: {} key", signature.service)};
    }
  }
  return {Verdict::kept(), ""};
}

}  // namespace leaksieve::filter
