// The table of checks; each family has its file.
#include "scanner/filter/checks.h"

#include <algorithm>

#include "scanner/filter/check_families.h"

namespace leaksieve::filter {

const std::vector<NamedCheck>& all_checks() {
  static const std::vector<NamedCheck> kChecks = {
      {"age-bech32", "age secret key: the Bech32 checksum (BIP 173)", check_age_bech32},
      {"aws-account", "AWS access key id: base-32 body; notes the account it belongs to", check_aws_account},
      {"basic-credentials", "base64 of user:password, as in HTTP Basic and Docker's auth", check_basic_credentials},
      {"discord-snowflake", "Discord bot token: its first part is the bot's id in base64", check_discord_snowflake},
      {"generic-value", "looks random: no word, path, UUID, date or identifier", check_generic_value},
      {"github-crc32", "30 characters and the CRC-32 of them in base 62", check_github_crc32},
      {"gitlab-crc32", "routable GitLab token: length and CRC-32 in base 36", check_gitlab_crc32},
      {"grafana-crc32", "Grafana token: CRC-32 in hex behind the last underscore", check_grafana_crc32},
      {"jwt", "JSON Web Token: header and payload decode; notes algorithm, issuer, expiry", check_jwt},
      {"not-uuid", "is no UUID", check_not_uuid},
      {"password-value", "looks chosen: no identifier, path, word or address", check_password_value},
      {"pem-private-key", "PEM: the body decodes to a key; notes whether a passphrase protects it",
       check_pem_private_key},
      {"service-role-jwt", "JSON Web Token whose role is service_role", check_service_role_jwt},
  };
  return kChecks;
}

Check find_check(std::string_view name) {
  const auto& checks = all_checks();
  const auto found = std::find_if(checks.begin(), checks.end(), [&](const NamedCheck& c) { return c.name == name; });
  return found == checks.end() ? nullptr : found->check;
}

}  // namespace leaksieve::filter
